import { notifications } from "@mantine/notifications";
import { t } from "@/i18n";
import { Failure } from "./failure";
import { wordsFor } from "./words";

const DISMISS = { "aria-label": t("frame.dismiss") };

/** "Saved." Goes by itself. */
export function toastDone(title: string, message?: string): void {
  notifications.show({
    title,
    message: message ?? "",
    closeButtonProps: DISMISS,
    className: "toast toast-done",
    autoClose: 4_000,
  });
}

/** Something a person should look at; stays until it is dismissed, or for so many milliseconds. */
export function toastAttention(title: string, message: string, stays: number | false = false): void {
  notifications.show({
    title,
    message,
    closeButtonProps: DISMISS,
    className: "toast toast-attention",
    autoClose: stays,
  });
}

/** What failed, why, and what to do. Stays until dismissed; what a person cancelled is not told again. */
export function toastFailure(thrown: unknown): void {
  const failure = Failure.from(thrown);
  if (failure.code === "cancelled") return;
  const words = wordsFor(failure);
  notifications.show({
    id: `${failure.code}:${failure.message}`,
    title: words.title,
    message: [words.message, words.hint].filter(Boolean).join(" "),
    closeButtonProps: DISMISS,
    className: "toast toast-failure",
    autoClose: false,
  });
}
