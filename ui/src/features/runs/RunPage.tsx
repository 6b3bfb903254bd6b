import { Button } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { ErrorNotice, StaleNotice } from "@/components/ErrorNotice";
import { Page } from "@/components/layout";
import { TimeText } from "@/components/TimeText";
import { t } from "@/i18n";
import { useNow } from "@/lib/now";
import { type Read, useRead } from "@/lib/query";
import { asOldFigures, figureAge, useProgramSilence } from "@/lib/run-figures";
import type { Run, RunSummary } from "@/rpc/types";
import { Headline } from "./components/Headline";
import { Progress } from "./components/Progress";
import { Remarks } from "./components/Remarks";
import { ReportView } from "./components/Report";
import { RunActions } from "./components/RunActions";
import styles from "./components/run.module.css";
import { Trail } from "./components/Trail";
import { useReport } from "./components/use-report";
import { Wall } from "./components/Wall";
import { Webhooks } from "./components/Webhooks";
import { Windows } from "./components/Windows";
import { clockZone } from "./run-words";

const route = getRouteApi("/runs/$run");

export function RunPage() {
  const { run: id } = route.useParams();
  const read = useRead("run.show", { id }, { keepOld: false });
  const back = <Link to="/runs">{t("runs.back")}</Link>;
  if (read.status === "loading") {
    return (
      <Page title={t("runs.title")} back={back}>
        <p className={styles.quiet}>{t("runs.loading")}…</p>
      </Page>
    );
  }
  if (read.status === "failing" && read.data === undefined) {
    return (
      <Page title={id} back={back}>
        <NotThere failure={read.failure} refresh={read.refresh} />
      </Page>
    );
  }
  if (read.data === undefined) return null;
  const stale = read.status === "failing" && (
    <div className={styles.stale}>
      <StaleNotice what={read.data.summary.name} read={read} />
    </div>
  );
  return <OneRun key={id} {...{ run: read.data, read, back, stale }} />;
}

function NotThere({ failure, refresh }: { failure: unknown; refresh: () => void }) {
  const navigate = route.useNavigate();
  const out = (
    <Button variant="default" onClick={() => void navigate({ to: "/runs" })}>
      {t("runs.toRuns")}
    </Button>
  );
  return <ErrorNotice error={failure} onRetry={refresh} action={out} />;
}

interface OneRunProps {
  run: Run;
  read: Read<Run>;
  back: ReactNode;
  stale: ReactNode;
}

function OneRun({ run, read, back, stale }: OneRunProps) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const report = useReport();
  const program = useProgramSilence(read);
  const age = figureAge(run.summary, useNow("second"), program);
  const summary = age.old ? asOldFigures(run.summary) : run.summary;
  const change = (next: Partial<typeof search>) =>
    void navigate({ search: { ...search, ...next }, replace: true });
  return (
    <Page
      title={summary.name}
      back={back}
      aside={<Origin summary={summary} />}
      actions={<RunActions run={run} onReport={report.show} onWall={() => change({ wall: "on" })} />}
    >
      {stale}
      <Headline summary={summary} old={age.old} />
      <Remarks summary={summary} age={age} />
      {report.shown && <ReportView report={report.shown} zone={clockZone(summary)} onClose={report.close} />}
      <Progress run={run} />
      <Windows run={run} open={search.open} onOpen={(open) => change({ open })} />
      <Webhooks run={run} />
      <Trail id={summary.id} />
      <Wall
        open={search.wall !== undefined}
        summary={summary}
        age={age}
        onOpen={() => change({ wall: "on" })}
        onClose={() => change({ wall: undefined })}
      />
    </Page>
  );
}

/** Where the run comes from: its campaign, its schedule, its first start. */
function Origin({ summary }: { summary: RunSummary }) {
  return (
    <span className={styles.origin}>
      <span>
        {t("runs.campaign")}{" "}
        <Link to="/runs" search={{ campaign: summary.campaign_id }}>
          {summary.campaign_id}
        </Link>
      </span>
      {summary.schedule && (
        <Link to="/schedules/$schedule" params={{ schedule: summary.schedule }}>
          {t("runs.fromSchedule")}
        </Link>
      )}
      <span>
        {t("runs.started")} <TimeText at={summary.first_start} zone={clockZone(summary)} distance={false} />
      </span>
    </span>
  );
}
