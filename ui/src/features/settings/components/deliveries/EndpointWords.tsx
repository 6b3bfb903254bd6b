import { Link } from "@tanstack/react-router";
import { LineWords } from "@/components/line";
import { placeText } from "@/components/TimeText";
import text from "@/components/text.module.css";
import { t } from "@/i18n";
import { useNow } from "@/lib/now";
import { number } from "@/lib/numbers";
import { ownZone } from "@/lib/time";
import type { Endpoint } from "@/rpc/types";

/** An endpoint's state in words: what is wrong first, then what waits, and the way to its deliveries. */
export function EndpointWords({ endpoint }: { endpoint: Endpoint }) {
  const now = useNow();
  const { id, name, delivered, failed, waiting, dead, old_secret_until } = endpoint;
  const at = (instant: string) => placeText(instant, ownZone(), now);
  const wrong = troubleWords(endpoint, at);
  return (
    <div className={text.dim}>
      {wrong !== undefined && <div className={text.bad}>{wrong}</div>}
      <LineWords>
        {wrong === undefined && <span>{stateWords(endpoint, at)}</span>}
        {delivered + failed > 0 && <span>{dayWords(endpoint)}</span>}
        {waiting > 0 && (
          <span>
            <Link to="/traffic" search={{ party: id, state: "waiting" }}>
              {t("settings.deliveries.waiting", { count: waiting, n: number(waiting) })}
            </Link>
          </span>
        )}
        {dead > 0 && (
          <span>
            <Link to="/traffic" search={{ party: id, state: "dead" }}>
              {t("settings.deliveries.dead", { count: dead, n: number(dead) })}
            </Link>
          </span>
        )}
        <span>
          <Link to="/traffic" search={{ party: id }} aria-label={t("settings.deliveries.showOf", { name })}>
            {t("settings.deliveries.show")}
          </Link>
        </span>
      </LineWords>
      {old_secret_until && <div>{t("settings.deliveries.bothUntil", { at: at(old_secret_until) })}</div>}
    </div>
  );
}

function troubleWords(endpoint: Endpoint, at: (instant: string) => string): string | undefined {
  const { disabled_because, failing_since, failing_percent } = endpoint;
  if (disabled_because !== null) return t("settings.deliveries.disabled", { why: disabled_because });
  if (failing_since === null) return undefined;
  const since = t("settings.deliveries.failing", { at: at(failing_since) });
  return `${since} · ${t("settings.deliveries.percent", { n: failing_percent })}`;
}

/** The last 24 hours: what arrived, what did not, and how quick the answers were. */
function dayWords({ delivered, failed, answer_ms }: Endpoint): string {
  const day = t("settings.deliveries.day", { delivered: number(delivered), failed: number(failed) });
  return answer_ms === null ? day : `${day}, ${t("settings.deliveries.answers", { ms: number(answer_ms) })}`;
}

function stateWords({ enabled, last_delivered }: Endpoint, at: (instant: string) => string): string {
  if (!enabled) return t("settings.deliveries.off");
  if (last_delivered === null) return t("settings.deliveries.never");
  return t("settings.deliveries.fine", { at: at(last_delivered) });
}
