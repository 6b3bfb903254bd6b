import styles from "./result-mark.module.css";
import { looksOf, ShapeIcon } from "./state-mark";

/** How a deed of the audit log came out, as the log says it: `done`, `refused: …`, `failed: …`, with a shape. */
export function ResultMark({ result }: { result: string }) {
  return (
    <span className={styles.result} title={result}>
      <ShapeIcon {...looksOf(outcomeOf(result))} />
      {result}
    </span>
  );
}

function outcomeOf(result: string): "done" | "refused" | "failed" {
  if (result.startsWith("refused")) return "refused";
  return result.startsWith("failed") ? "failed" : "done";
}
