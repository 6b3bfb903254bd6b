import { Button, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { ErrorNotice } from "@/components/ErrorNotice";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import { useWrite } from "@/lib/query";
import { toastDone } from "@/lib/toast";
import { fieldOf, messageFor } from "@/lib/words";
import type { Dispositions, UnmappedCode } from "@/rpc/types";
import type { Draft } from "../../api/use-draft";
import { categoryWords } from "../../words";
import styles from "../lists.module.css";

interface MapCodeFormProps {
  shown: Dispositions;
  draft: Draft;
  code: string;
  /** Absent where it was mapped meanwhile, or is not among those with the most events, which alone are listed. */
  unmapped: UnmappedCode | undefined;
  /** The next one, then. */
  onDone: () => void;
}

/** Says what a code means; what came with it is decided anew. */
export function MapCodeForm({ shown, draft, code, unmapped, onDone }: MapCodeFormProps) {
  const [category, setCategory] = useState<string | null>(null);
  const [meaning, setMeaning] = useState(unmapped?.call_result ?? "");
  const map = useWrite("disposition.map_code", {
    onSuccess: ({ reapplied }, mapped) => {
      onDone();
      toastDone(
        t("dispositions.unmapped.done", { code, category: mapped.category }),
        t("dispositions.unmapped.applied", { count: reapplied, n: number(reapplied) }),
      );
    },
  });
  if (unmapped === undefined && !mayBeUnlisted(shown, code)) {
    return <p className={styles.dim}>{t("dispositions.unmapped.gone")}</p>;
  }
  const chosen = shown.published.categories.find(({ name }) => name === category);
  const placed = ["category", "meaning"].includes(fieldOf(map.error ?? undefined) ?? "");
  const { connection } = shown;
  // What is pending in the draft goes first: saved later, it would take this code out of it again.
  const submit = async (chosen: string) => {
    if (await draft.flush()) {
      map.mutate({ connection, code, category: chosen, meaning: meaning.trim() || null });
    }
  };
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (category !== null) void submit(category);
      }}
    >
      <Select
        searchable
        label={t("dispositions.unmapped.category")}
        placeholder={t("dispositions.unmapped.chooseCategory")}
        description={chosen && categoryWords(chosen)}
        data={shown.published.categories.map(({ name }) => name)}
        value={category}
        error={messageFor(map.error, "category")}
        onChange={setCategory}
      />
      <TextInput
        label={t("dispositions.unmapped.meaning")}
        maxLength={200}
        value={meaning}
        error={messageFor(map.error, "meaning")}
        onChange={(event) => setMeaning(event.currentTarget.value)}
      />
      {draft.keeping.state === "failing" && <ErrorNotice error={draft.keeping.failure} />}
      {map.error !== null && !placed && <ErrorNotice error={map.error} />}
      <p className={styles.dim}>
        {unmapped === undefined
          ? t("dispositions.unmapped.willApplySome")
          : t("dispositions.unmapped.willApply", { count: unmapped.events, n: number(unmapped.events) })}
      </p>
      <div>
        <Button
          type="submit"
          maw="100%"
          title={code}
          classNames={{ label: styles.cut }}
          disabled={category === null}
          loading={map.isPending}
        >
          {t("dispositions.unmapped.map", { code })}
        </Button>
      </div>
    </form>
  );
}

/** Whether more codes wait than are listed, and this may be one of them. */
function mayBeUnlisted({ unmapped, unmapped_total, published }: Dispositions, code: string): boolean {
  return unmapped_total > unmapped.length && !published.codes.some((one) => one.code === code);
}
