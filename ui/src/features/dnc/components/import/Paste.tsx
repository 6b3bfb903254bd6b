import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import { t } from "@/i18n";
import styles from "./import.module.css";

/** Numbers that are pasted go the way of a file. */
export function Paste({ onText }: { onText: (file: File) => void }) {
  const [text, setText] = useState("");
  return (
    <form
      className={styles.paste}
      onSubmit={(event) => {
        event.preventDefault();
        onText(new File([text], t("dnc.import.pastedName"), { type: "text/plain" }));
      }}
    >
      <Textarea
        label={t("dnc.import.paste")}
        description={t("dnc.import.pasteHint")}
        rows={5}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div>
        <Button type="submit" variant="default" disabled={text.trim() === ""}>
          {t("dnc.import.look")}
        </Button>
      </div>
    </form>
  );
}
