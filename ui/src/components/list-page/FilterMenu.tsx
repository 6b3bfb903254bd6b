import { Button, Popover } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { t } from "@/i18n";

interface FilterMenuProps {
  /** The form's name: "Which rows". */
  label: string;
  /** The form; it calls `close` when its filters are set. */
  children: (close: () => void) => ReactNode;
}

/** A form that sets the filters which the chips then say. */
export function FilterMenu({ label, children }: FilterMenuProps) {
  const [open, setOpen] = useState(false);
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" width={320} trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t("parts.filter")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={label}>{open && children(() => setOpen(false))}</Popover.Dropdown>
    </Popover>
  );
}
