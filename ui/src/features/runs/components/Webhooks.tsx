import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Section } from "@/components/layout";
import { StateMark } from "@/components/state-mark";
import { TimeText } from "@/components/TimeText";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import { useWrite } from "@/lib/query";
import { ownZone } from "@/lib/time";
import { toastDone, toastFailure } from "@/lib/toast";
import type { Delivery, DeliveryTry, Run } from "@/rpc/types";
import { isOver } from "../run-words";
import styles from "./run.module.css";

/** The webhooks that told of the end: one an endpoint, each with its tries, newest last. */
export function Webhooks({ run: { summary, deliveries } }: { run: Run }) {
  return (
    <Section title={t("runs.webhooks")}>
      {deliveries.length === 0 ? (
        <p className={styles.quiet} style={{ paddingTop: 8 }}>
          {isOver(summary.state) ? t("runs.webhookNone") : t("runs.webhookWaits")}{" "}
          <Link to="/settings" search={{ part: "endpoints" }}>
            {t("runs.toEndpoints")}
          </Link>
        </p>
      ) : (
        deliveries.map((delivery) => <OneDelivery key={delivery.id} delivery={delivery} />)
      )}
    </Section>
  );
}

function OneDelivery({ delivery }: { delivery: Delivery }) {
  return (
    <div className={styles.delivery}>
      <div className={styles.deliveryHead}>
        <StateMark state={delivery.state} />
        <span className={styles.deliveryName}>{delivery.endpoint_name}</span>
        <span className={styles.url}>{delivery.url}</span>
        <span className={styles.push}>
          {delivery.state === "waiting" && delivery.next_try && (
            <span>
              {t("runs.nextTryAt")} <TimeText at={delivery.next_try} zone={ownZone()} seconds />
            </span>
          )}
          {delivery.state === "dead" && <Replay delivery={delivery} />}
        </span>
      </div>
      {delivery.tries.length === 0 ? (
        <p className={styles.quiet}>{t("runs.noTries")}</p>
      ) : (
        <Tries delivery={delivery} />
      )}
      <details className={styles.body}>
        <summary>{t("runs.body")}</summary>
        <pre className={styles.code}>
          {t("runs.deliveryId", { id: delivery.id })}
          {"\n"}
          {delivery.body}
        </pre>
      </details>
    </div>
  );
}

function Replay({ delivery }: { delivery: Delivery }) {
  const replay = useWrite("delivery.replay", {
    onSuccess: ({ replayed }) => toastDone(t("runs.replayed", { count: replayed }), t("runs.replayedHint")),
    onError: toastFailure,
  });
  return (
    <Button loading={replay.isPending} onClick={() => replay.mutate({ ids: [delivery.id] })}>
      {t("runs.replay")}
    </Button>
  );
}

function Tries({ delivery }: { delivery: Delivery }) {
  return (
    <table className={styles.table} aria-label={t("runs.tries", { name: delivery.endpoint_name })}>
      <thead>
        <tr>
          <th scope="col" style={{ width: 320 }}>
            {t("runs.tryAt")}
          </th>
          <th scope="col" style={{ width: 72 }}>
            {t("runs.tryStatus")}
          </th>
          <th scope="col" style={{ width: 96 }} data-align="end">
            {t("runs.tryTook")}
          </th>
          <th scope="col">{t("runs.tryWords")}</th>
        </tr>
      </thead>
      <tbody>
        {delivery.tries.map((one) => (
          <Try key={one.at} one={one} />
        ))}
      </tbody>
    </table>
  );
}

function Try({ one }: { one: DeliveryTry }) {
  const accepted = one.status !== null && one.status >= 200 && one.status < 300;
  return (
    <tr>
      <td>
        <TimeText at={one.at} zone={ownZone()} seconds />
      </td>
      <td>{one.status ?? t("runs.noStatus")}</td>
      <td data-align="end">{t("runs.tookMs", { n: number(one.took_ms) })}</td>
      <td>
        <StateMark
          state={accepted ? "delivered" : "failed"}
          word={one.words ?? (accepted ? t("runs.accepted") : t("states.failed"))}
        />
      </td>
    </tr>
  );
}
