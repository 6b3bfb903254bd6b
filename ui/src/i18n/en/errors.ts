/** One heading a code of the engine, and one per fault of the door. The engine's own sentence follows it. */
export const errors = {
  invalid: "Something in the form does not fit",
  cron_invalid: "The cron expression cannot be read",
  not_found: "It is not there any more",
  conflict: "It changed meanwhile",
  refused: "A rule forbids it",
  unauthorized: "The tenant refused the credentials",
  forbidden: "The tenant does not allow it",
  tenant_refused: "The tenant refused the request",
  tenant_unreachable: "The tenant cannot be reached",
  absent: "This tenant cannot do it",
  storage: "The data directory cannot be written",
  secrets: "The secret store does not answer",
  unavailable: "Callboard is not ready",
  needs_confirmation: "A person has to confirm it",
  unknown_command: "Window and program are of different versions",
  internal: "Callboard made a mistake",
  door_lost: "The program does not answer",
  door_silent: "The program has not answered for 10 s",
  door_closed: "This browser is not let in any more",
  too_large: "The file is too large",
  cancelled: "Cancelled",
  doorLost: {
    read: "What you see is as it was when the program last answered.",
    write:
      "Whether it was done is not known: the line broke before the answer came. Look before you do it again.",
    upload: "The file did not arrive whole, so nothing was done with it.",
  },
  doorLostHint:
    "Check that Callboard is running. This page goes on by itself once it answers at this address.",
  doorSilent: {
    read: "What you see is as it was when the program last answered.",
    write: "Whether it was done is not known yet. Look before you do it again.",
  },
  doorSilentHint:
    "It is asked again by itself. If this stays, look at the disk of the computer on which Callboard runs, and restart Callboard there.",
  doorClosedMessage:
    "Callboard was started again since this page was opened, or this browser's ticket is old. What you see is as it was before.",
  doorClosedHint:
    "On the computer on which Callboard runs, type “callboard ticket” and open the address that it prints in this browser; this page then goes on where it is.",
  cancelledMessage: "You stopped it.",
  uploadMessage: "The file did not arrive (status {{status}}).",
  tryAgain: "Try again.",
} as const;
