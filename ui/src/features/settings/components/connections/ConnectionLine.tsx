import { Button } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { ErrorNotice } from "@/components/ErrorNotice";
import { HealthMark } from "@/components/state-mark";
import { t } from "@/i18n";
import { useWrite } from "@/lib/query";
import { clockTime, ownZone, zoneCity } from "@/lib/time";
import type { Connection } from "@/rpc/types";
import styles from "../settings.module.css";
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
  useOnce(testNow, () => test.mutate({ connection: id }));
  const [removing, setRemoving] = useState(false);
  return (
    <li className={styles.line}>
      <div>
        <h3 className={styles.name}>
          <HealthMark state={health.state} shapeOnly />
          <span>{name}</span>
          {stand_in && <span className={styles.tag}>{t("settings.connections.standIn")}</span>}
        </h3>
        <div className={styles.indent}>
          <div className={styles.mono}>{settings.base_url}</div>
          <div className={styles.dim}>{[health.words, ...timesOf(connection)].join(" · ")}</div>
          {!has_secret && <div className={styles.bad}>{t("settings.connections.noSecret")}</div>}
        </div>
      </div>
      <div className={styles.actions}>
        <Button
          variant="default"
          loading={test.isPending}
          onClick={() => test.mutate({ connection: id })}
          aria-label={t("settings.connections.testOf", { name })}
        >
          {t("settings.connections.test")}
        </Button>
        <Button variant="default" onClick={onEdit} aria-label={t("settings.editOf", { name })}>
          {t("settings.edit")}
        </Button>
        <Button
          variant="default"
          onClick={() => setRemoving(true)}
          aria-label={t("settings.removeOf", { name })}
        >
          {t("settings.remove")}
        </Button>
      </div>
      <div className={`${styles.wide} ${styles.indent}`} role="status">
        {test.isPending && <span className={styles.dim}>{t("settings.connections.testing")}</span>}
        {test.error && <ErrorNotice error={test.error} onRetry={() => test.mutate({ connection: id })} />}
        {test.data && !test.isPending && <TestReport report={test.data} onHide={test.reset} />}
      </div>
      <RemoveSheet connection={connection} open={removing} onClose={() => setRemoving(false)} />
    </li>
  );
}

/** Runs `deed` once, at the first time it is wanted; also where React mounts twice. */
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
