import { Button, Tooltip } from "@mantine/core";
import { useState } from "react";
import { ConfirmSheet } from "@/components/ConfirmSheet";
import { t } from "@/i18n";
import { useWrite } from "@/lib/query";
import { toastFailure } from "@/lib/toast";
import type { Run } from "@/rpc/types";
import { isOver } from "../run-words";
import type { Report } from "./use-report";

interface RunActionsProps {
  run: Run;
  onReport: (report: Report) => void;
  onWall: () => void;
}

/** What a person can do with a run. What cannot be done now stands there and says why. */
export function RunActions({ run, onReport, onWall }: RunActionsProps) {
  return (
    <>
      <Retry run={run} onReport={onReport} />
      <Stop run={run} onReport={onReport} />
      <Tooltip label={t("runs.wallHint")}>
        <Button variant="default" onClick={onWall} aria-keyshortcuts="F11">
          {t("runs.wall")}
        </Button>
      </Tooltip>
    </>
  );
}

type DeedProps = Omit<RunActionsProps, "onWall">;

function Retry({ run: { summary, windows }, onReport }: DeedProps) {
  const retry = useWrite("run.retry", {
    onSuccess: (report) => onReport({ deed: "retry", report }),
    onError: toastFailure,
  });
  const failed = windows.filter(({ state }) => state === "failed" || state === "unknown").length;
  const why = isOver(summary.state) ? t("runs.isOver") : failed === 0 ? t("runs.retryNothing") : undefined;
  return (
    <Tooltip label={why} disabled={why === undefined}>
      <Button
        variant={why === undefined ? "filled" : "default"}
        loading={retry.isPending}
        aria-disabled={why !== undefined}
        data-disabled={why !== undefined || undefined}
        onClick={() => why === undefined && retry.mutate({ id: summary.id })}
      >
        {why === undefined ? t("runs.retryCount", { count: failed }) : t("runs.retry")}
      </Button>
    </Tooltip>
  );
}

function Stop({ run: { summary, windows }, onReport }: DeedProps) {
  const [asking, setAsking] = useState(false);
  const stop = useWrite("run.stop", {
    onSuccess: (report) => {
      setAsking(false);
      onReport({ deed: "stop", report });
    },
  });
  const over = isOver(summary.state);
  // Nothing dials any more: what a stop ends is the waiting for the last figures.
  const closes = !over && summary.over_since !== null;
  const left = windows.filter(({ state }) => LIVE.has(state)).length;
  const { name } = summary;
  const close = () => {
    setAsking(false);
    stop.reset();
  };
  return (
    <>
      <Tooltip label={t("runs.isOver")} disabled={!over}>
        <Button
          variant="default"
          aria-disabled={over}
          data-disabled={over || undefined}
          onClick={() => !over && setAsking(true)}
        >
          {closes ? t("runs.close") : t("runs.stop")}
        </Button>
      </Tooltip>
      <ConfirmSheet
        open={asking}
        onClose={close}
        title={t(closes ? "runs.closeTitle" : "runs.stopTitle", { name })}
        verb={t(closes ? "runs.closeVerb" : "runs.stopVerb", { name })}
        onConfirm={() => stop.mutate({ id: summary.id })}
        pending={stop.isPending}
        error={stop.error}
        danger
      >
        <p>{closes ? t("runs.closeBody") : t("runs.stopBody", { count: left })}</p>
        <p>{t(closes ? "runs.closeLeaves" : "runs.stopLeaves")}</p>
      </ConfirmSheet>
    </>
  );
}

/** Windows that a stop still has to take back. */
const LIVE: ReadonlySet<string> = new Set([
  "planned",
  "sending",
  "submitted",
  "begun",
  "unknown",
  "stuck",
] as const);
