import { useBlocker } from "@tanstack/react-router";
import type { RefObject } from "react";
import { ConfirmSheet } from "@/components/ConfirmSheet";
import { t } from "@/i18n";

interface LeaveGuardProps {
  dirty: boolean;
  /** The page itself goes on, after it has saved. */
  leaving: RefObject<boolean>;
}

/** Asks before unsaved changes are left behind; moving within the page is no leaving. */
export function LeaveGuard({ dirty, leaving }: LeaveGuardProps) {
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => dirty && !leaving.current && current.pathname !== next.pathname,
    enableBeforeUnload: dirty,
    withResolver: true,
  });
  if (blocker.status !== "blocked") return null;
  return (
    <ConfirmSheet
      open
      onClose={blocker.reset}
      onConfirm={blocker.proceed}
      title={t("schedules.leave.title")}
      verb={t("schedules.leave.verb")}
    >
      {t("schedules.leave.body")}
    </ConfirmSheet>
  );
}
