import type {
  CheckState,
  DeliveryState,
  HealthState,
  ListenerState,
  NoticeLevel,
  RunState,
  ScheduleState,
  Support,
  TrafficState,
  Verdict,
  WindowState,
} from "@/rpc/types";

/** Every state that the engine knows, by its own name. */
export type StateName =
  | RunState
  | WindowState
  | Verdict
  | HealthState
  | DeliveryState
  | TrafficState
  | ListenerState
  | ScheduleState
  | CheckState
  | Support
  | NoticeLevel
  | "missed"
  | "draft";

export type Shape =
  | "disc"
  | "half"
  | "ring"
  | "crossed"
  | "checked"
  | "square"
  | "half-square"
  | "cross"
  | "check"
  | "triangle"
  | "bars"
  | "dash"
  | "arrow"
  | "question";

/** The Okabe–Ito colours by what they mean; `tokens.css` holds them. */
export type Tone = "live" | "good" | "warn" | "bad" | "limited" | "idle";

/**
 * How a state looks. The shape alone tells states apart that can stand in one list; the colour only hastens
 * the eye, and the word (`i18n/en/states.ts`) says it.
 */
export function looksOf(state: StateName): { shape: Shape; tone: Tone } {
  return LOOKS[state];
}

const LOOKS: Record<StateName, { shape: Shape; tone: Tone }> = {
  // Runs and windows, in the order they live.
  draft: { shape: "ring", tone: "idle" },
  planned: { shape: "ring", tone: "idle" },
  submitting: { shape: "arrow", tone: "live" },
  sending: { shape: "arrow", tone: "live" },
  submitted: { shape: "half", tone: "live" },
  waiting: { shape: "ring", tone: "live" },
  begun: { shape: "disc", tone: "live" },
  running: { shape: "disc", tone: "live" },
  completed: { shape: "check", tone: "good" },
  ended: { shape: "dash", tone: "idle" },
  stalled: { shape: "triangle", tone: "warn" },
  stopped: { shape: "square", tone: "idle" },
  withdrawing: { shape: "arrow", tone: "idle" },
  withdrawn: { shape: "dash", tone: "idle" },
  failed: { shape: "cross", tone: "bad" },
  unknown: { shape: "question", tone: "warn" },
  stuck: { shape: "triangle", tone: "bad" },
  missed: { shape: "triangle", tone: "warn" },
  // Verdicts of the calling rules.
  legal: { shape: "square", tone: "good" },
  clamped: { shape: "half-square", tone: "limited" },
  refused: { shape: "cross", tone: "bad" },
  // Schedules.
  active: { shape: "disc", tone: "good" },
  paused: { shape: "bars", tone: "idle" },
  // Health of a tenant: filled, half, crossed; hollow is "not asked yet" (HealthMark).
  good: { shape: "disc", tone: "good" },
  degraded: { shape: "half", tone: "warn" },
  down: { shape: "crossed", tone: "bad" },
  // Deliveries.
  delivered: { shape: "checked", tone: "good" },
  dead: { shape: "crossed", tone: "bad" },
  // Events that came in.
  received: { shape: "arrow", tone: "live" },
  kept: { shape: "square", tone: "idle" },
  unmapped: { shape: "question", tone: "warn" },
  held: { shape: "bars", tone: "warn" },
  late: { shape: "half-square", tone: "idle" },
  superseded: { shape: "half", tone: "idle" },
  // The listener.
  off: { shape: "ring", tone: "idle" },
  listening: { shape: "disc", tone: "good" },
  failing: { shape: "crossed", tone: "bad" },
  // What a tenant allows and can do.
  allowed: { shape: "check", tone: "good" },
  forbidden: { shape: "cross", tone: "bad" },
  absent: { shape: "dash", tone: "idle" },
  skipped: { shape: "ring", tone: "idle" },
  native: { shape: "check", tone: "good" },
  emulated: { shape: "half", tone: "limited" },
  // Notices.
  done: { shape: "check", tone: "good" },
  attention: { shape: "triangle", tone: "warn" },
  trouble: { shape: "cross", tone: "bad" },
};
