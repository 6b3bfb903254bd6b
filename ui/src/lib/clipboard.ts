import { useState } from "react";
import { t } from "@/i18n";
import { toastAttention } from "@/lib/toast";

/** A way to put text on the clipboard, and whether it is there. A webview may refuse: then that is said. */
export function useClipboard() {
  const [copied, setCopied] = useState(false);
  const copy = async (text: string) => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      setCopied(false);
      toastAttention(t("settings.about.copyFailed"), t("settings.about.copyFailedHint"));
    }
  };
  return { copied, copy: (text: string) => void copy(text) };
}
