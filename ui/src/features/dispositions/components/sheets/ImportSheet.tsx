import { ErrorNotice } from "@/components/ErrorNotice";
import { FileDrop } from "@/components/file-drop";
import { Sheet } from "@/components/Sheet";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import { useWrite } from "@/lib/query";
import { toastDone } from "@/lib/toast";
import type { Draft } from "../../api/use-draft";
import type { Move } from "../../place";
import styles from "../lists.module.css";
import type { SheetProps } from "./sheet-props";

const ACCEPT = { endings: [".csv", ".xlsx", ".json"], most: 8 * 1024 * 1024 };

/** A map from a file goes into the draft, where it can be compared, tried and published like any other. */
export function ImportSheet({ shown, draft, open, move }: SheetProps & { draft: Draft; move: Move }) {
  const read = useWrite("disposition.import", {
    onSuccess: (after, { name }) => {
      draft.forget();
      move({ sheet: after.changes.length > 0 ? "compare" : undefined });
      toastDone(t("dispositions.importing.done", { name }));
    },
  });
  const count = draft.changes.length;
  const changes = t("dispositions.draft.changes", { count, n: number(count) });
  return (
    <Sheet
      open={open}
      onClose={() => {
        read.reset();
        move({ sheet: undefined });
      }}
      title={t("dispositions.importing.title")}
      size={560}
    >
      <div className={styles.form}>
        <p>{t("dispositions.importing.body")}</p>
        {count > 0 && (
          <p>
            <strong>{t("dispositions.importing.replaces", { changes })}</strong>
          </p>
        )}
        <FileDrop
          accept={ACCEPT}
          label={t("dispositions.importing.file")}
          onFile={async (file, { name }) => {
            // Where what was edited here could not be saved, the page says why, and nothing takes its place.
            const settled = await draft.settle();
            if (settled) read.mutate({ connection: shown.connection, file, name, seen: settled.seen });
          }}
        />
        {read.error !== null && <ErrorNotice error={read.error} />}
      </div>
    </Sheet>
  );
}
