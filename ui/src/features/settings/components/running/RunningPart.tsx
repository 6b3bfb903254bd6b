import { Section } from "@/components/layout";
import { t } from "@/i18n";
import styles from "../settings.module.css";
import { SettingLines } from "./SettingLines";

/** Intervals, limits and retries of the engine. */
export function RunningPart() {
  return (
    <div className={styles.narrow}>
      <Section title={t("settings.part.running")} aside={t("settings.running.aside")}>
        <SettingLines without={["delivery.allowed_subnets"]} />
      </Section>
    </div>
  );
}
