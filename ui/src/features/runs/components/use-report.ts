import { useState } from "react";
import type { StopReport, SubmitReport } from "@/rpc/types";

/** What came of the last deed on this page; stands until it is closed or another deed is done. */
export type Report = { deed: "stop"; report: StopReport } | { deed: "retry"; report: SubmitReport };

export function useReport() {
  const [shown, show] = useState<Report>();
  return { shown, show, close: () => show(undefined) };
}
