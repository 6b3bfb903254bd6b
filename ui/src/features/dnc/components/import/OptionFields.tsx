import { Autocomplete, Checkbox, Radio, Select } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { Choices, complaintFor, FieldPair } from "@/components/form";
import { t } from "@/i18n";
import type { Failure } from "@/lib/failure";
import { fieldOf } from "@/lib/words";
import type { DncDateOrder, DncDirection, DncImportMode } from "@/rpc/types";
import styles from "./import.module.css";
import { TypedOption } from "./TypedOption";
import type { Options } from "./use-look";

const FIELDS = ["list", "mode", "direction", "region", "date_order", "sheet", "header_row"] as const;
type Field = (typeof FIELDS)[number];
const MODES = ["adds", "edition", "changes"] as const satisfies readonly DncImportMode[];
const ORDERS = ["dmy", "mdy"] as const satisfies readonly DncDateOrder[];
const DIRECTIONS = ["out", "in"] as const satisfies readonly DncDirection[];

/** The field that answers what the engine asks; absent where it asks for something else. */
export function optionFor(asked: string | undefined): Field | undefined {
  // Whether a file holds changes is one of the modes.
  return asked === "changes" ? "mode" : FIELDS.find((known) => known === asked);
}

interface OptionFieldsProps {
  options: Options;
  lists: readonly string[];
  /** The field that the engine asks for, with its complaint. */
  question?: Field;
  failure?: Failure;
  /** A field was answered: the file is looked at anew. */
  onSay: (more: Options) => void;
}

/** How the file is read, folded away until it is wanted or asked for. Each answer is looked at with at once. */
export function OptionFields({ options, lists, question, failure, onSay }: OptionFieldsProps) {
  const [wanted, setWanted] = useState(false);
  const part = useRef<HTMLDetailsElement>(null);
  const open = wanted || question !== undefined;
  useEffect(() => {
    if (question !== undefined) part.current?.querySelector<HTMLElement>(`#dnc-${question}`)?.focus();
  }, [question]);
  const field = (name: Field) => ({
    id: `dnc-${name}`,
    error: question === name ? complaintFor(failure, fieldOf(failure) ?? name) : undefined,
  });
  return (
    <details
      className={styles.options}
      ref={part}
      open={open}
      onToggle={(event) => setWanted(event.currentTarget.open)}
    >
      <summary>{question === undefined ? t("dnc.import.options") : t("dnc.import.question")}</summary>
      <div className={styles.fields}>
        <FieldPair>
          <Select
            label={t("dnc.import.dateOrder")}
            {...field("date_order")}
            data={(["auto", ...ORDERS] as const).map((value) => ({
              value,
              label: t(`dnc.import.dateOrders.${value}`),
            }))}
            value={options.date_order ?? "auto"}
            onChange={(value) => onSay({ date_order: ORDERS.find((known) => known === value) })}
          />
          <TypedOption
            label={t("dnc.import.region")}
            hint={t("dnc.import.regionHint")}
            {...field("region")}
            value={options.region ?? ""}
            onValue={(region) => onSay({ region: region.toUpperCase() || undefined })}
          />
          <TypedOption
            label={t("dnc.import.sheet")}
            {...field("sheet")}
            value={options.sheet ?? ""}
            onValue={(sheet) => onSay({ sheet: sheet || undefined })}
          />
          <TypedOption
            label={t("dnc.import.headerRow")}
            hint={t("dnc.import.headerRowHint")}
            {...field("header_row")}
            value={options.header_row?.toString() ?? ""}
            check={(text) => (/^\d{0,6}$/.test(text) ? undefined : t("dnc.import.headerRowWrong"))}
            onValue={(line) => onSay({ header_row: line === "" ? undefined : Number(line) })}
          />
          <Select
            label={t("dnc.import.direction")}
            {...field("direction")}
            data={DIRECTIONS.map((value) => ({ value, label: t(`dnc.import.directions.${value}`) }))}
            value={options.direction ?? "out"}
            onChange={(value) => onSay({ direction: DIRECTIONS.find((known) => known === value) })}
          />
          <ListField {...{ options, lists, onSay }} {...field("list")} />
        </FieldPair>
        <Radio.Group
          label={t("dnc.import.mode")}
          error={field("mode").error}
          value={options.mode ?? "adds"}
          onChange={(value) => onSay({ mode: MODES.find((known) => known === value) })}
        >
          <Choices>
            {MODES.map((mode, at) => (
              <Radio
                key={mode}
                id={at === 0 ? "dnc-mode" : undefined}
                value={mode}
                label={t(`dnc.import.modes.${mode}`)}
              />
            ))}
          </Choices>
        </Radio.Group>
        <Checkbox
          label={t("dnc.import.badDates")}
          checked={options.start_for_bad_dates ?? false}
          onChange={(event) => onSay({ start_for_bad_dates: event.currentTarget.checked })}
        />
      </div>
    </details>
  );
}

interface ListFieldProps extends Pick<OptionFieldsProps, "options" | "lists" | "onSay"> {
  id: string;
  error?: string;
}

/** The list's name: a new one, or one of the earlier ones. */
function ListField({ options, lists, onSay, id, error }: ListFieldProps) {
  const [typed, setTyped] = useState(options.list ?? "");
  const said = (name: string) => {
    const list = name.trim() || undefined;
    if (list !== options.list) onSay({ list });
  };
  return (
    <Autocomplete
      id={id}
      error={error}
      label={t("dnc.import.list")}
      description={t("dnc.import.listHint")}
      inputWrapperOrder={["label", "input", "description", "error"]}
      data={[...lists]}
      value={typed}
      onChange={setTyped}
      onOptionSubmit={said}
      onBlur={() => said(typed)}
      onKeyDown={(event) => event.key === "Enter" && said(typed)}
    />
  );
}
