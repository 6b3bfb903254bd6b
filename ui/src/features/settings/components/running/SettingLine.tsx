import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { complaintFor } from "@/components/form";
import { t } from "@/i18n";
import { useWrite } from "@/lib/query";
import { toastDone, toastFailure } from "@/lib/toast";
import { fieldOf } from "@/lib/words";
import type { Setting } from "@/rpc/types";
import own from "./setting.module.css";
import { boundsText, isList, textOf, typedValue } from "./value";

/** One setting. It is saved by Enter or by leaving the field; what does not fit is said under it. */
export function SettingLine({ setting }: { setting: Setting }) {
  const [text, setText] = useState(() => textOf(setting.value));
  const save = useWrite("settings.set", {
    onSuccess: () => toastDone(t("parts.saved"), setting.words),
    onError: (failure) => {
      if (fieldOf(failure) === undefined) toastFailure(failure);
    },
  });
  const send = (next: string) => save.mutate({ key: setting.key, value: typedValue(setting, next) });
  const changed = text.trim() !== textOf(setting.value);
  const usual = textOf(setting.default);
  const complaint = complaintFor(save.error, "value");
  return (
    <li className={own.line} data-list={isList(setting)}>
      <label className={own.words} htmlFor={setting.key}>
        {setting.words}
      </label>
      <form
        className={own.field}
        onSubmit={(event) => {
          event.preventDefault();
          if (changed) send(text);
        }}
      >
        <TextInput
          id={setting.key}
          value={text}
          error={complaint && withoutKey(complaint, setting.key)}
          aria-describedby={`${setting.key} bounds`}
          inputMode={isList(setting) ? "text" : "numeric"}
          placeholder={isList(setting) ? "10.0.0.0/8" : undefined}
          spellCheck={false}
          disabled={save.isPending}
          rightSection={setting.unit === null ? undefined : <span className={own.unit}>{setting.unit}</span>}
          rightSectionWidth={setting.unit === null ? undefined : 56}
          rightSectionPointerEvents="none"
          onChange={(event) => {
            save.reset();
            setText(event.currentTarget.value);
          }}
          onBlur={() => changed && !save.isPending && save.error === null && send(text)}
        />
        <div className={own.foot} id={`${setting.key} bounds`}>
          <span>
            {isList(setting) ? `${t("settings.running.subnetsHint")} ` : ""}
            {boundsText(setting)}
          </span>
          {textOf(setting.value) !== usual && (
            <Button
              variant="subtle"
              size="compact-xs"
              aria-label={t("settings.running.resetOf", { words: setting.words })}
              onClick={() => send(usual)}
            >
              {t("settings.running.reset")}
            </Button>
          )}
        </div>
      </form>
    </li>
  );
}

/** The engine names the setting first, for the command line. */
function withoutKey(complaint: string, key: string): string {
  const [head, ...rest] = complaint.split(": ");
  const words = head?.toLowerCase() === key && rest.length > 0 ? rest.join(": ") : complaint;
  return words.charAt(0).toUpperCase() + words.slice(1);
}
