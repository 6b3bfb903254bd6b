import { Button, Select } from "@mantine/core";
import { useForm } from "@mantine/form";
import { FilterMenu } from "@/components/list-page";
import { t } from "@/i18n";
import { DIRECTIONS, KINDS, kindChoice, SENT_KINDS, SPANS, STATES, type TrafficSearch } from "../filter";
import styles from "./traffic.module.css";

interface FilterFormProps {
  search: TrafficSearch;
  /** Sources and endpoints by their ids. */
  parties: readonly { value: string; label: string }[];
  onChange: (next: Pick<TrafficSearch, Field>) => void;
}

const FIELDS = ["direction", "state", "kind", "party", "since"] as const;
type Field = (typeof FIELDS)[number];

/** The form that sets the filters: which way, how it ended, what, who, when. */
export function FilterForm(props: FilterFormProps) {
  return (
    <FilterMenu label={t("traffic.filterHint")}>{(close) => <Form {...props} onDone={close} />}</FilterMenu>
  );
}

function Form({ search, parties, onChange, onDone }: FilterFormProps & { onDone: () => void }) {
  const form = useForm<Record<Field, string | null>>({
    initialValues: ofFields((field) => search[field] ?? null),
  });
  const data = { ...CHOICES, party: [...parties] };
  return (
    <form
      className={styles.filter}
      onSubmit={form.onSubmit((chosen) => {
        onDone();
        onChange(ofFields((field) => chosen[field] ?? undefined));
      })}
    >
      {FIELDS.map((field) => (
        <Select
          key={field}
          label={t(LABELS[field])}
          placeholder={t("traffic.any")}
          data={data[field]}
          clearable
          comboboxProps={{ withinPortal: false }}
          {...form.getInputProps(field)}
        />
      ))}
      <Button type="submit">{t("traffic.apply")}</Button>
    </form>
  );
}

const LABELS = {
  direction: "traffic.direction",
  state: "traffic.state",
  kind: "traffic.kind",
  party: "traffic.party",
  since: "traffic.period",
} as const;

const CHOICES = {
  direction: DIRECTIONS.map((value) => ({ value, label: t(`traffic.${value}`) })),
  state: STATES.map((value) => ({ value, label: t(`states.${value}`) })),
  kind: [...KINDS, ...SENT_KINDS].map((value) => ({ value, label: kindChoice(value) })),
  since: (Object.keys(SPANS) as (keyof typeof SPANS)[]).map((value) => ({
    value,
    label: t(`traffic.${value}`),
  })),
};

function ofFields<V>(of: (field: Field) => V): Record<Field, V> {
  return Object.fromEntries(FIELDS.map((field) => [field, of(field)])) as Record<Field, V>;
}
