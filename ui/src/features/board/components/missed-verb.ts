/** What can be decided about a missed fire. */
export type MissedVerb = "run" | "skip" | "move";
