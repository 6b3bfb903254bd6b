import { Tooltip, UnstyledButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Icon } from "@/components/icons";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import type { NavCounts } from "@/rpc/types";
import { Mark } from "./Mark";
import styles from "./navigation.module.css";
import { PAGES, type PageEntry } from "./pages";

interface NavigationProps {
  folded: boolean;
  onFold: (folded: boolean) => void;
  counts?: NavCounts;
}

/** The pages, with how many things wait on each. Folds to pictures, whose words then stand in a tip. */
export function Navigation({ folded, onFold, counts }: NavigationProps) {
  const fold = folded ? t("frame.unfold") : t("frame.fold");
  return (
    <nav className={styles.nav} aria-label={t("frame.navigation")} data-folded={folded}>
      <div className={styles.brand}>
        <Mark />
        {!folded && <span className={styles.name}>Callboard</span>}
      </div>
      <ul className={styles.list}>
        {PAGES.map((page) => (
          <li key={page.path} data-apart={page.apart}>
            <Entry page={page} folded={folded} waiting={counts && page.waiting?.(counts)} />
          </li>
        ))}
      </ul>
      <Tooltip label={fold} position="right" disabled={!folded}>
        <UnstyledButton className={styles.entry} aria-label={fold} onClick={() => onFold(!folded)}>
          <Icon name={folded ? "unfold" : "fold"} />
        </UnstyledButton>
      </Tooltip>
    </nav>
  );
}

function Entry({ page, folded, waiting = 0 }: { page: PageEntry; folded: boolean; waiting?: number }) {
  const words = t("frame.waiting", { count: waiting });
  return (
    <Tooltip label={waiting > 0 ? `${page.title}: ${words}` : page.title} position="right" disabled={!folded}>
      <Link
        to={page.path}
        className={styles.entry}
        activeOptions={{ exact: page.path === "/", includeSearch: false }}
      >
        <Icon name={page.icon} />
        <span className={folded ? "sr-only" : styles.title}>{page.title}</span>
        {waiting > 0 && (
          <span className={styles.count}>
            <span aria-hidden="true">{folded ? "" : number(waiting)}</span>
            <span className="sr-only">, {words}</span>
          </span>
        )}
      </Link>
    </Tooltip>
  );
}
