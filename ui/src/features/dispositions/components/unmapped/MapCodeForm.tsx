import { Button, Select, TextInput } from "@mantine/core";
import { ErrorNotice } from "@/components/ErrorNotice";
import { orNone, useSavedForm } from "@/components/form";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import { toastDone } from "@/lib/toast";
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

/** The form that says what a code means; its events are decided anew. */
export function MapCodeForm({ shown, draft, code, unmapped, onDone }: MapCodeFormProps) {
  const { connection, published } = shown;
  const { form, notice, pending, submit } = useSavedForm({
    command: "disposition.map_code",
    initial: { category: null as string | null, meaning: unmapped?.call_result ?? "" },
    // A pending draft is saved first: saved later, it would take this code out of it again.
    args: async ({ category, meaning }) =>
      category !== null && (await draft.flush())
        ? { connection, code, category, meaning: orNone(meaning) }
        : undefined,
    onSaved: ({ reapplied }, { category }) => {
      onDone();
      toastDone(
        t("dispositions.unmapped.done", { code, category: category ?? "" }),
        t("dispositions.unmapped.applied", { count: reapplied, n: number(reapplied) }),
      );
    },
  });
  if (unmapped === undefined && !mayBeUnlisted(shown, code)) {
    return <p className={styles.dim}>{t("dispositions.unmapped.gone")}</p>;
  }
  const { category } = form.values;
  const chosen = published.categories.find(({ name }) => name === category);
  return (
    <form className={styles.form} onSubmit={submit}>
      <Select
        searchable
        label={t("dispositions.unmapped.category")}
        placeholder={t("dispositions.unmapped.chooseCategory")}
        description={chosen && categoryWords(chosen)}
        data={published.categories.map(({ name }) => name)}
        {...form.getInputProps("category")}
      />
      <TextInput
        label={t("dispositions.unmapped.meaning")}
        maxLength={200}
        {...form.getInputProps("meaning")}
      />
      {draft.keeping.state === "failing" && <ErrorNotice error={draft.keeping.failure} />}
      {notice && <ErrorNotice error={notice} />}
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
          loading={pending}
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
