import { getRouteApi, Link } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { Page } from "@/components/layout";
import { ShapeIcon } from "@/components/state-mark";
import { t } from "@/i18n";
import { useAttention } from "./api/attention";
import { AboutPart } from "./components/about/AboutPart";
import { AppearancePart } from "./components/appearance/AppearancePart";
import { ConnectionsPart } from "./components/connections/ConnectionsPart";
import { DeliveriesPart } from "./components/deliveries/DeliveriesPart";
import { ListenerPart } from "./components/listener/ListenerPart";
import { RulesPart } from "./components/rules/RulesPart";
import { RunningPart } from "./components/running/RunningPart";
import { SecretsPart } from "./components/secrets/SecretsPart";
import { PARTS, type Part, type PartProps, type Place, partOf, WIDE } from "./parts";
import styles from "./settings.module.css";

const route = getRouteApi("/settings");

/** One part at a time, chosen at the side; the part and what is open in it stand in the address. */
export function SettingsPage() {
  const { part: name, ...place } = route.useSearch();
  const navigate = route.useNavigate();
  const part = partOf(name);
  const Body = BODIES[part];
  const move = (next: Place) => void navigate({ search: { part, ...place, ...next }, replace: true });
  return (
    <Page title={t("settings.title")} body="fill">
      <div className={styles.settings}>
        <Parts current={part} />
        <div className={styles.pane} data-wide={WIDE.has(part) || undefined} key={part}>
          <Body place={place} move={move} />
        </div>
      </div>
    </Page>
  );
}

const BODIES: Record<Part, ComponentType<PartProps>> = {
  connections: ConnectionsPart,
  secrets: SecretsPart,
  listener: ListenerPart,
  deliveries: DeliveriesPart,
  rules: RulesPart,
  running: RunningPart,
  appearance: AppearancePart,
  about: AboutPart,
};

function Parts({ current }: { current: Part }) {
  const attention = useAttention();
  return (
    <nav aria-label={t("settings.parts")} className={styles.parts}>
      <ul>
        {PARTS.map(({ part, title }) => (
          <li key={part}>
            <Link
              to="/settings"
              search={{ part }}
              className={styles.part}
              aria-current={part === current ? "page" : undefined}
            >
              <span>{title}</span>
              {attention.has(part) && (
                <>
                  <ShapeIcon shape="triangle" tone="warn" />
                  <span className="sr-only">{t("settings.needsAttention")}</span>
                </>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
