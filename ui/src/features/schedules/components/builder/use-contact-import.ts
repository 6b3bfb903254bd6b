import { useMutation } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { useDoor, useWrite } from "@/lib/query";
import { fieldOf } from "@/lib/words";
import type { ColumnMapping, ContactSet, ContactsColumns } from "@/rpc/types";

/** Which part of a file is read. */
export interface Layout {
  sheet?: string;
  header_row?: number;
}

interface Arrived {
  file: File;
  columns: ContactsColumns;
  layout: Layout;
}

export type ContactImport = ReturnType<typeof useContactImport>;

/**
 * From a file that has arrived to its counts. Columns that are recognised are taken as they are; where a contact
 * cannot be placed by them, or only a person can say what one holds, `asking` opens.
 */
export function useContactImport(connection: string | undefined, onSet: (set: ContactSet) => void) {
  const door = useDoor();
  const [arrived, setArrived] = useState<Arrived>();
  const [asking, setAsking] = useState(false);
  const count = useWrite("contacts.import");
  const copy = useCopy();
  const look = async (file: File, layout: Layout) => {
    const id = await copy.of(file);
    const columns = await door
      .call("contacts.inspect", { file: id, connection, ...layout })
      .catch((error) => {
        copy.isGone();
        throw error;
      });
    const next = { file, layout, columns };
    setArrived(next);
    return next;
  };
  // Without `chosen` the engine may still ask about a column while it counts all rows.
  const run = async ({ file, layout, columns }: Arrived, chosen?: ColumnMapping) => {
    const id = await copy.of(file);
    copy.isGone();
    const set = await count.mutateAsync({
      file: id,
      name: file.name,
      connection,
      mapping: chosen,
      ...layout,
    });
    const mapping = chosen ?? columns.mapping;
    setArrived({ file, layout, columns: { ...columns, mapping, questions: [] } });
    setAsking(false);
    onSet(set);
  };
  const inspect = useMutation({
    mutationFn: async (file: File) => {
      const next = await look(file, {});
      if (!isSettled(next.columns)) {
        setAsking(true);
        return;
      }
      try {
        await run(next);
      } catch (error) {
        if (fieldOf(error) !== "mapping") throw error;
        setAsking(true);
      }
    },
  });
  const relook = useMutation({
    mutationFn: async ({ file, layout }: { file: File; layout: Layout }) => look(file, layout),
  });
  return {
    file: arrived,
    asking,
    counting: inspect.isPending || count.isPending,
    looking: relook.isPending,
    error: asking ? undefined : (inspect.error ?? undefined),
    mappingError: count.error ?? relook.error ?? undefined,
    take: (id: string, file: File) => {
      copy.take(id);
      inspect.mutate(file);
    },
    /** Reads another sheet, or another line as the names of the columns. */
    lookAt: (layout: Layout) => {
      if (arrived) relook.mutate({ file: arrived.file, layout: { ...arrived.layout, ...layout } });
    },
    map: (mapping: ColumnMapping) => {
      // A refusal stays in the sheet, as `mappingError`.
      if (arrived) run(arrived, mapping).catch(() => {});
    },
    mapAgain: () => setAsking(true),
    close: () => {
      copy.forget();
      setAsking(false);
    },
  };
}

/**
 * The engine's copy of the file. It holds people's numbers: the engine removes it when it counts or refuses it, and we when
 * nobody counts it; where it is wanted once more, the file is handed in anew.
 */
function useCopy() {
  const door = useDoor();
  const held = useRef<string>(undefined);
  const forget = useCallback(() => {
    const file = held.current;
    held.current = undefined;
    // Where this fails, the engine sweeps it.
    if (file !== undefined) door.call("file.forget", { file }).catch(() => {});
  }, [door]);
  useEffect(() => forget, [forget]);
  return {
    take: (id: string) => {
      forget();
      held.current = id;
    },
    of: async (file: File) => {
      held.current ??= await door.upload(file);
      return held.current;
    },
    isGone: () => {
      held.current = undefined;
    },
    forget,
  };
}

/** Can a contact be found again, and be placed: by its zone, its state or its number? */
export function isPlaceable({ id, phone, zone, state }: ColumnMapping): boolean {
  return id != null && (phone != null || zone != null || state != null);
}

/** Nothing is left that only a person can say. */
export function isSettled({ mapping, questions }: ContactsColumns): boolean {
  return questions.length === 0 && isPlaceable(mapping);
}
