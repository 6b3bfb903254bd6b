import { Radio, Select } from "@mantine/core";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import { useRead } from "@/lib/query";
import { isoDay, ownZone, spanText, zoneCity } from "@/lib/time";
import { messageFor } from "@/lib/words";
import type { MissedFire, SubmitReport } from "@/rpc/types";
import { DateField, TimeField } from "../date-time";
import { Choices, type Fields, FormSheet } from "../form";
import styles from "./missed.module.css";
import { Planned } from "./Planned";
import { AT, isWhole, type MoveDraft, startOf, zonesOf } from "./start-at";

interface MoveSheetProps {
  fires: readonly MissedFire[];
  open: boolean;
  onClose: () => void;
  onDone: (report: SubmitReport) => void;
}

/** Starts missed fires later: in a while, or at a time of one of their places. The engine says what that means. */
export function MoveSheet({ fires, open, onClose, onDone }: MoveSheetProps) {
  const ids = fires.map(({ id }) => id);
  const zones = [...new Set([...zonesOf(fires), ownZone()])];
  return (
    <FormSheet<MoveDraft, "missed.move">
      {...{ open, onClose }}
      title={t("missed.moveTitle")}
      verb={t("missed.moveVerb", { count: ids.length, n: number(ids.length) })}
      command="missed.move"
      initial={draftOf(zones[0] ?? ownZone())}
      check={{ time: (_, draft) => (isWhole(draft) ? undefined : t("missed.missing")) }}
      args={(draft) => ({ ids, to: startOf(draft) })}
      onSaved={onDone}
    >
      {(form) => <MoveFields {...{ form, ids, zones }} />}
    </FormSheet>
  );
}

const MINUTE = 60_000;
const SOON = [15, 60, 120];

function draftOf(zone: string): MoveDraft {
  return { when: "60", date: isoDay(Date.now(), zone), time: "", zone };
}

interface MoveFieldsProps {
  form: Fields<MoveDraft>;
  ids: string[];
  zones: readonly string[];
}

function MoveFields({ form, ids, zones }: MoveFieldsProps) {
  const draft = form.values;
  const plan = useRead(
    "missed.plan",
    { ids, to: startOf(draft) },
    { enabled: isWhole(draft), every: MINUTE },
  );
  const failure = isWhole(draft) && plan.status === "failing" ? plan.failure : undefined;
  const time = form.getInputProps("time");
  return (
    <>
      <p>{t("missed.moveBody")}</p>
      <Radio.Group label={t("missed.when")} {...form.getInputProps("when")}>
        <Choices>
          {SOON.map((minutes) => (
            <Radio
              key={minutes}
              value={String(minutes)}
              label={t("missed.inMinutes", { span: spanText(minutes * MINUTE) })}
            />
          ))}
          <Radio value={AT} label={t("missed.atTime")} />
        </Choices>
      </Radio.Group>
      {draft.when === AT && (
        <div className={styles.at}>
          <DateField label={t("missed.date")} {...form.getInputProps("date")} />
          <TimeField label={t("missed.time")} {...time} error={time.error ?? messageFor(failure, "time")} />
          <Select
            label={t("missed.zone")}
            data={zones.map((value) => ({ value, label: zoneCity(value) }))}
            {...form.getInputProps("zone")}
          />
        </div>
      )}
      {isWhole(draft) && <Planned plan={plan} hidden={messageFor(failure, "time") !== undefined} />}
    </>
  );
}
