export const time = {
  now: "now",
  in: "in {{span}}",
  ago: "{{span}} ago",
  seconds: "{{n}} s",
  minutes: "{{n}} min",
  hours: "{{n}} h",
  days: "{{n}} d",
  at: "{{clock}} {{city}}",
  onDay: "{{day}} {{clock}} {{city}}",
  withDistance: "{{at}} ({{distance}})",
  never: "no time",
} as const;
