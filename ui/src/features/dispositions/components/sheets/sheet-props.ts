import type { Dispositions } from "@/rpc/types";

export interface SheetProps {
  shown: Dispositions;
  open: boolean;
}
