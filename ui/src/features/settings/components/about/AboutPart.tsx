import { Button } from "@mantine/core";
import { StaleNotice } from "@/components/ErrorNotice";
import { Icon } from "@/components/icons";
import { Section } from "@/components/layout";
import { Line, Lines } from "@/components/line";
import { PlainTable } from "@/components/plain-table";
import { looksOf, ShapeIcon } from "@/components/state-mark";
import { placeText } from "@/components/TimeText";
import text from "@/components/text.module.css";
import { t } from "@/i18n";
import { useClipboard } from "@/lib/clipboard";
import { useNow } from "@/lib/now";
import { number } from "@/lib/numbers";
import { useDoor, useRead, useWrite } from "@/lib/query";
import { ownZone } from "@/lib/time";
import { toastDone, toastFailure } from "@/lib/toast";
import type { Status, Trouble, WaitingTasks } from "@/rpc/types";
import { FactList } from "./FactList";
import { dataFacts, factsText, programFacts } from "./facts";

/** The program's versions, data, waiting work and troubles; and all of it to take away. */
export function AboutPart() {
  const read = useRead("status.show", {});
  const status = read.status === "loading" ? undefined : read.data;
  return (
    <>
      <StaleNotice what={t("settings.part.about")} read={read} />
      {status && <About status={status} />}
    </>
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
        <p className={text.hint}>{t("settings.about.diagnosticsHint")}</p>
      </Section>
      <Section title={t("settings.about.data")}>
        <FactList facts={data} />
      </Section>
      <Section title={t("settings.about.waiting")}>
        {status.waiting.length === 0 ? (
          <p className={text.dim}>{t("settings.about.idle")}</p>
        ) : (
          <Waiting tasks={status.waiting} now={now} />
        )}
      </Section>
      <Section title={t("settings.about.trouble")}>
        {status.trouble.length === 0 ? (
          <p className={text.dim}>{t("settings.about.noTrouble")}</p>
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
    <PlainTable
      label={t("settings.about.waiting")}
      rows={tasks}
      rowKey={({ kind }) => kind}
      columns={[
        { head: t("settings.about.kind"), cell: ({ kind }) => kind },
        { head: t("settings.about.count"), cell: ({ waiting }) => number(waiting), figure: true },
        { head: t("settings.about.dead"), cell: ({ dead }) => number(dead), figure: true },
        { head: t("settings.about.oldest"), cell: ({ oldest }) => at(oldest) },
        { head: t("settings.about.next"), cell: ({ next }) => at(next) },
        { head: t("settings.about.lastError"), cell: ({ last_error }) => last_error },
      ]}
    />
  );
}

function Troubles({ troubles, now }: { troubles: readonly Trouble[]; now: number }) {
  return (
    <Lines>
      {troubles.map(({ what, since, to_do }) => (
        <Line key={what} mark={<ShapeIcon {...looksOf("attention")} />} name={what}>
          {t("settings.about.since", { at: placeText(since, ownZone(), now) })} {to_do}
        </Line>
      ))}
    </Lines>
  );
}
