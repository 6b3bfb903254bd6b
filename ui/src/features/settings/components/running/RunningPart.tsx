import { Section } from "@/components/layout";
import { t } from "@/i18n";
import { SettingLines } from "./SettingLines";

/** Intervals, limits and retries of the engine. */
export function RunningPart() {
  return (
    <Section title={t("settings.part.running")} aside={t("settings.running.aside")}>
      <SettingLines without={["delivery.allowed_subnets"]} />
    </Section>
  );
}
