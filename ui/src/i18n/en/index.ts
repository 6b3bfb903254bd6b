import { audit } from "./audit";
import { board } from "./board";
import { dispositions } from "./dispositions";
import { dnc } from "./dnc";
import { errors } from "./errors";
import { figures } from "./figures";
import { frame } from "./frame";
import { listener } from "./listener";
import { missed } from "./missed";
import { parts } from "./parts";
import { runs } from "./runs";
import { schedules } from "./schedules";
import { settings } from "./settings";
import { states } from "./states";
import { time } from "./time";
import { traffic } from "./traffic";

/** English, whole. One file a feature; a second language is this shape in other words. */
export const en = {
  frame,
  parts,
  states,
  time,
  errors,
  board,
  missed,
  schedules,
  runs,
  figures,
  dispositions,
  dnc,
  traffic,
  audit,
  settings,
  listener,
} as const;
