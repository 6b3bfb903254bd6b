import { Button, Select } from "@mantine/core";
import { useState } from "react";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Sheet } from "@/components/Sheet";
import { t } from "@/i18n";
import type { ColumnMapping, ContactsColumn, ContactsColumns } from "@/rpc/types";
import styles from "./builder.module.css";
import { type ContactImport, isPlaceable } from "./use-contact-import";

type Role = keyof ColumnMapping;
const ROLES: readonly Role[] = ["id", "phone", "zone", "state"];

/** Which column holds what, where the names do not say it or say it wrongly. */
export function MappingSheet({ upload }: { upload: ContactImport }) {
  if (!upload.asking || upload.file === undefined) return null;
  return (
    <Mapping key={upload.file.id} upload={upload} name={upload.file.name} columns={upload.file.columns} />
  );
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
          <Button onClick={() => upload.map(mapping)} disabled={!ready} loading={upload.counting}>
            {t("schedules.mapping.verb")}
          </Button>
          <Button variant="default" onClick={upload.close}>
            {t("parts.cancel")}
          </Button>
          {!ready && <span className={styles.note}>{t("schedules.mapping.missing")}</span>}
        </>
      }
    >
      <p className={styles.lead}>{t("schedules.mapping.lead")}</p>
      {upload.mappingError && <ErrorNotice error={upload.mappingError} />}
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
    </Sheet>
  );
}

interface RolePickerProps {
  column: ContactsColumn;
  mapping: ColumnMapping;
  onChange: (mapping: ColumnMapping) => void;
}

function RolePicker({ column, mapping, onChange }: RolePickerProps) {
  const role = ROLES.find((candidate) => mapping[candidate] === column.index);
  return (
    <Select
      aria-label={t("schedules.mapping.roleOf", { name: column.name })}
      data={[
        { value: "none", label: t("schedules.mapping.role.none") },
        ...ROLES.map((value) => ({ value, label: t(`schedules.mapping.role.${value}`) })),
      ]}
      value={role ?? "none"}
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

/** A column has one role and a role one column: what held it before holds nothing. */
export function withRole(mapping: ColumnMapping, index: number, role: Role | undefined): ColumnMapping {
  const next: ColumnMapping = {};
  for (const known of ROLES) if (mapping[known] !== index) next[known] = mapping[known];
  if (role !== undefined) next[role] = index;
  return next;
}
