import { NumberInput, Select, TagsInput } from "@mantine/core";
import { type ReactNode, useId, useState } from "react";
import { Icon } from "@/components/icons";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import type { ContactSet, Misfire, ScheduleDraft } from "@/rpc/types";
import { messageOf, placeOf } from "../words";
import styles from "./builder.module.css";
import { Field } from "./Field";

interface MoreFieldsProps {
  draft: ScheduleDraft;
  change: (part: Partial<ScheduleDraft>) => void;
  failure: unknown;
  contacts?: ContactSet;
}

/** What most schedules leave as it is; the line says how it stands while it is folded. */
export function MoreFields({ draft, change, failure, contacts }: MoreFieldsProps) {
  const [open, setOpen] = useState(false);
  const wrong = FIELDS.some((field) => messageOf(failure, field) !== undefined);
  return (
    <div className={styles.more}>
      <button type="button" aria-expanded={open || wrong} onClick={() => setOpen(!open)}>
        <span aria-hidden="true">{open || wrong ? "▾" : "▸"}</span>
        <span>
          {t("schedules.form.more")}
          {!open && !wrong && <span className={styles.summary}>{summary(draft)}</span>}
        </span>
      </button>
      {(open || wrong) && <Fields {...{ draft, change, failure, contacts }} />}
    </div>
  );
}

const FIELDS = [
  "holidays",
  "overlap",
  "misfire",
  "jitter_seconds",
  "pause_after_failures",
  "expected",
  "left_out",
];
const LATE = 60;

function Fields({ draft, change, failure, contacts }: MoreFieldsProps) {
  const { misfire } = draft;
  return (
    <div className={styles.fields}>
      <Labelled name="holidays" failure={failure} note={t("schedules.form.holidaysNote")}>
        {(field) => (
          <TagsInput
            {...field}
            size="xs"
            placeholder={draft.holidays.length === 0 ? "2026-12-25" : undefined}
            value={draft.holidays}
            onChange={(dates) => change({ holidays: [...dates].sort() })}
            splitChars={[",", " ", ";", "\n"]}
            clearable
          />
        )}
      </Labelled>
      <Labelled name="overlap" failure={failure}>
        {(field) => (
          <Select
            {...field}
            data={[
              { value: "skip", label: t("schedules.form.overlapSkip") },
              { value: "allow", label: t("schedules.form.overlapAllow") },
            ]}
            value={draft.overlap}
            onChange={(value) => change({ overlap: value === "allow" ? "allow" : "skip" })}
          />
        )}
      </Labelled>
      <Labelled name="misfire" failure={failure}>
        {(field) => (
          <div className={styles.pair}>
            <Select
              {...field}
              data={[
                { value: "skip", label: t("schedules.form.misfireSkip") },
                { value: "late", label: t("schedules.form.misfireLate") },
              ]}
              value={misfire.policy}
              onChange={(value) => change({ misfire: misfireOf(value) })}
            />
            {misfire.policy === "late" && (
              <NumberInput
                aria-label={t("schedules.form.maxAge")}
                suffix={` ${t("schedules.form.min")}`}
                min={1}
                value={misfire.max_age_minutes}
                onChange={(value) =>
                  change({ misfire: { policy: "late", max_age_minutes: whole(value) || LATE } })
                }
              />
            )}
          </div>
        )}
      </Labelled>
      <Labelled name="jitter_seconds" failure={failure} note={t("schedules.form.jitterNote")}>
        {(field) => (
          <NumberInput
            {...field}
            w={120}
            suffix=" s"
            min={0}
            value={draft.jitter_seconds}
            onChange={(value) => change({ jitter_seconds: whole(value) })}
          />
        )}
      </Labelled>
      <Labelled name="pause_after_failures" failure={failure} note={t("schedules.form.pauseNote")}>
        {(field) => (
          <NumberInput
            {...field}
            w={120}
            min={0}
            value={draft.pause_after_failures}
            onChange={(value) => change({ pause_after_failures: whole(value) })}
          />
        )}
      </Labelled>
      <Labelled name="expected" failure={failure} note={t("schedules.form.expectedNote")}>
        {(field) => (
          <NumberInput
            {...field}
            w={120}
            min={1}
            thousandSeparator=","
            placeholder={contacts && number(contacts.placed)}
            value={draft.expected ?? ""}
            onChange={(value) => change({ expected: value === "" ? null : whole(value) })}
          />
        )}
      </Labelled>
      {draft.left_out.length > 0 && <LeftOut draft={draft} change={change} contacts={contacts} />}
    </div>
  );
}

interface Control {
  id: string;
  error: boolean;
  "aria-describedby": string;
}

interface LabelledProps {
  name: "holidays" | "overlap" | "misfire" | "jitter_seconds" | "pause_after_failures" | "expected";
  failure: unknown;
  note?: string;
  children: (field: Control) => ReactNode;
}

function Labelled({ name, failure, note, children }: LabelledProps) {
  const id = useId();
  const error = messageOf(failure, name);
  return (
    <Field label={t(`schedules.form.${name}`)} controlId={id} {...{ error, note }} errorId={`${id}-error`}>
      {children({ id, error: error !== undefined, "aria-describedby": `${id}-error` })}
    </Field>
  );
}

/** Groups that are not called, each with the way back. */
function LeftOut({ draft, change, contacts }: Omit<MoreFieldsProps, "failure">) {
  const label = useId();
  return (
    <Field label={t("schedules.form.leftOut")} labelId={label}>
      <ul className={styles.leftOut} aria-labelledby={label}>
        {draft.left_out.map((group) => (
          <li key={group}>
            <span>{groupWords(group, contacts)}</span>
            <button
              type="button"
              aria-label={t("schedules.form.takeIn", { group: groupWords(group, contacts) })}
              onClick={() => change({ left_out: draft.left_out.filter((known) => known !== group) })}
            >
              <Icon name="close" size={12} />
            </button>
          </li>
        ))}
      </ul>
    </Field>
  );
}

/** `America/New_York/US-RI` → "New York, US-RI (21)". */
export function groupWords(group: string, contacts: ContactSet | undefined): string {
  const inIt = (contacts?.groups ?? []).filter(
    ({ zone, jurisdiction }) => group === zone || group === `${zone}/${jurisdiction}`,
  );
  const count = inIt.reduce((sum, { contacts }) => sum + contacts, 0);
  const first = inIt[0];
  const name =
    first === undefined || group === first.zone
      ? placeOf(group)
      : `${placeOf(first.zone)}, ${first.jurisdiction}`;
  return count > 0 ? `${name} (${number(count)})` : name;
}

function misfireOf(value: string | null): Misfire {
  return value === "late" ? { policy: "late", max_age_minutes: LATE } : { policy: "skip" };
}

function whole(value: string | number): number {
  const read = Math.round(Number(value));
  return Number.isFinite(read) ? Math.max(0, read) : 0;
}

function summary({ holidays, overlap, misfire, jitter_seconds, left_out }: ScheduleDraft): string {
  return [
    t("schedules.form.sumHolidays", { count: holidays.length, n: number(holidays.length) }),
    overlap === "skip" ? t("schedules.form.sumOverlapSkip") : t("schedules.form.sumOverlapAllow"),
    misfire.policy === "skip" ? t("schedules.form.sumMissedSkip") : t("schedules.form.sumMissedLate"),
    jitter_seconds > 0 ? t("schedules.form.sumJitter", { n: number(jitter_seconds) }) : "",
    left_out.length > 0
      ? t("schedules.form.sumLeftOut", { count: left_out.length, n: number(left_out.length) })
      : "",
  ]
    .filter(Boolean)
    .join(" · ");
}
