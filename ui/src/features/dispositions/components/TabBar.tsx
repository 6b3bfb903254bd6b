import { Link } from "@tanstack/react-router";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import { TABS, type Tab } from "../place";
import styles from "./dispositions.module.css";

/** The parts of the page, each with an address of its own; how many codes wait is said beside its name. */
export function TabBar({ current, unmapped }: { current: Tab; unmapped: number }) {
  return (
    <nav aria-label={t("dispositions.tabs")}>
      <ul className={styles.tabs}>
        {TABS.map((tab) => (
          <li key={tab}>
            <Link
              to="/dispositions"
              search={{ tab: tab === "map" ? undefined : tab }}
              // The map is the page without a word; else it would count as open on every tab.
              activeOptions={{ explicitUndefined: true }}
              className={styles.tab}
              aria-current={tab === current ? "page" : undefined}
            >
              {t(`dispositions.tab.${tab}`)}
              {tab === "unmapped" && unmapped > 0 && <span className={styles.count}>{number(unmapped)}</span>}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
