import { Button } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { useMemo, useRef, useState } from "react";
import { useGoing } from "@/components/going";
import type { Going } from "@/components/going/use-going";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import { useWrite } from "@/lib/query";
import { ownZone } from "@/lib/time";
import { toastDone, toastFailure } from "@/lib/toast";
import { fieldOf } from "@/lib/words";
import type {
  ConfirmedWindow,
  CronButtons,
  Plan,
  PreviewArgs,
  Schedule,
  ScheduleDraft,
  SubmitArgs,
} from "@/rpc/types";
import { sameDraft } from "../../api/draft";
import { usePreview } from "../../api/preview";
import { Meaning } from "../meaning/Meaning";
import { PlanSheet } from "../plan/PlanSheet";
import { placeOf } from "../words";
import styles from "./builder.module.css";
import { useContactSets } from "./ContactsField";
import { caretTo } from "./CronField";
import { LeaveGuard } from "./LeaveGuard";
import { NoZones } from "./NoZones";
import { RefusedRowsSheet } from "./RefusedRowsSheet";
import { type Hand, pressed, shownButtons } from "./truth";
import { WhatForm } from "./WhatForm";
import { ZonePicker } from "./WhenField";

interface BuilderProps {
  connection: string | undefined;
  /** What it begins with. */
  start: ScheduleDraft;
  /** Absent: a new one. */
  id?: string;
  cell?: string;
  onCell: (cell: string | undefined) => void;
  onSaved: (schedule: Schedule) => void;
}

