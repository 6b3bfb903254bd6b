import { FormSheet } from "@/components/form";
import { t } from "@/i18n";
import { toastDone } from "@/lib/toast";
import type { Connection } from "@/rpc/types";
import { ConnectionFields } from "./ConnectionFields";
import { draftOf, saveOf } from "./draft";

interface ConnectionFormProps {
  /** Absent: a new one. */
  connection: Connection | undefined;
  open: boolean;
  onClose: () => void;
  onSaved: (id: string) => void;
}

/** All fields of a connection (contract §1). */
export function ConnectionForm({ connection, open, onClose, onSaved }: ConnectionFormProps) {
  const edited = connection && t("settings.form.editTitle", { name: connection.settings.name });
  return (
    <FormSheet
      {...{ open, onClose }}
      size={640}
      title={edited ?? t("settings.form.addTitle")}
      verb={t("settings.form.save")}
      command="connection.save"
      initial={draftOf(connection)}
      args={(draft) => saveOf(connection?.id, draft)}
      onSaved={({ id, settings }) => {
        onSaved(id);
        toastDone(t("settings.connections.saved", { name: settings.name }));
      }}
    >
      {(form) => <ConnectionFields form={form} keepsSecret={connection?.has_secret ?? false} />}
    </FormSheet>
  );
}
