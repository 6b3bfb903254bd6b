import { Button } from "@mantine/core";
import { useState } from "react";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Sheet } from "@/components/Sheet";
import { t } from "@/i18n";
import { useWrite } from "@/lib/query";
import { toastDone } from "@/lib/toast";
import type { Connection } from "@/rpc/types";
import { complaintFor, otherThan } from "../../api/field";
import styles from "../settings.module.css";
import { ConnectionFields } from "./ConnectionFields";
import { type Draft, draftOf, FIELDS, saveOf } from "./draft";

interface ConnectionFormProps {
  /** Absent: a new one. */
  connection: Connection | undefined;
  open: boolean;
  onClose: () => void;
  onSaved: (id: string) => void;
}

/** Every field of a connection (contract §1). Complaints of the engine stand under their fields. */
export function ConnectionForm({ connection, open, onClose, onSaved }: ConnectionFormProps) {
  const save = useWrite("connection.save", {
    onSuccess: ({ id, settings }) => {
      onClose();
      onSaved(id);
      toastDone(t("settings.connections.saved", { name: settings.name }));
    },
  });
  const close = () => {
    save.reset();
    onClose();
  };
  const title = connection
    ? t("settings.form.editTitle", { name: connection.settings.name })
    : t("settings.form.addTitle");
  return (
    <Sheet
      open={open}
      onClose={close}
      title={title}
      footer={
        <>
          <Button type="submit" form={FORM} loading={save.isPending}>
            {t("settings.form.save")}
          </Button>
          <Button variant="default" onClick={close}>
            {t("parts.cancel")}
          </Button>
        </>
      }
    >
      <Form
        key={connection?.id ?? "new"}
        connection={connection}
        error={save.error}
        onSave={(draft) => save.mutate(saveOf(connection?.id, draft))}
      />
    </Sheet>
  );
}

const FORM = "connection-form";

interface FormProps {
  connection: Connection | undefined;
  error: unknown;
  onSave: (draft: Draft) => void;
}

function Form({ connection, error, onSave }: FormProps) {
  const [draft, setDraft] = useState(() => draftOf(connection));
  const other = otherThan(error, FIELDS);
  return (
    <form
      id={FORM}
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSave(draft);
      }}
    >
      {other !== undefined && <ErrorNotice error={other} />}
      <ConnectionFields
        draft={draft}
        onChange={(field, value) => setDraft({ ...draft, [field]: value })}
        complaint={(field) => complaintFor(error, field)}
        keepsSecret={connection?.has_secret ?? false}
      />
    </form>
  );
}
