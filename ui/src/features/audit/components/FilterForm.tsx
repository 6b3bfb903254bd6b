import { Button, Select, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { DateField, TimeField } from "@/components/date-time";
import { FilterMenu } from "@/components/list-page";
import { t } from "@/i18n";
import { Failure } from "@/lib/failure";
import { useDoor } from "@/lib/query";
import { ownZone, zoneCity } from "@/lib/time";
import type { AuditSearch } from "../filter";
import styles from "./audit.module.css";
import { draftOf, FIELDS, type FilterDraft, isPeriod, PERIODS, searchOf } from "./filter-draft";

interface FilterFormProps {
  search: AuditSearch;
  onChange: (next: Partial<AuditSearch>) => void;
}

/** The form that sets the filters: who, what, on what, when. */
export function FilterForm(props: FilterFormProps) {
  return (
    <FilterMenu label={t("audit.filterHint")}>{(close) => <Form {...props} onDone={close} />}</FilterMenu>
  );
}

function Form({ search, onChange, onDone }: FilterFormProps & { onDone: () => void }) {
  const door = useDoor();
  const form = useForm<FilterDraft>({ initialValues: draftOf(search) });
  const submit = async (draft: FilterDraft) => {
    try {
      // The engine alone makes an instant of a time.
      const instant = async (time: string) => (await door.call("zone.instant", { time, zone: ownZone() })).at;
      const next = await searchOf(draft, instant);
      onDone();
      onChange(next);
    } catch (thrown) {
      form.setFieldError("since.time", Failure.from(thrown).message);
    }
  };
  return (
    <form className={styles.filter} onSubmit={form.onSubmit((draft) => void submit(draft))}>
      {FIELDS.map((field) => (
        <TextInput
          key={field}
          label={t(`audit.${field}`)}
          description={t(`audit.${field}Hint`)}
          {...form.getInputProps(field)}
        />
      ))}
      <Select
        label={t("audit.period")}
        data={PERIODS.map((value) => ({ value, label: PERIOD_WORDS[value] }))}
        comboboxProps={{ withinPortal: false }}
        value={form.values.period}
        onChange={(value) => isPeriod(value) && form.setFieldValue("period", value)}
      />
      {form.values.period === "between" && (
        <fieldset className={styles.between}>
          <legend>{t("audit.ownClock", { city: zoneCity(ownZone()) })}</legend>
          {(["since", "until"] as const).map((edge) => (
            <div key={edge} className={styles.moment}>
              <DateField label={t(`audit.${edge}`)} clearable {...form.getInputProps(`${edge}.date`)} />
              <TimeField
                label={t("audit.timeOf", { edge: t(`audit.${edge}`) })}
                {...form.getInputProps(`${edge}.time`)}
              />
            </div>
          ))}
        </fieldset>
      )}
      <Button type="submit">{t("audit.apply")}</Button>
    </form>
  );
}

const PERIOD_WORDS: Record<FilterDraft["period"], string> = {
  any: t("audit.anyTime"),
  hour: t("audit.lastHour"),
  day: t("audit.lastDay"),
  week: t("audit.lastWeek"),
  month: t("audit.lastMonth"),
  between: t("audit.between"),
};
