import { Button, NumberInput, Radio, Textarea } from "@mantine/core";
import { useState } from "react";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Choices, type Fields, FormSheet, orNone } from "@/components/form";
import text from "@/components/text.module.css";
import { t } from "@/i18n";
import type { Draft } from "../../api/use-draft";
import { isDays } from "../../days";
import type { Move } from "../../place";
import styles from "../lists.module.css";
import { ChangedSince, PublishedWhat, useChangedSince } from "./PublishedWhat";
import type { SheetProps } from "./sheet-props";
import { tellPublished } from "./tell-published";

interface PublishSheetProps extends SheetProps {
  draft: Draft;
  move: Move;
}

interface Publishing {
  note: string;
  /** The version that was compared: it is published over that one, also where somebody publishes meanwhile. */
  over: number;
  reapply: "none" | "some";
  days: string | number;
}

/** The last step: why, and from when it counts. */
export function PublishSheet({ shown, draft, open, move }: PublishSheetProps) {
  // The words outlive a look at the comparison.
  const [note, setNote] = useState("");
  const changed = useChangedSince(shown, draft, open);
  const next = shown.version.version + 1;
  const look = () => move({ sheet: draft.keeping.state === "conflict" ? "theirs" : "compare" });
  return (
    <FormSheet<Publishing, "disposition.publish">
      open={open}
      onClose={() => move({ sheet: undefined })}
      title={t("dispositions.publish.title")}
      verb={t("dispositions.publish.verb", { next })}
      ready={changed === undefined}
      beside={
        <Button variant="default" onClick={() => move({ sheet: "try" })}>
          {t("dispositions.draft.try")}
        </Button>
      }
      command="disposition.publish"
      initial={{ note, over: shown.version.version, reapply: "none", days: 30 }}
      check={{
        days: (days, { reapply }) =>
          reapply === "some" && !isDays(days) ? t("dispositions.publish.badDays") : undefined,
      }}
      args={async ({ note, over, reapply, days }) => {
        const settled = await draft.settle();
        return (
          settled && {
            connection: shown.connection,
            note: orNone(note),
            over,
            reapply_days: reapply === "some" ? Number(days) : 0,
            seen: settled.seen,
          }
        );
      }}
      answers={({ code }) => code === "conflict"}
      onSaved={(published) => {
        draft.forget();
        setNote("");
        tellPublished(published);
      }}
    >
      {(form, failure) => (
        <>
          <p>{t("dispositions.publish.over", { next, version: shown.version.version })}</p>
          <PublishedWhat {...{ shown, draft }} />
          {changed && <ChangedSince failure={changed} onLook={look} />}
          {draft.keeping.state === "failing" && <ErrorNotice error={draft.keeping.failure} />}
          {failure?.code === "conflict" && changed === undefined && (
            <ErrorNotice
              error={failure}
              action={
                <Button variant="default" onClick={look}>
                  {t("dispositions.publish.look")}
                </Button>
              }
            />
          )}
          <PublishFields form={form} onNote={setNote} />
        </>
      )}
    </FormSheet>
  );
}

function PublishFields({ form, onNote }: { form: Fields<Publishing>; onNote: (note: string) => void }) {
  const note = form.getInputProps("note");
  return (
    <>
      <Textarea
        data-autofocus
        label={t("dispositions.publish.note")}
        description={t("dispositions.publish.noteHint")}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={500}
        {...note}
        onChange={(event) => {
          onNote(event.currentTarget.value);
          note.onChange(event);
        }}
      />
      <Radio.Group label={t("dispositions.publish.reapply")} {...form.getInputProps("reapply")}>
        <Choices>
          <Radio value="none" label={t("dispositions.publish.reapplyNone")} />
          <Radio value="some" label={t("dispositions.publish.reapplySome")} />
          {form.values.reapply === "some" && (
            <NumberInput
              className={styles.nested}
              w={148}
              label={t("dispositions.publish.days")}
              min={1}
              max={3650}
              clampBehavior="none"
              allowDecimal={false}
              {...form.getInputProps("days")}
            />
          )}
        </Choices>
      </Radio.Group>
      <p className={text.dim}>{t("dispositions.publish.held")}</p>
    </>
  );
}
