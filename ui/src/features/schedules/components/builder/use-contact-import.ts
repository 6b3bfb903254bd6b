import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useDoor, useWrite } from "@/lib/query";
import { fieldOf } from "@/lib/words";
import type { ColumnMapping, ContactSet, ContactsColumns } from "@/rpc/types";

/** Which part of a file is read. */
export interface Layout {
  sheet?: string;
  header_row?: number;
}

interface Arrived {
  /** Absent once it was counted: the engine forgets the people, and the file is handed in anew. */
  id: string | undefined;
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
  const look = async (id: string, file: File, layout: Layout) => {
    const next = {
      id,
      file,
      layout,
      columns: await door.call("contacts.inspect", { file: id, connection, ...layout }),
    };
    setArrived(next);
    return next;
  };
  // Without `chosen` the engine may still ask about a column while it counts all rows.
  const run = async ({ id, file, layout, columns }: Arrived, chosen?: ColumnMapping) => {
    const there = id ?? (await door.upload(file));
    const set = await count.mutateAsync({
      file: there,
      name: file.name,
      connection,
      mapping: chosen,
      ...layout,
    });
    const mapping = chosen ?? columns.mapping;
    setArrived({ id: undefined, file, layout, columns: { ...columns, mapping, questions: [] } });
    setAsking(false);
    onSet(set);
  };
  const inspect = useMutation({
    mutationFn: async ({ id, file }: { id: string; file: File }) => {
      const next = await look(id, file, {});
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
    mutationFn: async ({ id, file, layout }: { id?: string; file: File; layout: Layout }) =>
      look(id ?? (await door.upload(file)), file, layout),
  });
  return {
    file: arrived,
    asking,
    counting: inspect.isPending || count.isPending,
    looking: relook.isPending,
    error: asking ? undefined : (inspect.error ?? undefined),
    mappingError: count.error ?? relook.error ?? undefined,
    take: (id: string, file: File) => inspect.mutate({ id, file }),
    /** Reads another sheet, or another line as the names of the columns. */
    lookAt: (layout: Layout) => {
      if (arrived)
        relook.mutate({ id: arrived.id, file: arrived.file, layout: { ...arrived.layout, ...layout } });
    },
    map: (mapping: ColumnMapping) => {
      // A refusal stays in the sheet, as `mappingError`.
      if (arrived) run(arrived, mapping).catch(() => {});
    },
    mapAgain: () => setAsking(true),
    close: () => setAsking(false),
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
