import { Button } from "@mantine/core";
import { useMemo, useState } from "react";
import { Section } from "@/components/layout";
import { ShapeIcon } from "@/components/state-mark";
import { t } from "@/i18n";
import { useNow } from "@/lib/now";
import { number } from "@/lib/numbers";
import { fullText, ownZone, relative } from "@/lib/time";
import type { Need, NeedKind } from "@/rpc/types";
import styles from "./board.module.css";
import { MissedDeed } from "./MissedDeed";
import { MissedFires } from "./MissedFires";
import type { MissedVerb } from "./missed-verb";
import { NeedActions } from "./NeedActions";

/** Everything that waits for a person, with the buttons that decide it. */
export function NeedList({ needs }: { needs: readonly Need[] }) {
  return (
    <Section title={t("board.needs.title")} aside={number(needs.length)}>
      <ul className={styles.lines}>
        {needs.map((need) => (
          <Line key={`${need.kind} ${need.subject}`} need={need} />
        ))}
      </ul>
    </Section>
  );
}

function Line({ need }: { need: Need }) {
  const now = useNow();
  return (
    <li className={styles.need} data-tone={TONES[need.kind]}>
      <ShapeIcon shape="triangle" tone={TONES[need.kind]} size={14} />
      <div className={styles.needWords}>
        <div className={styles.needTitle}>{need.title}</div>
        <div className={styles.dim}>
          {need.detail}{" "}
          <time dateTime={need.since} title={fullText(need.since, ownZone())} className={styles.since}>
            {relative(need.since, now)}
          </time>
        </div>
      </div>
      <div className={styles.needActions}>
        <NeedActions need={need} />
      </div>
      {need.kind === "missed_fires" && need.ids.length > 1 && <EachMissed need={need} />}
    </li>
  );
}

/** All that one schedule missed, each to be decided alone; closed until someone looks. */
function EachMissed({ need }: { need: Need }) {
  const [open, setOpen] = useState(false);
  const [deed, setDeed] = useState<{ verb: MissedVerb; id: string }>();
  const one = useMemo(() => (deed ? [deed.id] : []), [deed]);
  return (
    <div className={styles.each}>
      <Button
        variant="default"
        size="compact-sm"
        aria-expanded={open}
        aria-label={t("board.needs.about", {
          verb: t("board.missed.each", { n: number(need.ids.length) }),
          title: need.title,
        })}
        onClick={() => setOpen(!open)}
      >
        {t("board.missed.each", { n: number(need.ids.length) })}
      </Button>
      {open && <MissedFires ids={need.ids} onVerb={(verb, id) => setDeed({ verb, id })} />}
      <MissedDeed ids={one} verb={deed?.verb} onClose={() => setDeed(undefined)} />
    </div>
  );
}

/** Amber where only a decision is missing, vermilion where something is broken. The words say which. */
const TONES: Record<NeedKind, "warn" | "bad"> = {
  missed_fires: "warn",
  stalled_run: "warn",
  paused_schedule: "warn",
  moved_fires: "warn",
  failed_windows: "bad",
  forbidden_windows: "bad",
  dead_deliveries: "bad",
  failing_endpoint: "bad",
  connection_trouble: "bad",
  dead_events: "bad",
  late_opt_outs: "bad",
  listener_trouble: "bad",
  unmapped_codes: "warn",
  secret_store: "bad",
};
