import { Link, useLocation } from "@tanstack/react-router";
import { EmptyState } from "@/components/EmptyState";
import { t } from "@/i18n";

export function NotFound() {
  const path = useLocation({ select: (location) => location.pathname });
  return (
    <EmptyState title={t("frame.notFoundTitle")} action={<Link to="/">{t("frame.notFoundGo")}</Link>}>
      {t("frame.notFoundBody", { path })}
    </EmptyState>
  );
}
