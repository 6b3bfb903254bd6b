import { Button, Select, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { FilterMenu } from "@/components/list-page";
import { t } from "@/i18n";
import { clockTime, millis, ownZone, zoneCity } from "@/lib/time";
import { type AuditSearch, isSpan } from "../filter";
import styles from "./audit.module.css";

interface FilterFormProps {
  search: AuditSearch;
  onChange: (next: Partial<AuditSearch>) => void;
}

/** Sets the filters that the chips then say: who, what, on what, when. */
export function FilterForm(props: FilterFormProps) {
  return (
    <FilterMenu label={t("audit.filterHint")}>{(close) => <Form {...props} onDone={close} />}</FilterMenu>
  );
}

const FIELDS = ["actor", "action", "object"] as const;
const PERIODS = ["any", "hour", "day", "week", "month", "between"] as const;
type Period = (typeof PERIODS)[number];

function Form({ search, onChange, onDone }: FilterFormProps & { onDone: () => void }) {
  const [fields, setFields] = useState({
    actor: search.actor ?? "",
    action: search.action ?? "",
    object: search.object ?? "",
  });
  const [period, setPeriod] = useState<Period>(periodOf(search));
  const [since, setSince] = useState(isSpan(search.since) ? "" : localText(search.since));
  const [until, setUntil] = useState(localText(search.until));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const times = timesOf(period, since, until);
    onDone();
    onChange({
      actor: fields.actor.trim() || undefined,
      action: fields.action.trim() || undefined,
      object: fields.object.trim() || undefined,
      ...times,
    });
  };
  return (
    <form className={styles.filter} onSubmit={submit}>
      {FIELDS.map((field) => (
        <TextInput
          key={field}
          label={t(`audit.${field}`)}
          description={t(`audit.${field}Hint`)}
          value={fields[field]}
          onChange={(event) => setFields({ ...fields, [field]: event.currentTarget.value })}
        />
      ))}
      <Select
        label={t("audit.period")}
        data={PERIODS.map((value) => ({ value, label: PERIOD_WORDS[value] }))}
        value={period}
        onChange={(value) => setPeriod(PERIODS.find((known) => known === value) ?? "any")}
        comboboxProps={{ withinPortal: false }}
      />
      {period === "between" && (
        <fieldset className={styles.between}>
          <legend>{t("audit.ownClock", { city: zoneCity(ownZone()) })}</legend>
          <Moment label={t("audit.since")} value={since} onChange={setSince} />
          <Moment label={t("audit.until")} value={until} onChange={setUntil} />
        </fieldset>
      )}
      <Button type="submit">{t("audit.apply")}</Button>
    </form>
  );
}

const PERIOD_WORDS: Record<Period, string> = {
  any: t("audit.anyTime"),
  hour: t("audit.lastHour"),
  day: t("audit.lastDay"),
  week: t("audit.lastWeek"),
  month: t("audit.lastMonth"),
  between: t("audit.between"),
};

interface MomentProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
}

function Moment({ label, value, onChange }: MomentProps) {
  const wrong = value !== "" && millis(value) === undefined;
  return (
    <TextInput
      type="datetime-local"
      label={label}
      value={value}
      error={wrong && t("audit.notATime")}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function periodOf({ since, until }: AuditSearch): Period {
  if (isSpan(since)) return since;
  return since || until ? "between" : "any";
}

function timesOf(period: Period, since: string, until: string): Pick<AuditSearch, "since" | "until"> {
  if (period === "any") return { since: undefined, until: undefined };
  if (period !== "between") return { since: period, until: undefined };
  return { since: instantOf(since), until: instantOf(until) };
}

/** `2026-11-23T09:00` by this machine's clock, as an instant. */
function instantOf(local: string): string | undefined {
  const at = millis(local);
  return at === undefined ? undefined : new Date(at).toISOString();
}

/** An instant as `datetime-local` wants it, by this machine's clock. */
function localText(instant: string | undefined): string {
  const at = millis(instant ?? "");
  if (at === undefined) return "";
  const day = new Date(at);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}T${clockTime(at, ownZone())}`;
}
