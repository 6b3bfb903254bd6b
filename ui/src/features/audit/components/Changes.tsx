import { t } from "@/i18n";
import { type Change, diff } from "../diff";
import styles from "./audit.module.css";

/** What was and what is, field by field: what changed stands open, what stayed is folded away. */
export function Changes({ before, after }: { before: unknown; after: unknown }) {
  const changes = diff(before, after);
  if (changes.length === 0) return <p className={styles.quiet}>{t("audit.nothingHeld")}</p>;
  const moved = changes.filter(({ kind }) => kind !== "same");
  const stayed = changes.filter(({ kind }) => kind === "same");
  return (
    <>
      <p className={styles.quiet}>{summary(before, after, moved.length)}</p>
      {moved.length > 0 && <Fields changes={moved} plain={before == null || after == null} />}
      {stayed.length > 0 && (
        <details className={styles.stayed}>
          <summary>{t("audit.unchanged", { count: stayed.length })}</summary>
          <Fields changes={stayed} plain />
        </details>
      )}
    </>
  );
}

function summary(before: unknown, after: unknown, moved: number): string {
  if (before == null) return t("audit.made");
  if (after == null) return t("audit.gone");
  return moved === 0 ? t("audit.same") : t("audit.changed", { count: moved });
}

/** `plain`: there is one side only, and the sentence above says which. */
function Fields({ changes, plain }: { changes: readonly Change[]; plain: boolean }) {
  return (
    <dl className={styles.changes}>
      {changes.map(({ field, was, is }) => (
        <div key={field} className={styles.change}>
          <dt>{field === "" ? t("audit.value") : field}</dt>
          <dd>
            {plain ? (
              <Side sign="plain" text={is ?? was} />
            ) : (
              <>
                {was !== undefined && <Side sign="was" text={was} />}
                {is !== undefined && <Side sign="is" text={is} />}
              </>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** A minus and a plus, and the same in words for who cannot see them. */
function Side({ sign, text }: { sign: "was" | "is" | "plain"; text: string | undefined }) {
  return (
    <div className={styles.side} data-sign={sign}>
      <span aria-hidden="true">{SIGNS[sign]}</span>
      {sign !== "plain" && <span className="sr-only">{t(`audit.${sign}`)} </span>}
      <span className={styles.text}>{text}</span>
    </div>
  );
}

const SIGNS = { was: "−", is: "+", plain: "" } as const;
