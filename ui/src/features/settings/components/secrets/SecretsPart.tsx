import { StaleNotice } from "@/components/ErrorNotice";
import { Section } from "@/components/layout";
import { StateMark } from "@/components/state-mark";
import { t } from "@/i18n";
import { useRead } from "@/lib/query";
import styles from "../settings.module.css";
import { StoreForm } from "./StoreForm";

/** Where secrets are kept, whether that works, and what else there is. */
export function SecretsPart() {
  const read = useRead("secrets.show", {});
  const store = read.status === "loading" ? undefined : read.data;
  return (
    <div className={styles.narrow}>
      <Section title={t("settings.part.secrets")} aside={t("settings.secrets.aside")}>
        <StaleNotice what={t("settings.part.secrets")} read={read} />
        {store && (
          <>
            <div className={styles.line} role="status">
              <div>
                <div className={styles.name}>
                  {t(`settings.secrets.${store.kind}`)}
                  <StateMark
                    state={store.usable ? "good" : "down"}
                    word={store.usable ? t("settings.secrets.usable") : t("settings.secrets.unusable")}
                  />
                </div>
                <div className={styles.prose}>{store.words}</div>
              </div>
            </div>
            <StoreForm key={store.kind} store={store} />
          </>
        )}
      </Section>
    </div>
  );
}
