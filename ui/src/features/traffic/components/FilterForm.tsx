import { Button, Popover, Select } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { t } from "@/i18n";
import { DIRECTIONS, KINDS, kindChoice, SENT_KINDS, SPANS, STATES, type TrafficSearch } from "../filter";
import styles from "./traffic.module.css";

interface FilterMenuProps {
  search: TrafficSearch;
  /** Sources and endpoints by their ids. */
  parties: readonly { value: string; label: string }[];
  onChange: (next: Partial<TrafficSearch>) => void;
}

/** Sets the filters that the chips then say. */
export function FilterMenu({ search, parties, onChange }: FilterMenuProps) {
  const [open, setOpen] = useState(false);
  const done = (next: Partial<TrafficSearch>) => {
    setOpen(false);
    onChange(next);
  };
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" width={320} trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t("traffic.filter")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("traffic.filterHint")}>
        {open && <FilterForm search={search} parties={parties} onChange={done} />}
      </Popover.Dropdown>
    </Popover>
  );
}

const FIELDS = ["direction", "state", "kind", "party", "since"] as const;
type Field = (typeof FIELDS)[number];

function FilterForm({ search, parties, onChange }: FilterMenuProps) {
  const [chosen, setChosen] = useState<Partial<Record<Field, string>>>(() =>
    Object.fromEntries(FIELDS.map((field) => [field, search[field]])),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onChange(Object.fromEntries(FIELDS.map((field) => [field, chosen[field] || undefined])));
  };
  const data: Record<Field, { value: string; label: string }[]> = {
    direction: DIRECTIONS.map((value) => ({ value, label: t(`traffic.${value}`) })),
    state: STATES.map((value) => ({ value, label: t(`states.${value}`) })),
    kind: [...KINDS, ...SENT_KINDS].map((value) => ({ value, label: kindChoice(value) })),
    party: [...parties],
    since: (Object.keys(SPANS) as (keyof typeof SPANS)[]).map((value) => ({
      value,
      label: t(`traffic.${value}`),
    })),
  };
  return (
    <form className={styles.filter} onSubmit={submit}>
      {FIELDS.map((field) => (
        <Select
          key={field}
          label={t(LABELS[field])}
          placeholder={t("traffic.any")}
          data={data[field]}
          value={chosen[field] ?? null}
          onChange={(value) => setChosen({ ...chosen, [field]: value ?? undefined })}
          clearable
          comboboxProps={{ withinPortal: false }}
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
