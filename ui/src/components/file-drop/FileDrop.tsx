import { Button } from "@mantine/core";
import { useRef, useState } from "react";
import { t } from "@/i18n";
import { bytes } from "@/lib/numbers";
import { ErrorNotice } from "../ErrorNotice";
import { Icon } from "../icons";
import { ProgressBar } from "../ProgressBar";
import styles from "./file-drop.module.css";
import { type Accept, kindsText, useUpload } from "./upload";

interface FileDropProps {
  accept: Accept;
  /** What the file is for: "Contacts". */
  label: string;
  /** The engine has the file under this id now. */
  onFile: (id: string, file: File) => void;
  /** It has the focus when its sheet opens. */
  first?: boolean;
}

/** Takes one file by drop, by click or by key, hands it to the engine, and shows how far it is. */
export function FileDrop({ accept, label, onFile, first }: FileDropProps) {
  const { state, send, cancel } = useUpload(accept, onFile);
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (file !== undefined) send(file);
  };
  return (
    <section
      className={styles.drop}
      data-over={over}
      aria-label={label}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer.files);
      }}
    >
      {state.step === "sending" ? (
        <div className={styles.sending}>
          <span className={styles.name}>{t("parts.uploading", { name: state.file.name })}</span>
          <ProgressBar done={state.sent} all={state.file.size} label={state.file.name} figures={false} />
          <span className={styles.size}>
            {bytes(state.sent)} / {bytes(state.file.size)}
          </span>
          <Button
            variant="default"
            onClick={cancel}
            aria-label={t("parts.cancelUpload", { name: state.file.name })}
          >
            {t("parts.cancel")}
          </Button>
        </div>
      ) : (
        <div className={styles.idle}>
          <Icon name="upload" />
          <span>
            {state.step === "arrived" ? t("parts.uploaded", { name: state.file.name }) : t("parts.dropHere")}
            <span className={styles.kinds}>
              {t("parts.dropKinds", { kinds: kindsText(accept), size: bytes(accept.most) })}
            </span>
          </span>
          <Button
            variant="default"
            data-autofocus={first || undefined}
            onClick={() => input.current?.click()}
          >
            {state.step === "arrived" ? t("parts.replaceFile") : t("parts.choose")}
          </Button>
        </div>
      )}
      {state.step === "failed" && <ErrorNotice error={state.failure} />}
      <input
        ref={input}
        type="file"
        hidden
        aria-label={label}
        accept={accept.endings.join(",")}
        onChange={(event) => {
          take(event.currentTarget.files);
          // The same file may be chosen again after it was mended.
          event.currentTarget.value = "";
        }}
      />
    </section>
  );
}
