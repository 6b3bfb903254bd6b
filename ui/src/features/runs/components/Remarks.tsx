import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { type Shape, ShapeIcon, type Tone } from "@/components/state-mark";
import { placeText, TimeText } from "@/components/TimeText";
import { t } from "@/i18n";
import { useNow } from "@/lib/now";
import { useRead } from "@/lib/query";
import type { FigureAge } from "@/lib/run-figures";
import type { RunSummary } from "@/rpc/types";
import { clockZone } from "../run-words";
import styles from "./run.module.css";

interface RemarksProps {
  summary: RunSummary;
  age: FigureAge;
}

/** How old its figures are, why it stalls, why it does not dial, what is odd about it. Nothing where all is plain. */
export function Remarks({ summary, age }: RemarksProps) {
  const { stall, why_not_dialling: why, silent, shares_figures_with: shares } = summary;
  // Why the last poll failed stands beside the age of what stands there.
  const flags = summary.flags.filter((flag) => !age.old || flag !== silent?.words);
  // A stalled run does not dial for the reason that it stalls: that is said once.
  const plainWhy = why !== null && why !== stall?.words;
  if (!age.old && !stall && !plainWhy && flags.length === 0 && shares.length === 0) return null;
  return (
    <ul className={styles.remarks} aria-label={t("runs.remarks")}>
      {age.old && (
        <Remark shape="triangle" tone="bad" loud>
          <strong>{[age.of, age.age].filter(Boolean).join(", ")}.</strong> {age.why}
        </Remark>
      )}
      {stall && (
        <Remark shape="triangle" tone="warn" loud>
          {summary.over_since === null && (
            <>
              <strong>
                {t("runs.stalledSince")} <TimeText at={stall.since} zone={clockZone(summary)} />
              </strong>
              .{" "}
            </>
          )}
          {stall.words}
        </Remark>
      )}
      {plainWhy && (
        <Remark shape="bars" tone="idle">
          {why}
        </Remark>
      )}
      {flags.map((flag) => (
        <Remark key={flag} shape="triangle" tone="warn">
          {flag}
        </Remark>
      ))}
      {shares.length > 0 && (
        <Remark shape="half" tone="warn">
          {t("runs.shares")} <Others summary={summary} />. {t("runs.sharesHint")}
        </Remark>
      )}
    </ul>
  );
}

interface RemarkProps {
  shape: Shape;
  tone: Tone;
  loud?: boolean;
  children: ReactNode;
}

function Remark({ shape, tone, loud, children }: RemarkProps) {
  return (
    <li className={styles.remark} data-loud={loud}>
      <ShapeIcon shape={shape} tone={tone} />
      <span>{children}</span>
    </li>
  );
}

/** The runs with which it shares its figures, each by its name and first start. */
function Others({ summary }: { summary: RunSummary }) {
  const now = useNow();
  const read = useRead("run.list", {
    connection: summary.connection,
    campaign_id: summary.campaign_id,
    limit: 200,
  });
  const known = read.status === "loading" ? [] : (read.data?.rows ?? []);
  return summary.shares_figures_with.map((id, index) => {
    const other = known.find((run) => run.id === id);
    const name = other && `${other.name}, ${placeText(other.first_start, clockZone(other), now)}`;
    return (
      <span key={id}>
        {index > 0 && "; "}
        <Link to="/runs/$run" params={{ run: id }}>
          {name ?? id}
        </Link>
      </span>
    );
  });
}
