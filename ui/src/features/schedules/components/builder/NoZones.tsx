import { Button } from "@mantine/core";
import { EmptyState } from "@/components/EmptyState";
import { t } from "@/i18n";
import { ZonePicker } from "./WhenField";

interface NoZonesProps {
  /** There is a list, but nobody of it is left. */
  list: boolean;
  leftOut: number;
  onAll: () => void;
  onZone: (zone: string) => void;
}

/** In place of the grid where there is no zone to show, with the way to one. */
export function NoZones({ list, leftOut, onAll, onZone }: NoZonesProps) {
  if (list) {
    return (
      <EmptyState
        title={t("schedules.noZones.listTitle")}
        action={leftOut > 0 && <Button onClick={onAll}>{t("schedules.noZones.all")}</Button>}
      >
        {leftOut > 0 ? t("schedules.noZones.leftOut") : t("schedules.noZones.nobody")}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title={t("schedules.noZones.title")}
      action={<ZonePicker value={null} onChange={onZone} placeholder={t("schedules.noZones.look")} />}
    >
      {t("schedules.noZones.hint")}
    </EmptyState>
  );
}
