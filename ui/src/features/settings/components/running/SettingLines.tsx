import { StaleNotice } from "@/components/ErrorNotice";
import { t } from "@/i18n";
import { useRead } from "@/lib/query";
import { SettingLine } from "./SettingLine";
import own from "./setting.module.css";

interface SettingLinesProps {
  /** Keys that stand here; by default all … */
  only?: readonly string[];
  /** … but these, which stand elsewhere. */
  without?: readonly string[];
}

/** The engine's settings as it declares them: what each does, its unit, its bounds. */
export function SettingLines({ only, without = [] }: SettingLinesProps) {
  const read = useRead("settings.show", {});
  const all = read.status === "loading" ? [] : (read.data ?? []);
  const shown = all.filter(({ key }) => (only === undefined || only.includes(key)) && !without.includes(key));
  return (
    <>
      <StaleNotice what={t("settings.part.running")} read={read} />
      <ul className={own.lines}>
        {shown.map((setting) => (
          <SettingLine key={`${setting.key} ${JSON.stringify(setting.value)}`} setting={setting} />
        ))}
      </ul>
    </>
  );
}
