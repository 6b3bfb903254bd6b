import { Radio, Select } from "@mantine/core";
import { useId } from "react";
import { t } from "@/i18n";
import { useRead } from "@/lib/query";
import type { FireMode } from "@/rpc/types";
import { placeOf } from "../words";
import styles from "./builder.module.css";
import { Field } from "./Field";

interface WhenFieldProps {
  mode: FireMode;
  onChange: (mode: FireMode) => void;
  /** The zone of the list with most contacts: where one moment for all begins. */
  usualZone: string;
  error?: string;
}

/** Whose clock counts: each contact's own, or one for all. Never this machine's by accident. */
export function WhenField({ mode, onChange, usualZone, error }: WhenFieldProps) {
  const label = useId();
  const zone = mode.mode === "same_moment" ? mode.zone : usualZone;
  return (
    <Field label={t("schedules.form.when")} labelId={label} error={error}>
      <Radio.Group
        aria-labelledby={label}
        value={mode.mode}
        onChange={(value) =>
          onChange(value === "same_moment" ? { mode: "same_moment", zone } : { mode: "contact_time" })
        }
      >
        <div className={styles.radios}>
          <Radio size="xs" value="contact_time" label={t("schedules.form.contactTime")} />
          <Radio size="xs" value="same_moment" label={t("schedules.form.sameMoment")} />
        </div>
      </Radio.Group>
      {mode.mode === "same_moment" && (
        <ZonePicker value={zone} onChange={(next) => onChange({ mode: "same_moment", zone: next })} />
      )}
    </Field>
  );
}

interface ZonePickerProps {
  value: string | null;
  onChange: (zone: string) => void;
  placeholder?: string;
}

/** All zones, found by any part of their name. */
export function ZonePicker({ value, onChange, placeholder }: ZonePickerProps) {
  return (
    <Select
      aria-label={t("schedules.form.zone")}
      placeholder={placeholder}
      data={useZones(value)}
      value={value}
      onChange={(zone) => zone !== null && onChange(zone)}
      searchable
      limit={80}
      nothingFoundMessage={t("schedules.form.noSuchZone")}
    />
  );
}

function useZones(chosen: string | null) {
  const names = useRead("zone.names", {});
  const known = names.status === "loading" ? [] : (names.data ?? []);
  const all = chosen === null || known.includes(chosen) ? known : [chosen, ...known];
  return all.map((zone) => ({
    value: zone,
    label: zone.includes("/") ? `${placeOf(zone)} · ${zone}` : zone,
  }));
}
