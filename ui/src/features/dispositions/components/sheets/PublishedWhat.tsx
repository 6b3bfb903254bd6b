import { Button } from "@mantine/core";
import { useMemo, useState } from "react";
import { ErrorNotice } from "@/components/ErrorNotice";
import { ShapeIcon } from "@/components/state-mark";
import { t } from "@/i18n";
import { Failure } from "@/lib/failure";
import { number } from "@/lib/numbers";
import type { Dispositions } from "@/rpc/types";
import type { Draft } from "../../api/use-draft";
import { doNotCallChanges } from "../../map/do-not-call";
import { whenText } from "../../words";
import styles from "../lists.module.css";
import { theirWords } from "../map/ConflictBar";

/** How many codes are named; who wants all of them compares. */
const NAMED = 8;

/** What would be published: how much, whose draft of when, and loudly whom nobody would call any more, or again. */
export function PublishedWhat({ shown, draft }: { shown: Dispositions; draft: Draft }) {
  const { published } = shown;
  const { added, removed } = useMemo(() => doNotCallChanges(published, draft.map), [published, draft.map]);
  const count = draft.changes.length;
  const changes = t("dispositions.draft.changes", { count, n: number(count) });
  const from = shown.draft && { by: shown.draft.changed_by, at: whenText(shown.draft.changed_at) };
  return (
    <div>
      <p>
        <strong>{changes}</strong>
        {from && t("dispositions.publish.from", from)}
      </p>
      <Loud codes={added} words="dispositions.publish.dncAdded" />
      <Loud codes={removed} words="dispositions.publish.dncRemoved" />
    </div>
  );
}

interface LoudProps {
  codes: readonly string[];
  words: "dispositions.publish.dncAdded" | "dispositions.publish.dncRemoved";
}

function Loud({ codes, words }: LoudProps) {
  if (codes.length === 0) return null;
  const rest = codes.length - NAMED;
  const named = codes.slice(0, NAMED).join(", ");
  const more = rest > 0 ? ` ${t("dispositions.publish.dncMore", { n: number(rest) })}` : "";
  return (
    <div className={styles.loud} data-some="true">
      <ShapeIcon shape="triangle" tone="bad" size={14} />
      <div>
        {t(words, { count: codes.length, n: number(codes.length) })}
        <div className={styles.named}>
          {named}
          {more}
        </div>
      </div>
    </div>
  );
}

/** The draft became another one since the sheet was opened: nobody publishes what they have not seen. */
export function useChangedSince(shown: Dispositions, draft: Draft, open: boolean): Failure | undefined {
  const [opened, setOpened] = useState<{ seen: Draft["seen"] }>();
  if (open && opened === undefined) setOpened({ seen: draft.seen });
  if (!open && opened !== undefined) setOpened(undefined);
  const { own, state } = draft.keeping;
  const changed = opened !== undefined && draft.seen !== opened.seen && draft.seen !== own;
  if (!changed && state !== "conflict") return undefined;
  return new Failure("conflict", theirWords(shown), t("dispositions.publish.lookAgain"));
}

export function ChangedSince({ failure, onLook }: { failure: Failure; onLook: () => void }) {
  return (
    <ErrorNotice
      error={failure}
      action={
        <Button variant="default" onClick={onLook}>
          {t("dispositions.publish.look")}
        </Button>
      }
    />
  );
}
