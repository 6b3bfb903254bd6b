import { type ReactNode, useState } from "react";
import { Failure } from "@/lib/failure";
import type { AsksFor, ConfirmedWindow } from "@/rpc/types";
import { type GoingAnswer, GoingSheet } from "./GoingSheet";

/** What a person has decided about windows that would go out at once. */
export interface Going {
  confirmed: ConfirmedWindow[];
  paused: boolean;
}

interface Asked {
  words: string;
  canPause: boolean;
  onAnswer: (answer: GoingAnswer) => void;
}

interface UseGoing {
  /**
   * Sends, and asks where the engine does: what is let go is sent along, and where it has changed meanwhile it is
   * asked anew. `undefined` where the person thinks better of it.
   */
  send: <T>(
    attempt: (going: Going) => Promise<T>,
    options?: { confirmed?: ConfirmedWindow[]; canPause?: boolean },
  ) => Promise<T | undefined>;
  question: ReactNode;
}

/** The question before windows go out at once. */
export function useGoing(): UseGoing {
  const [asked, setAsked] = useState<Asked>();
  const ask = (words: string, canPause: boolean) =>
    new Promise<GoingAnswer>((resolve) => setAsked({ words, canPause, onAnswer: resolve }));

  const send: UseGoing["send"] = async (attempt, { confirmed = [], canPause = true } = {}) => {
    let going: Going = { confirmed, paused: false };
    for (;;) {
      try {
        return await attempt(going);
      } catch (thrown) {
        const windows = windowsOf(thrown);
        if (windows === undefined) throw thrown;
        const answer = await ask(Failure.from(thrown).message, canPause);
        setAsked(undefined);
        if (answer === "cancel") return undefined;
        going = answer === "go" ? { confirmed: windows, paused: false } : { confirmed: [], paused: true };
      }
    }
  };
  return { send, question: asked && <GoingSheet {...asked} /> };
}

/** The windows that a refusal asks to be confirmed. */
export function windowsOf(thrown: unknown): ConfirmedWindow[] | undefined {
  const { code, detail } = Failure.from(thrown);
  if (code !== "needs_confirmation" || !isAsksFor(detail)) return undefined;
  return detail.windows;
}

function isAsksFor(detail: unknown): detail is AsksFor {
  return (
    typeof detail === "object" && detail !== null && "windows" in detail && Array.isArray(detail.windows)
  );
}
