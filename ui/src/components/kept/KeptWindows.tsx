import { Section } from "@/components/layout";
import { StateMark } from "@/components/state-mark";
import text from "@/components/text.module.css";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import { useRead } from "@/lib/query";
import type { KeptWindow } from "@/rpc/types";
import styles from "./kept.module.css";

interface KeptWindowsProps {
  /** Which of them are shown; all where this is absent. */
  only?: (window: KeptWindow) => boolean;
}

/** Calling windows that somebody let go on in spite of a rule, or that a removed connection left. Nothing where there are none. */
export function KeptWindows({ only = () => true }: KeptWindowsProps) {
  const read = useRead("window.kept", {});
  const windows = (read.status === "loading" ? [] : (read.data ?? [])).filter(only);
  if (windows.length === 0) return null;
  return (
    <Section title={t("parts.kept.title")} aside={number(windows.length)}>
      <p className={`${text.dim} ${styles.lead}`}>{t("parts.kept.lead")}</p>
      <ul className={styles.list}>
        {windows.map((window) => (
          <li key={window.id}>
            <StateMark state={window.state} word={lineOf(window)} />
            <div className={text.dim}>
              {window.why} <a href={`#/runs/${window.run}`}>{t("parts.kept.run")}</a>
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** "Kolkata, Tue 24 Nov 09:00–13:00: 318 contacts, campaign renewals, Acme EU". */
function lineOf({ place, words, contacts, campaign_id, connection }: KeptWindow): string {
  return t("parts.kept.line", {
    place,
    words,
    count: contacts,
    n: number(contacts),
    campaign: campaign_id,
    connection,
  });
}
