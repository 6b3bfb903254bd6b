import { StaleNotice } from "@/components/ErrorNotice";
import { t } from "@/i18n";
import { useRead } from "@/lib/query";
import { REDIS_REMARK, RouteLine } from "./RouteLine";
import styles from "./told.module.css";

/** Whom events reach, one line a severity, the worst first. */
export function ToldTab({ connection }: { connection: string }) {
  const routes = useRead("route.list", { connection }, { keepOld: false });
  const endpoints = useRead("endpoint.list", {});
  const rows = routes.status === "loading" ? undefined : routes.data;
  const receivers = endpoints.status === "loading" ? [] : (endpoints.data ?? []);
  return (
    <section className={styles.told} aria-label={t("dispositions.told.label")}>
      <StaleNotice what={t("dispositions.tab.told")} read={routes} />
      <StaleNotice what={t("dispositions.told.systems")} read={endpoints} />
      <p className={styles.intro}>
        {t("dispositions.told.intro")} <span id={REDIS_REMARK}>{rows?.[0]?.redis_because}</span>
      </p>
      {rows === undefined && routes.status === "loading" && (
        <p className={styles.intro}>{t("parts.loading")}…</p>
      )}
      <ul className={styles.lines}>
        {rows?.map((route) => (
          <RouteLine key={route.severity} {...{ route, receivers, connection }} />
        ))}
      </ul>
    </section>
  );
}