/** Left what, right what it means. */
export function Builder({ connection, start, id, cell, onCell, onSaved }: BuilderProps) {
  const [draft, setDraft] = useState(start);
  const [saved, setSaved] = useState<{ id?: string; draft: ScheduleDraft }>({ id, draft: start });
  const [hand, setHand] = useState<Hand>();
  const [lookedAt, setLookedAt] = useState<string[]>(() => zonesAtFirst(start));
  const [sheet, setSheet] = useState<"plan" | "now" | "refused">();
  const cronInput = useRef<HTMLInputElement>(null);
  const leaving = useRef(false);
  const save = useWrite("schedule.save");
  const going = useGoing();

  const change = (part: Partial<ScheduleDraft>) => {
    setDraft((before) => ({ ...before, ...part }));
    if (save.isError) save.reset();
  };
  const press = (buttons: CronButtons) => {
    const next = pressed(buttons, draft.cron);
    setHand(next);
    change({ cron: next.cron });
  };

  const { cron, mode, contacts, left_out, holidays, duration_minutes } = draft;
  const zones = contacts == null ? lookedAt : NO_ZONES;
  const args = useMemo<PreviewArgs>(
    () => ({ cron, mode, connection, contacts, zones, left_out, holidays, duration_minutes }),
    [cron, mode, connection, contacts, zones, left_out, holidays, duration_minutes],
  );
  const meaning = usePreview(args);
  const answered = meaning.answered && {
    cron: meaning.answered.args.cron,
    preview: meaning.answered.preview,
  };
  const shown = shownButtons(cron, hand, answered);
  const refusal = shown.kind === "pressed" ? shown.refusal : undefined;
  const failure = save.error ?? meaning.failure;
  const set = useContactSets(connection).find((candidate) => candidate.id === contacts);
  const dirty = !sameDraft(draft, saved.draft);
  const why = whyNot({
    connection,
    refusal: refusal !== undefined,
    unreadable: meaning.failure !== undefined,
  });

  const store = async (confirmed: ConfirmedWindow[] = []) => {
    const attempt = (decided: Going) => save.mutateAsync({ id: saved.id, connection, draft, ...decided });
    try {
      const schedule = await going.send(attempt, { confirmed });
      if (schedule !== undefined) setSaved({ id: schedule.id, draft });
      else save.reset();
      return schedule;
    } catch (thrown) {
      if (fieldOf(thrown) === undefined) toastFailure(thrown);
      throw thrown;
    }
  };
  const onSave = async () => {
    if (meaning.failure) return caretTo(cronInput.current, meaning.failure);
    if (why !== undefined || save.isPending) return;
    const schedule = await store().catch(() => undefined);
    if (schedule === undefined) return;
    leaving.current = true;
    const { name } = schedule.draft;
    if (schedule.state === "paused" && saved.id === undefined)
      toastDone(t("schedules.going.savedPaused", { name }), t("schedules.going.savedPausedHint"));
    else toastDone(t("schedules.saved", { name }), nextWords(schedule));
    onSaved(schedule);
  };
  useHotkeys([["mod+S", () => void onSave()]], []);

  /** What is planned is what was seen: its windows are let go with the save. */
  const saveFirst = async (plan: Plan): Promise<SubmitArgs | undefined> => {
    const campaign_id = draft.campaign_id.trim();
    const windows = plan.requests.map(({ zone, start, end, contacts }) => ({
      campaign_id,
      zone,
      start,
      end,
      contacts,
    }));
    const schedule = await store(windows);
    return schedule?.state === "active" ? { connection, schedule: schedule.id } : undefined;
  };
  const now = sheet === "now";
  const unsaved = saved.id === undefined || dirty;
  const leaveOut = (group: string) => change({ left_out: [...new Set([...left_out, group])] });
  return (
    <div className={styles.builder}>
      <LeaveGuard dirty={dirty} leaving={leaving} />
      <section className={styles.what} aria-label={t("schedules.form.what")}>
        <WhatForm
          {...{ connection, draft, change, shown, failure, set, cronInput }}
          onPress={press}
          onSee={() => setSheet("refused")}
        />
        <div className={styles.foot}>
          <div className={styles.buttons}>
            <Button onClick={() => void onSave()} loading={save.isPending} disabled={why !== undefined}>
              {t("schedules.save")}
            </Button>
            <Button variant="default" disabled={why !== undefined} onClick={() => setSheet("plan")}>
              {t("schedules.planVerb")}
            </Button>
            <Button variant="default" disabled={why !== undefined} onClick={() => setSheet("now")}>
              {t("schedules.runVerb")}
            </Button>
          </div>
          <span className={styles.note} role="status">
            {why ??
              (dirty
                ? t("schedules.unsaved")
                : saved.id
                  ? t("schedules.asSaved")
                  : t("schedules.notSavedYet"))}
          </span>
        </div>
      </section>
      <Meaning
        meaning={meaning}
        unreadable={meaning.failure !== undefined || refusal !== undefined}
        cell={cell}
        onCell={onCell}
        onLeaveOut={set ? leaveOut : undefined}
        onNeedsZone={set ? () => setSheet("refused") : undefined}
        look={
          set === undefined && (
            <ZonePicker
              value={null}
              onChange={(zone) => setLookedAt([...new Set([...lookedAt, zone])])}
              placeholder={t("schedules.grid.another")}
            />
          )
        }
        noZones={
          <NoZones
            list={set !== undefined}
            leftOut={left_out.length}
            onAll={() => change({ left_out: [] })}
            onZone={(zone) => setLookedAt([...lookedAt, zone])}
          />
        }
      />
      {(sheet === "plan" || now) && (
        <PlanSheet
          name={draft.name || t("schedules.new")}
          args={unsaved ? { connection, draft, now } : { connection, schedule: saved.id, now }}
          once={unsaved && now}
          save={unsaved && !now ? saveFirst : undefined}
          onClose={() => setSheet(undefined)}
        />
      )}
      {going.question}
      {sheet === "refused" && set && <RefusedRowsSheet set={set} onClose={() => setSheet(undefined)} />}
    </div>
  );
}

const NO_ZONES: string[] = [];

/** Without a list something has to be looked at: the zone that was named, or the reader's own. UTC is nobody's. */
function zonesAtFirst({ mode }: ScheduleDraft): string[] {
  const zone = mode.mode === "same_moment" ? mode.zone : ownZone();
  return zone.includes("/") && !zone.startsWith("Etc/") ? [zone] : [];
}

/** "Next: Mon 23 Nov 09:00 New York, 812 contacts." */
function nextWords({ next }: Schedule): string | undefined {
  const first = next?.[0];
  if (first === undefined) return undefined;
  const contacts = t("schedules.contactsOf", { count: first.contacts, n: number(first.contacts) });
  return t("schedules.going.next", { at: first.local_start, place: placeOf(first.zone), contacts });
}

/** Why nothing can be saved or sent; said beside the buttons, which rest meanwhile. */
function whyNot(state: { connection?: string; refusal: boolean; unreadable: boolean }): string | undefined {
  if (state.connection === undefined) return t("schedules.why.noConnection");
  if (state.refusal) return t("schedules.why.buttons");
  return state.unreadable ? t("schedules.why.unreadable") : undefined;
}
