import { Button } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import { EmptyState } from "@/components/EmptyState";
import { StaleNotice } from "@/components/ErrorNotice";
import { Page } from "@/components/layout";
import { t } from "@/i18n";
import { useConnection } from "@/lib/connection";
import { useRead } from "@/lib/query";
import styles from "./components/dispositions.module.css";
import { Files } from "./components/Files";
import { TabBar } from "./components/TabBar";
import { Whole } from "./components/Whole";
import { type Move, tabOf } from "./place";

const route = getRouteApi("/dispositions");

/** `/dispositions`: the map of the chosen tenant, what it does not know, what it decided, and who hears of it. */
export function DispositionsPage() {
  const { tab: name, ...place } = route.useSearch();
  const navigate = route.useNavigate();
  const { current, loading } = useConnection();
  const connection = current?.id;
  const read = useRead(
    "disposition.show",
    { connection },
    { enabled: connection !== undefined, keepOld: false },
  );
  const shown = read.status === "loading" ? undefined : read.data;
  const tab = tabOf(name);
  const move: Move = (next) => void navigate({ search: { tab: name, ...place, ...next }, replace: true });
  if (!loading && connection === undefined) return <NoConnection />;
  return (
    <Page title={t("dispositions.title")} body="fill">
      <div className={styles.head}>
        <TabBar current={tab} unmapped={shown?.unmapped_total ?? 0} />
        {shown && <Files shown={shown} onImport={() => move({ sheet: "import" })} />}
      </div>
      {read.status === "failing" && (
        <div className={styles.stale}>
          <StaleNotice what={t("dispositions.title")} read={read} />
        </div>
      )}
      {shown === undefined && read.status === "loading" && (
        <p className={styles.reading}>{t("dispositions.reading")}…</p>
      )}
      {shown && <Whole key={shown.connection} {...{ shown, tab, place, move }} />}
    </Page>
  );
}

function NoConnection() {
  return (
    <Page title={t("dispositions.title")}>
      <EmptyState
        title={t("dispositions.noConnection")}
        action={
          <Button renderRoot={(props) => <Link to="/settings" search={{ part: "connections" }} {...props} />}>
            {t("dispositions.toConnections")}
          </Button>
        }
      >
        {t("dispositions.noConnectionHint")}
      </EmptyState>
    </Page>
  );
}
