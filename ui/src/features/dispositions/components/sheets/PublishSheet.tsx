import { Button, NumberInput, Radio, Textarea } from "@mantine/core";
import { useState } from "react";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Sheet } from "@/components/Sheet";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import { useWrite } from "@/lib/query";
import { toastDone } from "@/lib/toast";
import { messageFor } from "@/lib/words";
import type { Draft } from "../../api/use-draft";
import { isDays } from "../../days";
import type { Move } from "../../place";
import styles from "../lists.module.css";
import { ChangedSince, PublishedWhat, useChangedSince } from "./PublishedWhat";
import type { SheetProps } from "./sheet-props";

interface PublishSheetProps extends SheetProps {
  draft: Draft;
  move: Move;
}

/** The last step: why, and from when it counts. */
export function PublishSheet({ shown, draft, open, move }: PublishSheetProps) {
  // The words outlive a look at the comparison.
  const [note, setNote] = useState("");
  return (
    <Sheet
      open={open}
      onClose={() => move({ sheet: undefined })}
      title={t("dispositions.publish.title")}
      size={520}
    >
      <Form {...{ shown, draft, move, note, setNote }} />
    </Sheet>
  );
}

interface FormProps extends Omit<PublishSheetProps, "open"> {
  note: string;
  setNote: (note: string) => void;
}

function Form({ shown, draft, move, note, setNote }: FormProps) {
  // What was compared is what is published over, also where somebody publishes while this sheet is open.
  const [over] = useState(shown.version.version);
  const [earlier, setEarlier] = useState(false);
  const [days, setDays] = useState<string | number>(30);
  const changed = useChangedSince(shown, draft);
  const look = () => move({ sheet: draft.keeping.state === "conflict" ? "theirs" : "compare" });
  const publish = useWrite("disposition.publish", {
    onSuccess: ({ dispositions, reapplied }) => {
      draft.forget();
      setNote("");
      move({ sheet: undefined });
      toastDone(
        t("dispositions.publish.done", { version: dispositions.version.version }),
        t("dispositions.publish.reapplied", { count: reapplied, n: number(reapplied) }),
      );
    },
  });
  const badDays = earlier && !isDays(days) ? t("dispositions.publish.badDays") : undefined;
  const noteFault = messageFor(publish.error, "note");
  const submit = async () => {
    if (badDays !== undefined || changed !== undefined) return;
    const settled = await draft.settle();
    if (settled === undefined) return;
    publish.mutate({
      connection: shown.connection,
      note: note.trim() || null,
      over,
      reapply_days: earlier ? Number(days) : 0,
      seen: settled.seen,
    });
  };
  const next = Math.max(over, shown.version.version) + 1;
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <p>{t("dispositions.publish.over", { next, version: shown.version.version })}</p>
      <PublishedWhat {...{ shown, draft }} />
      {changed && <ChangedSince failure={changed} onLook={look} />}
      {draft.keeping.state === "failing" && <ErrorNotice error={draft.keeping.failure} />}
      {publish.error !== null && noteFault === undefined && changed === undefined && (
        <ErrorNotice
          error={publish.error}
          action={
            publish.error.code === "conflict" && (
              <Button variant="default" onClick={look}>
                {t("dispositions.publish.look")}
              </Button>
            )
          }
        />
      )}
      <Textarea
        data-autofocus
        label={t("dispositions.publish.note")}
        description={t("dispositions.publish.noteHint")}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={500}
        value={note}
        error={noteFault}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Radio.Group
        label={t("dispositions.publish.reapply")}
        value={earlier ? "some" : "none"}
        onChange={(value) => setEarlier(value === "some")}
      >
        <div className={styles.form} style={{ gap: 8, marginBlock: 8 }}>
          <Radio value="none" label={t("dispositions.publish.reapplyNone")} />
          <Radio value="some" label={t("dispositions.publish.reapplySome")} />
          {earlier && (
            <NumberInput
              className={styles.nested}
              w={148}
              label={t("dispositions.publish.days")}
              min={1}
              max={3650}
              clampBehavior="none"
              allowDecimal={false}
              value={days}
              error={badDays}
              onChange={setDays}
            />
          )}
        </div>
      </Radio.Group>
      <p className={styles.dim}>{t("dispositions.publish.held")}</p>
      <div className={styles.days}>
        <Button type="submit" disabled={changed !== undefined} loading={publish.isPending}>
          {t("dispositions.publish.verb", { next })}
        </Button>
        <Button variant="default" onClick={() => move({ sheet: "try" })}>
          {t("dispositions.draft.try")}
        </Button>
      </div>
    </form>
  );
}
