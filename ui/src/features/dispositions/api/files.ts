import { useDoor } from "@/lib/query";
import type { MapFormat } from "@/rpc/types";

/** The engine writes a version to a file, and the reader gets it. */
export function useTakeMap(connection: string) {
  const door = useDoor();
  return async (version: number, format: MapFormat) => {
    const file = await door.call("disposition.export", { connection, version, format });
    return { saved: await door.take(file), rows: file.rows };
  };
}

/** The same for the contacts that a draft changes. */
export function useTakeTried(connection: string) {
  const door = useDoor();
  return async (days: number) => {
    const file = await door.call("disposition.try_export", { connection, days });
    return { saved: await door.take(file), rows: file.rows };
  };
}
