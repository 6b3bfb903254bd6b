import { type UseFormReturnType, useForm } from "@mantine/form";
import { type FormEvent, useId, useState } from "react";
import type { Args, Output } from "@/lib/door";
import type { Failure } from "@/lib/failure";
import { useWrite } from "@/lib/query";
import { fieldOf } from "@/lib/words";
import type { CommandName } from "@/rpc/commands";
import { complaintFor } from "./complaint";

export type Fields<Values> = UseFormReturnType<Values>;

export interface SavedForm<Values extends object, C extends CommandName> {
  /** The command that the form sends. */
  command: C;
  /** The first content of the fields. The engine names its complaints by these names. */
  initial: Values;
  /**
   * The command's arguments. `last` is the failure of the last try, where there was one. It may first do what has to
   * be done before; where that fails, `undefined` sends nothing.
   */
  args: (values: Values, last: Failure | null) => Args<C> | Promise<Args<C> | undefined>;
  onSaved: (saved: Output<C>, values: Values) => void;
  /** The form's own complaints, before anything is sent. */
  check?: { [Field in keyof Values]?: (value: Values[Field], values: Values) => string | undefined };
  /** Fields that are checked while they are typed. */
  checkedAtOnce?: (keyof Values & string)[];
  /** A failure to which the form has an answer of its own: no notice is shown for it. */
  answers?: (failure: Failure) => boolean;
}

/**
 * A form and the command that saves it. A complaint about a field that is shown stands under it and takes the focus;
 * any other failure is the notice.
 */
export function useSavedForm<Values extends object, C extends CommandName>(saved: SavedForm<Values, C>) {
  const { command, initial, args, onSaved, check, checkedAtOnce, answers } = saved;
  const [notice, setNotice] = useState<Failure>();
  // A name of its own, so that no field of another form on the page is taken for one of these.
  const form = useForm<Values>({
    name: useId().replaceAll(/[^a-z0-9]/gi, ""),
    initialValues: initial,
    validate: check as never,
    validateInputOnChange: checkedAtOnce as never,
  });
  const write = useWrite(command, {
    onError: (failure) => {
      const field = fieldOf(failure);
      const shown = field === undefined ? null : form.getInputNode(field as never);
      if (field !== undefined && shown !== null) {
        form.setFieldError(field, complaintFor(failure, field));
        shown.focus();
      } else if (!answers?.(failure)) {
        setNotice(failure);
      }
    },
  });
  const send = form.onSubmit(async (values) => {
    setNotice(undefined);
    const asked = await args(values, write.error);
    if (asked !== undefined) write.mutate(asked, { onSuccess: (output) => onSaved(output, values) });
  });
  return {
    form,
    notice,
    /** The failure of the last try, wherever it is shown. */
    failure: write.error,
    pending: write.isPending,
    submit: (event?: FormEvent<HTMLFormElement>) => send(event),
    dismiss: () => setNotice(undefined),
  };
}
