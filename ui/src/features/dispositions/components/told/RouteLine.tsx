import { Checkbox } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { ShapeIcon } from "@/components/state-mark";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import { useWrite } from "@/lib/query";
import { toastFailure } from "@/lib/toast";
import type { Endpoint, SeverityRoute } from "@/rpc/types";
import { toggled } from "../../toggled";
import { SeverityMark } from "../SeverityMark";
import styles from "./told.module.css";

/** Why there is no Redis stream is said once, above the lines. */
export const REDIS_REMARK = "redis-remark";

type Ticks = Pick<SeverityRoute, "in_app" | "desktop" | "endpoints">;

interface RouteLineProps {
  route: SeverityRoute;
  receivers: readonly Endpoint[];
  connection: string;
}

/** One severity: the people, the systems, and whether anybody listens at all. Each tick counts at once. */
export function RouteLine({ route: known, receivers, connection }: RouteLineProps) {
  const set = useWrite("route.set", { onError: toastFailure });
  // A tick is there at once, also while it is on its way.
  const [ticked, setTicked] = useState<Ticks>();
  const route = { ...known, ...ticked };
  const { severity, in_app, desktop, endpoints } = route;
  const word = t(`dispositions.severity.${severity}`);
  const save = (next: Partial<Ticks>) => {
    setTicked({ in_app, desktop, endpoints, ...next });
    // Receivers nobody chose here are not named: "all that listen" stays all, also of those that come later.
    const said = { connection, severity, in_app, desktop, ...next };
    set.mutate(said, { onSettled: () => setTicked(undefined) });
  };
  return (
    <li className={styles.line} aria-busy={set.isPending}>
      <div>
        <h2 className={styles.severity}>
          <SeverityMark severity={severity} />
        </h2>
        <Unheard route={route} />
      </div>
      <fieldset className={styles.who}>
        <legend>
          {t("dispositions.told.people")}
          <span className="sr-only">, {word}</span>
        </legend>
        {(["in_app", "desktop"] as const).map((way) => (
          <Checkbox
            key={way}
            label={t(`dispositions.told.${way}`)}
            checked={route[way]}
            onChange={(event) => save({ [way]: event.currentTarget.checked })}
          />
        ))}
      </fieldset>
      <fieldset className={styles.who}>
        <legend>
          {t("dispositions.told.systems")}
          <span className="sr-only">, {word}</span>
        </legend>
        {receivers.map((receiver) => {
          const deaf = deafness(receiver);
          return (
            <Checkbox
              key={receiver.id}
              label={
                <>
                  {receiver.name} <span className={styles.quiet}>{addressOf(receiver, receivers)}</span>
                </>
              }
              description={deaf}
              disabled={deaf !== undefined}
              checked={endpoints.includes(receiver.id)}
              onChange={() => save({ endpoints: toggled(endpoints, receiver.id) })}
            />
          );
        })}
        {receivers.length === 0 && (
          <p className={styles.quiet}>
            {t("dispositions.told.noEndpoints")}{" "}
            <Link to="/settings" search={{ part: "deliveries" }}>
              {t("dispositions.told.toDeliveries")}
            </Link>
          </p>
        )}
        <Checkbox
          label={t("dispositions.told.redis")}
          title={route.redis_because ?? undefined}
          aria-describedby={REDIS_REMARK}
          disabled={route.redis_because !== null}
          checked={route.redis}
          readOnly
        />
      </fieldset>
    </li>
  );
}

/** What tells a receiver from another one of the same name. */
function addressOf({ id, name, url }: Endpoint, receivers: readonly Endpoint[]): string | undefined {
  const alike = receivers.filter((other) => other.id !== id && other.name === name);
  if (alike.length === 0) return undefined;
  const address = url.replace(/^https?:\/\//, "");
  return alike.some((other) => other.url === url) ? `${address} (${id})` : address;
}

/** Why a receiver cannot be told. */
function deafness({ enabled, events }: Endpoint): string | undefined {
  if (!enabled) return t("dispositions.told.off");
  return events.includes("disposition.routed") ? undefined : t("dispositions.told.deaf");
}

function Unheard({ route }: { route: SeverityRoute }) {
  const { unheard, severity, in_app, desktop, endpoints } = route;
  const nobody = !in_app && !desktop && endpoints.length === 0;
  return (
    <div className={styles.unheard}>
      <p data-some={unheard > 0}>
        {unheard > 0 && <ShapeIcon shape="triangle" tone="warn" size={10} />}{" "}
        {t("dispositions.told.unheard", { count: unheard, n: number(unheard) })}
      </p>
      {nobody && <p>{t("dispositions.told.nobody", { severity: t(`dispositions.severity.${severity}`) })}</p>}
    </div>
  );
}
