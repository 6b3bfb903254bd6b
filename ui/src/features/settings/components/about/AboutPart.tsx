import { Button } from "@mantine/core";
import { StaleNotice } from "@/components/ErrorNotice";
import { Icon } from "@/components/icons";
import { Section } from "@/components/layout";
import { looksOf, ShapeIcon } from "@/components/state-mark";
import { placeText } from "@/components/TimeText";
import { t } from "@/i18n";
import { useNow } from "@/lib/now";
import { number } from "@/lib/numbers";
import { useDoor, useRead, useWrite } from "@/lib/query";
import { ownZone } from "@/lib/time";
import { toastDone, toastFailure } from "@/lib/toast";
import type { Status, Trouble, WaitingTasks } from "@/rpc/types";
import { useClipboard } from "../../api/clipboard";
import styles from "../settings.module.css";
import { FactList } from "./FactList";
import { dataFacts, factsText, programFacts } from "./facts";

/** What runs here, with which data, what waits, what is wrong; and all of it to take away. */
export function AboutPart() {
  const read = useRead("status.show", {});
  const status = read.status === "loading" ? undefined : read.data;
  return (
    <div className={styles.narrow}>
      <div className={styles.stale}>
        <StaleNotice what={t("settings.part.about")} read={read} />
      </div>
      {status && <About status={status} />}
    </div>
  );
}

function About({ status }: { status: Status }) {
  const now = useNow();
  const program = programFacts(status, now);
  const data = dataFacts(status);
  return (
    <>
      <Section
        title={t("settings.about.program")}
        aside={t("settings.about.aside")}
        actions={<TakeAway text={factsText([...program, ...data])} />}
      >
        <FactList facts={program} />
        <p className={styles.hint}>{t("settings.about.diagnosticsHint")}</p>
      </Section>
      <Section title={t("settings.about.data")}>
        <FactList facts={data} />
      </Section>
      <Section title={t("settings.about.waiting")}>
        {status.waiting.length === 0 ? (
          <p className={styles.dim}>{t("settings.about.idle")}</p>
        ) : (
          <Waiting tasks={status.waiting} now={now} />
        )}
      </Section>
      <Section title={t("settings.about.trouble")}>
        {status.trouble.length === 0 ? (
          <p className={styles.dim}>{t("settings.about.noTrouble")}</p>
        ) : (
          <Troubles troubles={status.trouble} now={now} />
        )}
      </Section>
    </>
  );
}

function TakeAway({ text }: { text: string }) {
  const door = useDoor();
  const { copied, copy } = useClipboard();
  const make = useWrite("diagnostics.export", {
    onSuccess: async (file) => {
      const { path } = await door.take(file);
      toastDone(t("settings.about.savedTo"), path);
    },
    onError: toastFailure,
  });
  return (
    <>
      <Button variant="default" onClick={() => copy(text)} leftSection={<Icon name="copy" size={14} />}>
        {copied ? t("settings.about.copied") : t("settings.about.copy")}
      </Button>
      <Button
        loading={make.isPending}
        onClick={() => make.mutate({})}
        leftSection={<Icon name="download" size={14} />}
      >
        {t("settings.about.diagnostics")}
      </Button>
    </>
  );
}

function Waiting({ tasks, now }: { tasks: readonly WaitingTasks[]; now: number }) {
  const at = (instant: string | null) => (instant === null ? "" : placeText(instant, ownZone(), now));
  return (
    <table className={styles.table} aria-label={t("settings.about.waiting")}>
      <thead>
        <tr>
          <th scope="col">{t("settings.about.kind")}</th>
          <th scope="col" className={styles.figure}>
            {t("settings.about.count")}
          </th>
          <th scope="col" className={styles.figure}>
            {t("settings.about.dead")}
          </th>
          <th scope="col">{t("settings.about.oldest")}</th>
          <th scope="col">{t("settings.about.next")}</th>
          <th scope="col">{t("settings.about.lastError")}</th>
        </tr>
      </thead>
      <tbody>
        {tasks.map((task) => (
          <tr key={task.kind}>
            <td>{task.kind}</td>
            <td className={styles.figure}>{number(task.waiting)}</td>
            <td className={styles.figure}>{number(task.dead)}</td>
            <td>{at(task.oldest)}</td>
            <td>{at(task.next)}</td>
            <td>{task.last_error}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Troubles({ troubles, now }: { troubles: readonly Trouble[]; now: number }) {
  return (
    <ul className={styles.lines}>
      {troubles.map(({ what, since, to_do }) => (
        <li key={what} className={styles.line}>
          <div>
            <div className={styles.name}>
              <ShapeIcon {...looksOf("attention")} /> {what}
            </div>
            <div className={styles.indent}>
              {t("settings.about.since", { at: placeText(since, ownZone(), now) })} {to_do}
            </div>
          </div>
        </li>
      ))}
    </ul>
  );
}
