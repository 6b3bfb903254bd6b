import { useEffect, useRef, useState } from "react";
import { type More, useDoor } from "@/lib/query";
import { toastFailure } from "@/lib/toast";
import type { Column } from "./columns";
import { exportRows } from "./export";

interface ExportInput<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: Row[];
  more?: More<Row>;
  /** The engine makes the file itself. */
  onExport?: () => Promise<unknown>;
}

/** The way out as a file: every row of the list, also those that are not loaded, which are then read first. */
export interface TableExport {
  run: () => void;
  /** How far the reading is, where it takes more than one page. */
  progress?: { read: number; all: number };
  stop: () => void;
}

export function useExport<Row>({ label, columns, rows, more, onExport }: ExportInput<Row>): TableExport {
  const door = useDoor();
  const [progress, setProgress] = useState<TableExport["progress"]>();
  const running = useRef<AbortController>(undefined);
  const stop = () => running.current?.abort();
  // Who leaves the page does not wait for its file.
  useEffect(() => () => running.current?.abort(), []);

  const save = async (signal: AbortSignal) => {
    if (onExport) return onExport();
    if (more === undefined) return exportRows(door, label, columns, { rows, cut: false });
    const onProgress = (read: number, all: number) => setProgress({ read, all });
    await exportRows(door, label, columns, await more.all({ signal, onProgress }));
  };
  const run = () => {
    if (running.current !== undefined) return;
    running.current = new AbortController();
    void save(running.current.signal)
      .catch(toastFailure)
      .finally(() => {
        running.current = undefined;
        setProgress(undefined);
      });
  };
  return { run, progress, stop };
}
