import type { FailedWindow, Run, SubmitReport, SubmittedWindow } from "@/rpc/types";

/** The windows of a submission as they are by now. */
export interface Followed {
  submitted: SubmittedWindow[];
  /** Sent, and not known to have arrived: they are being looked for. */
  unknown: FailedWindow[];
  failed: FailedWindow[];
}

/** A report as its run has gone on since: what was unknown or waiting then may stand at the tenant now. */
export function followed({ submitted, failed }: SubmitReport, run: Run | undefined): Followed {
  const now: Followed = { submitted: [...submitted], unknown: [], failed: [] };
  for (const then of failed) {
    const window = run?.windows.find(({ id }) => id === then.window);
    const { zone, start, end, schedule_id } = window ?? {};
    if (zone && start && end && schedule_id != null && STANDS.has(window?.state ?? "")) {
      now.submitted.push({ zone, start, end, schedule_id });
      continue;
    }
    const since = window && {
      state: window.state,
      next_try: window.next_try,
      words: window.trouble ?? then.words,
    };
    const left = { ...then, ...since };
    (left.state === "unknown" ? now.unknown : now.failed).push(left);
  }
  return now;
}

const STANDS: ReadonlySet<string> = new Set(["submitted", "begun", "ended"]);
