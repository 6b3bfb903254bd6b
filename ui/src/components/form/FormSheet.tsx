import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { t } from "@/i18n";
import type { Failure } from "@/lib/failure";
import type { CommandName } from "@/rpc/commands";
import { ErrorNotice } from "../ErrorNotice";
import { SheetFrame } from "../Sheet";
import styles from "./form.module.css";
import { type Fields, type SavedForm, useSavedForm } from "./use-saved-form";

interface FormSheetProps<Values extends object, C extends CommandName> extends SavedForm<Values, C> {
  open: boolean;
  onClose: () => void;
  title: string;
  size?: number;
  /** The verb on the button: "Save and test"; by default "Save". */
  verb?: string | ((values: Values, failure: Failure | null) => string);
  /** Whether it can be sent now; else the fields say why not. */
  ready?: boolean;
  /** A button in the place of "Cancel". */
  beside?: ReactNode;
  /** The fields; `failure` is that of the last try. */
  children: (form: Fields<Values>, failure: Failure | null) => ReactNode;
}

/** A form in a sheet of its own: the fields scroll, what failed and the buttons stay in view. */
export function FormSheet<Values extends object, C extends CommandName>(props: FormSheetProps<Values, C>) {
  const { open, onClose, title, size = 520, ...form } = props;
  return (
    <SheetFrame {...{ open, onClose, title, size }}>
      <Form {...form} onClose={onClose} />
    </SheetFrame>
  );
}

type FormProps<Values extends object, C extends CommandName> = Omit<
  FormSheetProps<Values, C>,
  "open" | "title" | "size"
>;

/** Mounted with each opening: a form that was closed begins anew. */
function Form<Values extends object, C extends CommandName>(props: FormProps<Values, C>) {
  const { onClose, verb = t("parts.save"), ready = true, beside, children, onSaved, ...saved } = props;
  const { form, notice, failure, pending, submit } = useSavedForm({
    ...saved,
    onSaved: (output, values) => {
      onClose();
      onSaved(output, values);
    },
  });
  return (
    <form className={styles.sheet} noValidate onSubmit={submit}>
      <div className={styles.scroll}>
        <div className={styles.fields}>{children(form, failure)}</div>
      </div>
      <div className={styles.foot}>
        {notice && <ErrorNotice error={notice} />}
        <div className={styles.buttons}>
          <Button type="submit" loading={pending} disabled={!ready}>
            {typeof verb === "string" ? verb : verb(form.values, failure)}
          </Button>
          {beside ?? (
            <Button variant="default" onClick={onClose}>
              {t("parts.cancel")}
            </Button>
          )}
        </div>
      </div>
    </form>
  );
}
