import { notifications } from "@mantine/notifications";
import { t } from "@/i18n";
import type { Notice } from "@/rpc/types";

const CLASSES = { done: "toast-done", attention: "toast-attention", trouble: "toast-failure" } as const;

/** Tells of a notice at once; it stays behind the bell. Good news goes by itself, the rest waits for a reader. */
export function toastNotice(notice: Notice, go: (href: string) => void): void {
  const { id, title, body, link, level } = notice;
  notifications.show({
    closeButtonProps: { "aria-label": t("frame.dismiss") },
    id,
    title,
    message: body,
    className: `toast ${CLASSES[level]}`,
    autoClose: level === "done" ? 8_000 : false,
    style: { cursor: link === null ? undefined : "pointer" },
    onClick: () => {
      if (link === null) return;
      notifications.hide(id);
      go(link);
    },
  });
}
