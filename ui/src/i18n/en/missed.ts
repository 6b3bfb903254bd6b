/** Words of the sheet that moves missed starts. */
export const missed = {
  moveTitle: "Move the missed starts",
  moveBody: "They start later instead, each inside the calling hours of its place.",
  moveVerb_one: "Move {{n}} start",
  moveVerb_other: "Move {{n}} starts",
  when: "When",
  inMinutes: "In {{span}}",
  atTime: "At a time",
  date: "Date",
  time: "Time",
  zone: "By the clock in",
  missing: "Choose a date and a time.",
  means: "That is {{at}}, {{distance}}, everywhere at once.",
  placeOf: "{{place}}: {{name}}",
} as const;
