import { useCallback, useEffect, useRef, useState } from "react";
import { Failure } from "@/lib/failure";
import { useDoor } from "@/lib/query";
import type { DncImport, DncLookAt } from "@/rpc/types";

/** What a person says of how the file is read. */
export type Options = Omit<DncLookAt, "connection" | "file" | "name" | "go">;

export type Looking =
  | { step: "choose" }
  | { step: "looking"; name: string }
  | { step: "refused"; failure: Failure }
  | { step: "looked"; of: DncImport };

export type Look = ReturnType<typeof useLook>;

/**
 * From a file to what it would change. A list that was looked at and is not imported is forgotten: when another is
 * looked at, when it is looked at anew, and when the sheet goes. `begun` was looked at elsewhere, and stays.
 */
export function useLook(connection: string | undefined, begun?: DncImport) {
  const door = useDoor();
  const [state, setState] = useState<Looking>(begun ? { step: "looked", of: begun } : { step: "choose" });
  const [options, setOptions] = useState<Options>({});
  const [file, setFile] = useState<File>();
  const looked = useRef<string>(undefined);
  const running = useRef<AbortController>(undefined);

  const stop = useCallback(
    // Where this fails, the engine forgets it at its next start.
    (id: string) => void door.call("dnc.import_stop", { import: id }).catch(() => {}),
    [door],
  );
  const forget = useCallback(() => {
    running.current?.abort();
    running.current = undefined;
    if (looked.current !== undefined) stop(looked.current);
    looked.current = undefined;
  }, [stop]);
  useEffect(() => forget, [forget]);

  /** The engine takes its copy for the look, whatever comes of it: each look hands the file in anew. */
  const ask = async (from: File, said: Options, handed?: string) => {
    forget();
    const abort = new AbortController();
    running.current = abort;
    setState({ step: "looking", name: from.name });
    let copy = handed;
    try {
      copy ??= await door.upload(from, { signal: abort.signal });
      if (abort.signal.aborted) throw Failure.cancelled();
      const of = await door.call("dnc.look", { connection, file: copy, name: from.name, ...said });
      if (abort.signal.aborted) return stop(of.id);
      looked.current = of.id;
      setState({ step: "looked", of });
    } catch (thrown) {
      // What was refused may still lie there, with people's numbers in it.
      if (copy !== undefined) door.call("file.forget", { file: copy }).catch(() => {});
      if (!abort.signal.aborted) setState({ step: "refused", failure: Failure.from(thrown) });
    }
  };

  return {
    state,
    options,
    /** A file from here can be looked at anew; one that was looked at elsewhere cannot. */
    file,
    take: (from: File, handed?: string) => {
      setFile(from);
      void ask(from, options, handed);
    },
    say: (more: Options) => {
      const said = { ...options, ...more };
      setOptions(said);
      if (file !== undefined) void ask(file, said);
    },
    /** It is being imported: from now on it is not forgotten. Answers how it is taken back where that failed. */
    letGo: () => {
      const id = looked.current;
      looked.current = undefined;
      return () => {
        looked.current = id;
      };
    },
  };
}
