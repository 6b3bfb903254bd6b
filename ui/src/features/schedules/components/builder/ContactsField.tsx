import { Button, Select } from "@mantine/core";
import { useId, useState } from "react";
import { ErrorNotice } from "@/components/ErrorNotice";
import { FileDrop } from "@/components/file-drop";
import { Icon } from "@/components/icons";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import { useRead } from "@/lib/query";
import type { ContactSet } from "@/rpc/types";
import { zonesOf } from "../words";
import styles from "./builder.module.css";
import { Field } from "./Field";
import { MappingSheet } from "./MappingSheet";
import { useContactImport } from "./use-contact-import";

interface ContactsFieldProps {
  connection: string | undefined;
  value: string | null;
  onChange: (set: string | null) => void;
  /** Shows the rows that need a zone or are invalid. */
  onSee: () => void;
  error?: string;
}

const ACCEPT = { endings: [".csv", ".xlsx", ".tsv", ".txt"], most: 2 * 1024 ** 3 };

/** The contact list: a new file, or an earlier one. Only its counts are kept, and the rows that cannot be dialled. */
export function ContactsField({ connection, value, onChange, onSee, error }: ContactsFieldProps) {
  const id = useId();
  const [choosing, setChoosing] = useState(false);
  const sets = useContactSets(connection);
  const chosen = sets.find((set) => set.id === value);
  const upload = useContactImport(connection, (set) => {
    onChange(set.id);
    setChoosing(false);
  });
  if (chosen !== undefined && !choosing) {
    return (
      <Field label={t("schedules.form.contacts")} error={error}>
        <Chosen set={chosen} onSee={onSee} onChoose={() => setChoosing(true)} />
        {upload.file && (
          <Button variant="subtle" size="compact-sm" className={styles.aside} onClick={upload.mapAgain}>
            {t("schedules.form.columns")}
          </Button>
        )}
        <MappingSheet upload={upload} />
      </Field>
    );
  }
  return (
    <Field label={t("schedules.form.contacts")} controlId={sets.length > 0 ? id : undefined} error={error}>
      {sets.length > 0 && (
        <div className={styles.pair}>
          <Select
            id={id}
            placeholder={t("schedules.form.earlierList")}
            data={sets.map((set) => ({ value: set.id, label: `${set.name} · ${number(set.rows)}` }))}
            value={value}
            onChange={(set) => {
              onChange(set);
              setChoosing(false);
            }}
            searchable
            limit={50}
            error={error !== undefined}
          />
          {chosen && (
            <Button variant="default" onClick={() => setChoosing(false)}>
              {t("parts.cancel")}
            </Button>
          )}
        </div>
      )}
      <div className={styles.drop}>
        <FileDrop accept={ACCEPT} label={t("schedules.form.contacts")} onFile={upload.take} />
      </div>
      <div className={styles.note}>{t("schedules.form.usedFor")}</div>
      {upload.counting && (
        <div role="status" className={styles.note}>
          {t("schedules.form.counting", { name: upload.file?.file.name ?? "" })}
        </div>
      )}
      {upload.error != null && <ErrorNotice error={upload.error} />}
      <MappingSheet upload={upload} />
    </Field>
  );
}

interface ChosenProps {
  set: ContactSet;
  onSee: () => void;
  onChoose: () => void;
}

/** "renewals.csv   1,900 · 8 zones · 12 need a zone  see". */
function Chosen({ set, onSee, onChoose }: ChosenProps) {
  const zones = zonesOf(set);
  const faults = set.needs_zone + set.invalid;
  return (
    <div className={styles.chosen}>
      <span className={styles.fileName} title={set.name}>
        {set.name}
      </span>
      <Button
        variant="subtle"
        size="compact-sm"
        onClick={onChoose}
        leftSection={<Icon name="retry" size={12} />}
      >
        {t("schedules.form.change")}
      </Button>
      <span className={styles.counts}>
        {number(set.rows)} · {t("schedules.zones", { count: zones, n: number(zones) })}
        {set.needs_zone > 0 &&
          ` · ${t("schedules.needZone", { count: set.needs_zone, n: number(set.needs_zone) })}`}
        {set.invalid > 0 && ` · ${t("schedules.invalid", { count: set.invalid, n: number(set.invalid) })}`}
        {faults > 0 && (
          <button type="button" className={styles.link} onClick={onSee}>
            {t("schedules.see")}
          </button>
        )}
      </span>
      {[...reasons(set), ...set.notes].map((note) => (
        <span key={note} className={styles.setNote}>
          {note}
        </span>
      ))}
      <span className={styles.setNote}>{t("schedules.form.usedFor")}</span>
    </div>
  );
}

/** Why invalid rows are, where that can be said of several at once. */
function reasons({ without_number, doubled }: ContactSet): string[] {
  return [
    ...(without_number > 0
      ? [t("schedules.form.withoutNumber", { count: without_number, n: number(without_number) })]
      : []),
    ...(doubled > 0 ? [t("schedules.form.doubled", { count: doubled, n: number(doubled) })] : []),
  ];
}

const NONE: ContactSet[] = [];

export function useContactSets(connection: string | undefined): ContactSet[] {
  const read = useRead("contacts.list", { connection }, { enabled: connection !== undefined });
  return read.status === "loading" ? NONE : (read.data ?? NONE);
}
