import { Button } from "@mantine/core";
import { useEffect, useRef } from "react";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Line } from "@/components/line";
import { HealthMark } from "@/components/state-mark";
import text from "@/components/text.module.css";
import { t } from "@/i18n";
import { useWrite } from "@/lib/query";
import { clockTime, ownZone, zoneCity } from "@/lib/time";
import type { Connection } from "@/rpc/types";
import { RemoveSheet } from "./RemoveSheet";
import { TestReport } from "./TestReport";

interface ConnectionLineProps {
  connection: Connection;
  /** Test it as soon as it is shown: it was just saved. */
  testNow: boolean;
  onEdit: () => void;
}

export function ConnectionLine({ connection, testNow, onEdit }: ConnectionLineProps) {
  const { id, settings, health, has_secret, stand_in } = connection;
  const { name } = settings;
  const test = useWrite("connection.test");
  const run = () => test.mutate({ connection: id });
  useOnce(testNow, run);
  const testButton = (
    <Button
      variant="default"
      loading={test.isPending}
      onClick={run}
      aria-label={t("settings.connections.testOf", { name })}
    >
      {t("settings.connections.test")}
    </Button>
  );
  return (
    <Line
      mark={<HealthMark state={health.state} shapeOnly />}
      name={name}
      tags={stand_in ? [t("settings.connections.standIn")] : []}
      actions={testButton}
      onEdit={onEdit}
      remove={(sheet) => <RemoveSheet connection={connection} {...sheet} />}
      below={
        <div role="status">
          {test.isPending && <span className={text.dim}>{t("settings.connections.testing")}</span>}
          {test.error && <ErrorNotice error={test.error} onRetry={run} />}
          {test.data && !test.isPending && <TestReport report={test.data} onHide={test.reset} />}
        </div>
      }
    >
      <div className={text.mono}>{settings.base_url}</div>
      <div className={text.dim}>{[health.words, ...timesOf(connection)].join(" · ")}</div>
      {!has_secret && <div className={text.bad}>{t("settings.connections.noSecret")}</div>}
    </Line>
  );
}

/** One run of `deed`, at the first time it is wanted; also where React mounts twice. */
function useOnce(wanted: boolean, deed: () => void): void {
  const done = useRef(false);
  const latest = useRef(deed);
  useEffect(() => {
    if (!wanted || done.current) return;
    done.current = true;
    latest.current();
  }, [wanted]);
}

function timesOf({ health }: Connection): string[] {
  const zone = ownZone();
  const at = (instant: string) => `${clockTime(instant, zone)} ${zoneCity(zone)}`;
  const times: string[] = [];
  if (health.token_until !== null)
    times.push(t("settings.connections.token", { at: at(health.token_until) }));
  if (health.waiting_until !== null) {
    times.push(t("settings.connections.waiting", { at: at(health.waiting_until) }));
  }
  return times;
}
