import { useEffect, useRef, useState } from "react";
import { t } from "@/i18n";
import { Failure } from "@/lib/failure";
import { bytes } from "@/lib/numbers";
import { useDoor } from "@/lib/query";

/** Which files are taken. */
export interface Accept {
  /** With the dot, in small letters: `[".csv", ".xlsx"]`. */
  endings: readonly string[];
  /** Bytes at most. */
  most: number;
}

export type UploadState =
  | { step: "idle" }
  | { step: "sending"; file: File; sent: number }
  | { step: "arrived"; file: File }
  | { step: "failed"; failure: Failure };

/** Sends one file at a time; a second one takes the place of the first. */
export function useUpload(accept: Accept, onFile: (id: string, file: File) => void) {
  const door = useDoor();
  const [state, setState] = useState<UploadState>({ step: "idle" });
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  const send = async (file: File) => {
    running.current?.abort();
    const refusal = refusalOf(file, accept);
    if (refusal !== undefined) {
      setState({ step: "failed", failure: refusal });
      return;
    }
    const abort = new AbortController();
    running.current = abort;
    setState({ step: "sending", file, sent: 0 });
    try {
      const onProgress = (sent: number) => {
        if (running.current === abort) setState({ step: "sending", file, sent });
      };
      const id = await door.upload(file, { signal: abort.signal, onProgress });
      if (running.current !== abort || abort.signal.aborted) return;
      setState({ step: "arrived", file });
      onFile(id, file);
    } catch (thrown) {
      if (running.current !== abort) return;
      const failure = Failure.from(thrown);
      setState(failure.code === "cancelled" ? { step: "idle" } : { step: "failed", failure });
    }
  };
  return { state, send: (file: File) => void send(file), cancel: () => running.current?.abort() };
}

/** Why a file is not even sent: a wrong kind, or too large to be read. */
export function refusalOf(file: Pick<File, "name" | "size">, accept: Accept): Failure | undefined {
  const name = file.name;
  if (!accept.endings.some((ending) => name.toLowerCase().endsWith(ending))) {
    return new Failure("invalid", t("parts.wrongKind", { name, kinds: kindsText(accept) }));
  }
  if (file.size > accept.most) {
    const sizes = { size: bytes(file.size), most: bytes(accept.most) };
    return new Failure("too_large", t("parts.tooLarge", { name, ...sizes }));
  }
  return undefined;
}

/** "CSV, XLSX". */
export function kindsText(accept: Accept): string {
  return accept.endings.map((ending) => ending.slice(1).toUpperCase()).join(", ");
}
