import { UnstyledButton } from "@mantine/core";
import { spotlight } from "@mantine/spotlight";
import { Icon } from "@/components/icons";
import { t } from "@/i18n";
import { Bell } from "./Bell";
import { ConnectionSwitcher } from "./ConnectionSwitcher";
import styles from "./frame.module.css";
import { SchemeToggle } from "./SchemeToggle";

interface HeaderProps {
  unread: number;
  /** Takes the element in which the page puts its title. */
  titleSlot: (element: HTMLElement | null) => void;
}

/** Above every page: its title, the palette, the tenant and how it is, the notices, light or dark. */
export function Header({ unread, titleSlot }: HeaderProps) {
  return (
    <header className={styles.header}>
      <div className={styles.titleSlot} ref={titleSlot} />
      <UnstyledButton className={styles.palette} onClick={spotlight.open}>
        <Icon name="search" size={14} />
        <span className={styles.paletteText}>{t("frame.palette")}</span>
        <kbd className={styles.key}>{MOD} K</kbd>
      </UnstyledButton>
      <div className={styles.headerEnd}>
        <ConnectionSwitcher />
        <Bell unread={unread} />
        <SchemeToggle />
      </div>
    </header>
  );
}

/** The key as it is printed on the keyboard in front of the reader. */
export const MOD = /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘" : "Ctrl";
