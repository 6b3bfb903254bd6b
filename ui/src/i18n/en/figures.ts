/** Words on the age of a run's figures. */
export const figures = {
  of: "Figures of {{at}}",
  age: "{{span}} old",
  neverTold: "CXone never told its figures",
  noneYet: "No figures told yet",
  lastHeard: "{{state}} when last heard",
  awaited: "ended, last figures awaited",
  notKnown: "ended, figures not known",
  silent: "CXone has told none since {{since}}. {{words}}",
  late: "None have come since. The next poll is still being waited for.",
  program: "Callboard has not answered this page since {{since}}. {{words}}",
} as const;
