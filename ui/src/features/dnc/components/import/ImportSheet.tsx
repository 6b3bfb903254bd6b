import { Button } from "@mantine/core";
import { useState } from "react";
import { ErrorNotice } from "@/components/ErrorNotice";
import { FileDrop } from "@/components/file-drop";
import { SheetFrame } from "@/components/Sheet";
import { t } from "@/i18n";
import { Failure } from "@/lib/failure";
import { useWrite } from "@/lib/query";
import { toastDone } from "@/lib/toast";
import { fieldOf } from "@/lib/words";
import type { DncImport } from "@/rpc/types";
import { ConfirmCount, isCount } from "./ConfirmCount";
import styles from "./import.module.css";
import { Looked } from "./Looked";
import { OptionFields, optionFor } from "./OptionFields";
import { Paste } from "./Paste";
import { Reading } from "./Reading";
import { useLook } from "./use-look";

const ENDINGS = [".csv", ".txt", ".tsv", ".xlsx", ".xls", ".ods", ".xml", ".zip"];
const ACCEPT = { endings: ENDINGS, most: 2 * 1024 ** 3 };

interface ImportSheetProps {
  connection: string | undefined;
  /** Earlier lists, by name. */
  lists: readonly string[];
  /** One that was looked at elsewhere. */
  begun?: DncImport;
  onClose: () => void;
  onImported: (of: DncImport) => void;
}

/** One path: a file or pasted numbers, what they would change, and the button that does it. */
export function ImportSheet({ onClose, ...props }: ImportSheetProps) {
  return (
    <SheetFrame open onClose={onClose} title={t("dnc.import.title")} size={640}>
      <Body {...props} onClose={onClose} />
    </SheetFrame>
  );
}

function Body({ connection, lists, begun, onClose, onImported }: ImportSheetProps) {
  const look = useLook(connection, begun);
  const { state } = look;
  const failure = state.step === "refused" ? state.failure : undefined;
  const question = failure && optionFor(fieldOf(failure));
  return (
    <>
      <div className={styles.scroll}>
        {begun === undefined && (
          <FileDrop
            first
            accept={ACCEPT}
            label={t("dnc.import.file")}
            onFile={(id, file) => look.take(file, id)}
          />
        )}
        {state.step === "choose" && <Paste onText={(file) => look.take(file)} />}
        {failure && question === undefined && <ErrorNotice error={inWindow(failure)} />}
        {state.step === "looking" && <Reading name={state.name} />}
        {state.step === "looked" && <Looked of={state.of} />}
        {begun === undefined && (
          <OptionFields
            options={look.options}
            lists={lists}
            question={question}
            failure={failure}
            onSay={look.say}
          />
        )}
      </div>
      {state.step === "looked" ? (
        <Foot key={state.of.id} of={state.of} letGo={look.letGo} onClose={onClose} onImported={onImported} />
      ) : (
        <div className={styles.foot}>
          <div className={styles.deeds}>
            <Button variant="default" onClick={onClose}>
              {t("parts.cancel")}
            </Button>
          </div>
        </div>
      )}
    </>
  );
}

/** The hint of a question about the file names the options of the command line. */
function inWindow(failure: Failure): Failure {
  const { code, message, detail } = failure;
  return fieldOf(failure) === undefined ? failure : new Failure(code, message, undefined, detail);
}

interface FootProps {
  of: DncImport;
  letGo: () => () => void;
  onClose: () => void;
  onImported: (of: DncImport) => void;
}

/** The buttons that import it; where something comes off the list, its count is typed first. */
function Foot({ of, letGo, onClose, onImported }: FootProps) {
  const [typed, setTyped] = useState("");
  const go = useWrite("dnc.import", {
    onSuccess: (imported) => {
      toastDone(t("dnc.import.importing", { file: imported.file }));
      onImported(imported);
    },
  });
  const ready = of.confirm === 0 || isCount(typed, of.confirm);
  const send = (push: boolean) => {
    const takeBack = letGo();
    const count = of.confirm > 0 ? of.confirm : undefined;
    go.mutate({ import: of.id, push, count }, { onError: takeBack });
  };
  const busy = go.isPending ? go.variables.push : undefined;
  return (
    <div className={styles.foot}>
      {of.confirm > 0 && <ConfirmCount count={of.confirm} value={typed} onChange={setTyped} />}
      {go.error && <ErrorNotice error={go.error} />}
      <div className={styles.deeds}>
        <Button disabled={!ready || busy === false} loading={busy === true} onClick={() => send(true)}>
          {t("dnc.import.push")}
        </Button>
        <Button
          variant="default"
          title={t("dnc.import.onlyHint")}
          disabled={!ready || busy === true}
          loading={busy === false}
          onClick={() => send(false)}
        >
          {t("dnc.import.only")}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t("parts.cancel")}
        </Button>
      </div>
    </div>
  );
}
