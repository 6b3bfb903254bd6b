import { getRouteApi } from "@tanstack/react-router";
import { EmptyState } from "@/components/EmptyState";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Page } from "@/components/layout";
import { t } from "@/i18n";
import { useRead } from "@/lib/query";
import { Back } from "./components/Back";
import { Builder } from "./components/builder/Builder";

const route = getRouteApi("/schedules/$schedule");

/** `/schedules/ID`: a saved schedule in the builder. */
export function SchedulePage() {
  const { schedule: id } = route.useParams();
  const { cell } = route.useSearch();
  const navigate = route.useNavigate();
  const read = useRead("schedule.show", { id }, { keepOld: false });
  const schedule = read.status === "loading" ? undefined : read.data;
  return (
    <Page title={schedule?.draft.name ?? t("schedules.one")} body="fill" back={<Back />}>
      {schedule && (
        <Builder
          key={id}
          connection={schedule.connection}
          id={id}
          start={schedule.draft}
          cell={cell}
          onCell={(next) => void navigate({ search: { cell: next }, replace: true })}
          onSaved={() => void navigate({ to: "/schedules", search: { open: id } })}
        />
      )}
      {!schedule && read.status === "failing" && (
        <EmptyState title={t("schedules.gone")} action={<Back />}>
          <ErrorNotice error={read.failure} onRetry={read.refresh} />
        </EmptyState>
      )}
    </Page>
  );
}
