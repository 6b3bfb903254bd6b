import { TextInput } from "@mantine/core";
import { FormSheet } from "@/components/form";
import { t } from "@/i18n";
import { toastDone } from "@/lib/toast";
import type { ListenerSettings } from "@/rpc/types";

interface DoorFormProps {
  settings: ListenerSettings;
  open: boolean;
  onClose: () => void;
}

const FIELDS = [
  { field: "address", label: "listener.address", hint: "listener.addressHint" },
  { field: "public_url", label: "listener.publicUrl", hint: "listener.publicUrlHint" },
  { field: "tls_cert", label: "listener.tlsCert", hint: "listener.tlsHint" },
  { field: "tls_key", label: "listener.tlsKey", hint: "listener.tlsHint" },
] as const;

export function DoorForm({ settings, open, onClose }: DoorFormProps) {
  const { address, public_url, tls_cert, tls_key, enabled } = settings;
  return (
    <FormSheet
      {...{ open, onClose }}
      title={t("listener.editTitle")}
      command="listener.set"
      initial={{
        address,
        public_url: public_url ?? "",
        tls_cert: tls_cert ?? "",
        tls_key: tls_key ?? "",
      }}
      args={(values) => ({ ...values, enabled })}
      onSaved={() => toastDone(t("listener.saved"))}
    >
      {(form) =>
        FIELDS.map(({ field, label, hint }, index) => (
          <TextInput
            key={field}
            data-autofocus={index === 0 || undefined}
            label={t(label)}
            description={t(hint)}
            spellCheck={false}
            {...form.getInputProps(field)}
          />
        ))
      }
    </FormSheet>
  );
}
