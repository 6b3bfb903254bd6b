import { ActionIcon, Tooltip, useMantineColorScheme } from "@mantine/core";
import { Icon } from "@/components/icons";
import { t } from "@/i18n";
import { nextScheme } from "./scheme";

/** Light, dark, or as the system: one press, the next. */
export function SchemeToggle() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const label = t("frame.schemeIs", { scheme: NAMES[colorScheme] });
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={label}
        onClick={() => setColorScheme(nextScheme(colorScheme))}
      >
        <Icon name={ICONS[colorScheme]} />
      </ActionIcon>
    </Tooltip>
  );
}

const NAMES = { light: t("frame.schemeLight"), dark: t("frame.schemeDark"), auto: t("frame.schemeAuto") };
const ICONS = { light: "sun", dark: "moon", auto: "auto" } as const;
