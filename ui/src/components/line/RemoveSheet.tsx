import type { ReactNode } from "react";
import { t } from "@/i18n";
import type { Args, Output } from "@/lib/door";
import { useWrite } from "@/lib/query";
import { toastDone } from "@/lib/toast";
import type { CommandName } from "@/rpc/commands";
import { ConfirmSheet } from "../ConfirmSheet";

export interface Removal<C extends CommandName> {
  command: C;
  args: Args<C>;
  /** "Remove the connection “Acme EU”?" */
  title: string;
  /** A sentence on what goes, and what stays. */
  body: ReactNode;
  /** The words when it is done; by default "Acme EU is removed". */
  done?: string;
  onRemoved?: () => void;
  /** Says what the removal left, in the place of the words when it is done; false where it left nothing. */
  tellLeft?: (answer: Output<C>) => boolean;
}

interface RemoveSheetProps<C extends CommandName> extends Removal<C> {
  /** Its name, which has to be typed first. */
  name: string;
  open: boolean;
  onClose: () => void;
}

/** The question before something is removed for good. */
export function RemoveSheet<C extends CommandName>(props: RemoveSheetProps<C>) {
  const { command, args, title, body, done, onRemoved, tellLeft, name, open, onClose } = props;
  const remove = useWrite(command, {
    onSuccess: (answer) => {
      onClose();
      onRemoved?.();
      if (tellLeft?.(answer) !== true) toastDone(done ?? t("parts.removed", { name }));
    },
  });
  return (
    <ConfirmSheet
      open={open}
      onClose={onClose}
      title={title}
      verb={t("parts.removeOf", { name })}
      onConfirm={() => remove.mutate(args)}
      typeName={name}
      danger
      pending={remove.isPending}
      error={remove.error}
    >
      {body}
    </ConfirmSheet>
  );
}
