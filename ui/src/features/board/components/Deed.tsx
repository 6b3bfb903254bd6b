import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { t } from "@/i18n";
import type { Need } from "@/rpc/types";

interface DeedProps {
  need: Need;
  onClick: () => void;
  /** The one a supervisor most likely wants. */
  first?: boolean;
  pending?: boolean;
  children: string;
}

/** Several lines have a "Retry": for who hears the page, each says of what. */
export function Deed({ need, onClick, first, pending, children }: DeedProps): ReactNode {
  return (
    <Button
      variant={first ? "filled" : "default"}
      onClick={onClick}
      loading={pending}
      aria-label={t("board.needs.about", { verb: children, title: need.title })}
    >
      {children}
    </Button>
  );
}
