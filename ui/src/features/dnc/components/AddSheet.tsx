import { Radio, Textarea, TextInput } from "@mantine/core";
import { Choices, FormSheet } from "@/components/form";
import { t } from "@/i18n";
import { toastAttention, toastDone } from "@/lib/toast";
import type { DncDirection } from "@/rpc/types";

/** Characters of a reason, as the engine takes them. */
const LONGEST_REASON = 500;

interface AddSheetProps {
  connection: string | undefined;
  /** The first content of the fields, where a number was looked up before. */
  number?: string;
  direction?: DncDirection;
  onClose: () => void;
}

/** A person says of one number that it must not be called, or may be called again, and why. */
export function AddSheet({ connection, number = "", direction = "out", onClose }: AddSheetProps) {
  return (
    <FormSheet
      open
      onClose={onClose}
      title={t("dnc.adding.title")}
      command="dnc.add"
      initial={{ number, direction, reason: "" }}
      verb={(values) => t(values.direction === "out" ? "dnc.adding.verbOut" : "dnc.adding.verbIn")}
      check={{
        number: (value) => (value.trim() === "" ? t("dnc.adding.needNumber") : undefined),
        reason: (value) => {
          const { length } = [...value.trim()];
          return length === 0 || length > LONGEST_REASON ? t("dnc.adding.needReason") : undefined;
        },
      }}
      args={(values) => ({ ...values, connection, reason: values.reason.trim() })}
      onSaved={({ holds, lookup }, values) => {
        const words = { number: lookup.number };
        if (!holds) toastAttention(t("dnc.adding.older"), t("dnc.adding.olderWhy", words));
        else toastDone(t(values.direction === "out" ? "dnc.adding.doneOut" : "dnc.adding.doneIn", words));
      }}
    >
      {(form) => (
        <>
          <TextInput
            data-autofocus={number === "" || undefined}
            label={t("dnc.adding.number")}
            description={t("dnc.adding.numberHint")}
            autoComplete="off"
            {...form.getInputProps("number")}
          />
          <Radio.Group label={t("dnc.adding.what")} {...form.getInputProps("direction")}>
            <Choices>
              <Radio value="out" label={t("dnc.adding.out")} />
              <Radio value="in" label={t("dnc.adding.in")} />
            </Choices>
          </Radio.Group>
          <Textarea
            data-autofocus={number !== "" || undefined}
            label={t("dnc.adding.reason")}
            description={t("dnc.adding.reasonHint")}
            autosize
            minRows={2}
            {...form.getInputProps("reason")}
          />
        </>
      )}
    </FormSheet>
  );
}
