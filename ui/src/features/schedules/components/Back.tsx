import { Link } from "@tanstack/react-router";
import { t } from "@/i18n";

/** From the builder to the list. */
export function Back() {
  return <Link to="/schedules">{t("schedules.title")}</Link>;
}
