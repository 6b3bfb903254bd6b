import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useDoor, useWrite } from "@/lib/query";
import type { ColumnMapping, ContactSet, ContactsColumns } from "@/rpc/types";

interface Arrived {
  id: string;
  name: string;
  columns: ContactsColumns;
}

export type ContactImport = ReturnType<typeof useContactImport>;

/**
 * From a file that has arrived to its counts. Columns that are recognised are taken as they are; where a contact
 * cannot be placed by them, `asking` opens and the reader says which is which.
 */
export function useContactImport(connection: string | undefined, onSet: (set: ContactSet) => void) {
  const door = useDoor();
  const [arrived, setArrived] = useState<Arrived>();
  const [asking, setAsking] = useState(false);
  const count = useWrite("contacts.import");
  const run = async (file: Arrived, mapping: ColumnMapping) => {
    const set = await count.mutateAsync({ file: file.id, name: file.name, connection, mapping });
    setAsking(false);
    onSet(set);
  };
  const inspect = useMutation({
    mutationFn: async ({ id, name }: { id: string; name: string }) => {
      const file = { id, name, columns: await door.call("contacts.inspect", { file: id }) };
      setArrived(file);
      if (isPlaceable(file.columns.mapping)) await run(file, file.columns.mapping);
      else setAsking(true);
    },
  });
  return {
    file: arrived,
    asking,
    counting: inspect.isPending || count.isPending,
    error: asking ? undefined : (inspect.error ?? undefined),
    mappingError: count.error ?? undefined,
    take: (id: string, file: File) => inspect.mutate({ id, name: file.name }),
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
