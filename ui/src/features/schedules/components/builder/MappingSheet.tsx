import { Button, Select } from "@mantine/core";
import { useState } from "react";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Sheet } from "@/components/Sheet";
import { t } from "@/i18n";
import type { ColumnMapping, ContactsColumn, ContactsColumns } from "@/rpc/types";
import styles from "./builder.module.css";
import { LayoutFields } from "./LayoutFields";
import { ROLES, roleOf, withRole } from "./mapping";
import { type ContactImport, isPlaceable } from "./use-contact-import";

/** Which column holds what, where the names do not say it or say it wrongly, and what only the reader can say. */
export function MappingSheet({ upload }: { upload: ContactImport }) {
  if (!upload.asking || upload.file === undefined) return null;
  const { file, columns, layout } = upload.file;
  return <Mapping key={JSON.stringify(layout)} upload={upload} name={file.name} columns={columns} />;
}

interface MappingProps {
  upload: ContactImport;
  name: string;
  columns: ContactsColumns;
}

function Mapping({ upload, name, columns }: MappingProps) {
  const [mapping, setMapping] = useState<ColumnMapping>(columns.mapping);
  const ready = isPlaceable(mapping);
  return (
    <Sheet
      open
      onClose={upload.close}
      title={t("schedules.mapping.title", { name })}
      footer={
        <>
          <Button
            onClick={() => upload.map(mapping)}
            disabled={!ready || upload.looking}
            loading={upload.counting}
          >
            {t("schedules.mapping.verb")}
          </Button>
          <Button variant="default" onClick={upload.close}>
            {t("parts.cancel")}
          </Button>
          {!ready && <span className={styles.note}>{t("schedules.mapping.missing")}</span>}
        </>
      }
    >
      {columns.questions.length > 0 ? (
        <ul className={styles.questions} aria-label={t("schedules.mapping.questions")}>
          {columns.questions.map(({ about, words }) => (
            <li key={words}>
              {words} <span className={styles.note}>{t(`schedules.mapping.answer.${about}`)}</span>
            </li>
          ))}
        </ul>
      ) : (
        <p className={styles.lead}>{t("schedules.mapping.lead")}</p>
      )}
      {upload.mappingError && <ErrorNotice error={upload.mappingError} />}
      <LayoutFields columns={columns} onLook={upload.lookAt} />
      <table className={styles.mapping}>
        <thead>
          <tr>
            <th scope="col">{t("schedules.mapping.column")}</th>
            <th scope="col">{t("schedules.mapping.samples")}</th>
            <th scope="col">{t("schedules.mapping.holds")}</th>
          </tr>
        </thead>
        <tbody>
          {columns.columns.map((column) => (
            <tr key={column.index}>
              <th scope="row">{column.name}</th>
              <td>{column.samples.slice(0, 3).join(", ")}</td>
              <td>
                <RolePicker column={column} mapping={mapping} onChange={setMapping} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {columns.notes.map((note) => (
        <p key={note} className={styles.note}>
          {note}
        </p>
      ))}
    </Sheet>
  );
}

interface RolePickerProps {
  column: ContactsColumn;
  mapping: ColumnMapping;
  onChange: (mapping: ColumnMapping) => void;
}

function RolePicker({ column, mapping, onChange }: RolePickerProps) {
  return (
    <Select
      aria-label={t("schedules.mapping.roleOf", { name: column.name })}
      data={[
        { value: "none", label: t("schedules.mapping.role.none") },
        ...ROLES.map((value) => ({ value, label: t(`schedules.mapping.role.${value}`) })),
      ]}
      value={roleOf(mapping, column.index) ?? "none"}
      onChange={(value) =>
        onChange(
          withRole(
            mapping,
            column.index,
            ROLES.find((known) => known === value),
          ),
        )
      }
    />
  );
}
