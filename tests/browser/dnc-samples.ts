import type { DncImport, DncRefused } from "../../ui/src/rpc/types";
import { dncImport, dncLookup, dncStatus, lookedAt } from "../../ui/test/samples/dnc";
import type { Answers } from "./harness/double";
import { morning } from "./harness/samples";

const MINUTE = 60_000;

/** A morning with imports in all states. */
export function busyLists(now = Date.now()): Answers {
  const at = (minutes: number) => new Date(now + minutes * MINUTE).toISOString();
  const imports: DncImport[] = [
    lookedAt({
      id: "imp_optins",
      list: "Opt-ins of the shop",
      file: "optins.csv",
      at: at(-4),
      rows: 2_040,
      numbers: 2_040,
      fresh: 311,
      already: 1_729,
      older: 0,
      repeated: 0,
      lifts: 311,
      lifts_people: 12,
      confirm: 311,
      distinct: 2_040,
      confirmed_by: at(1),
    }),
    dncImport({
      id: "imp_nov",
      at: at(-62),
      rows: 1_000_000,
      numbers: 998_796,
      refused: 1_204,
      repeated: 584,
      fresh: 801_212,
      already: 196_000,
      older: 1_000,
      distinct: 998_212,
      passed: 612_000,
      confirmed: 412_000,
      known: 196_000,
      confirmed_by: at(39),
      notes: [
        "The first row was taken for the names of the columns.",
        "Dates without a time are the start of that day, UTC.",
      ],
    }),
    dncImport({
      id: "imp_state",
      list: "State registry",
      file: "tx-2026-11.zip",
      mode: "edition",
      actor: "jon",
      at: at(-1_500),
      numbers: 41_208,
      fresh: 208,
      already: 41_000,
      older: 0,
      repeated: 0,
      lacks: 35,
      distinct: 41_208,
      passed: 41_208,
      confirmed: 208,
      known: 41_000,
      confirmed_by: null,
    }),
    dncImport({
      id: "imp_oct",
      list: "acme-oct.csv",
      file: "acme-oct.csv",
      actor: "jon",
      at: at(-43_000),
      state: "undone",
      distinct: 3_120,
      numbers: 3_120,
      passed: 3_120,
      confirmed: 3_120,
      known: 0,
      to_release: 12,
      confirmed_by: null,
    }),
    dncImport({
      id: "imp_hand",
      list: "Pasted numbers",
      file: "Pasted numbers",
      at: at(-44_000),
      rows: 14,
      numbers: 14,
      fresh: 14,
      already: 0,
      older: 0,
      repeated: 0,
      distinct: 14,
      push: false,
      passed: 0,
      confirmed: 0,
      known: 0,
      confirmed_by: at(2),
    }),
  ];
  return {
    ...morning(),
    "dnc.imports": imports,
    "dnc.status": [dncStatus({ oldest: new Date(now - 40_000).toISOString() })],
    "dnc.refused": { rows: refused(), total: 1_204, next: "5" },
    "dnc.lookup": dncLookup(),
    "dnc.import_stop": imports[0] as DncImport,
    "file.forget": {},
  };
}

/** A connection that has no list yet. */
export function noLists(): Answers {
  const quiet = dncStatus({
    waiting: 0,
    sending: 0,
    oldest: null,
    confirmed_today: 0,
    median_seconds: null,
  });
  return { ...busyLists(), "dnc.imports": [], "dnc.status": [quiet] };
}

function refused(): DncRefused[] {
  const rows = [
    [7, "4.15555E+09", "Digits were lost: a spreadsheet wrote it as 4.15555E+09. Export the column as text."],
    [19, "", "The row has no phone number."],
    [402, "*****01", "It has too few digits for a number of the US. Add the area code."],
    [403, "+1 699 ***-**09", "No country lists this number."],
    [9_120, "+1 415 ***-**71", "Its date 2031-02-03 lies ahead. Correct it, or let it count from now."],
  ] as const;
  return rows.map(([line, cell, reason], index) => ({ place: index + 1, line, cell, reason }));
}
