import { useMantineColorScheme } from "@mantine/core";
import { Spotlight, type SpotlightActionGroupData } from "@mantine/spotlight";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Icon } from "@/components/icons";
import { t } from "@/i18n";
import { useConnection } from "@/lib/connection";
import { useShortcuts } from "@/lib/keys";
import { useRead } from "@/lib/query";
import { PAGES } from "./pages";
import styles from "./palette.module.css";
import { nextScheme } from "./scheme";

/** Ctrl+K: go to a page, open a schedule or a run by its name, or do what the page's keys do. */
export function Palette() {
  const [open, setOpen] = useState(false);
  const actions = useActions(open);
  return (
    <Spotlight
      actions={actions}
      shortcut="mod + K"
      limit={12}
      centered={false}
      yOffset={64}
      overlayProps={{ blur: 0, backgroundOpacity: 0.3 }}
      nothingFound={t("frame.paletteEmpty")}
      onSpotlightOpen={() => setOpen(true)}
      onSpotlightClose={() => setOpen(false)}
      searchProps={{
        placeholder: t("frame.palette"),
        "aria-label": t("frame.paletteOpen"),
        leftSection: <Icon name="search" />,
      }}
      size={560}
      attributes={{ content: { "aria-label": t("frame.paletteOpen") } }}
      classNames={{
        action: styles.action,
        actionDescription: styles.description,
        actionSection: styles.picture,
        actionsGroup: styles.group,
      }}
    />
  );
}

function useActions(open: boolean): SpotlightActionGroupData[] {
  const navigate = useNavigate();
  const shortcuts = useShortcuts().filter((shortcut) => shortcut.group === "here");
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const pages = PAGES.map((page) => ({
    id: page.path,
    label: page.title,
    leftSection: <Icon name={page.icon} />,
    onClick: () => void navigate({ to: page.path }),
  }));
  const deeds = shortcuts.map((shortcut) => ({
    id: `key ${shortcut.keys}`,
    label: shortcut.label,
    onClick: shortcut.run,
  }));
  const scheme = {
    id: "scheme",
    label: t("frame.scheme"),
    onClick: () => setColorScheme(nextScheme(colorScheme)),
  };
  return [
    { group: t("frame.paletteGo"), actions: pages },
    { group: t("frame.paletteOpenThing"), actions: useThings(open) },
    { group: t("frame.paletteDo"), actions: [...deeds, ...useDncDeeds(deeds), scheme] },
  ].filter((group) => group.actions.length > 0);
}

/** What can be done about the do-not-call list from any page, where no key of the page says it already. */
function useDncDeeds(deeds: readonly { label: string }[]) {
  const navigate = useNavigate();
  const all = [
    { sheet: "import", label: t("dnc.importNew") },
    { sheet: "add", label: t("dnc.addNumber") },
  ];
  return all
    .filter(({ label }) => deeds.every((deed) => deed.label !== label))
    .map(({ sheet, label }) => ({
      id: `dnc ${sheet}`,
      label,
      leftSection: <Icon name="dnc" />,
      onClick: () => void navigate({ to: "/dnc", search: { sheet } }),
    }));
}

/** Schedules and runs by name; asked for only while the palette is open. */
function useThings(open: boolean) {
  const navigate = useNavigate();
  const connection = useConnection().current?.id;
  const schedules = useRead("schedule.list", { connection }, { enabled: open });
  const runs = useRead("run.list", { connection, limit: 50 }, { enabled: open });
  const scheduleActions = (schedules.status === "ready" ? schedules.data : []).map((schedule) => ({
    id: schedule.id,
    label: schedule.draft.name,
    description: t("schedules.title"),
    leftSection: <Icon name="schedules" />,
    onClick: () => void navigate({ to: "/schedules/$schedule", params: { schedule: schedule.id } }),
  }));
  const runActions = (runs.status === "ready" ? runs.data.rows : []).map((run) => ({
    id: run.id,
    label: run.name,
    description: `${t("runs.title")}: ${t(`states.${run.state}`)}`,
    leftSection: <Icon name="runs" />,
    onClick: () => void navigate({ to: "/runs/$run", params: { run: run.id } }),
  }));
  return [...scheduleActions, ...runActions];
}
