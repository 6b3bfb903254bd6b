import { Button } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Facts, Section } from "@/components/layout";
import { StateMark } from "@/components/state-mark";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import { useRead } from "@/lib/query";
import { fullText, ownZone, zoneCity } from "@/lib/time";
import type { Delivery, Trace, TrafficRow } from "@/rpc/types";
import { useReplay } from "../api/replay";
import { kindWords } from "../filter";
import { logTime } from "./columns";
import { Timeline } from "./Timeline";
import styles from "./traffic.module.css";

/** One event or delivery, from its arrival to where it ends. */
export function TraceDetail({ id, onOpen }: { id: string; onOpen: (id: string) => void }) {
  const read = useRead("traffic.show", { id }, { keepOld: false });
  if (read.status === "loading") return <p className={styles.quiet}>{t("traffic.reading")}…</p>;
  if (read.data !== undefined) return <Whole trace={read.data} onOpen={onOpen} />;
  return read.status === "failing" ? <ErrorNotice error={read.failure} onRetry={read.refresh} /> : null;
}

function Whole({ trace, onOpen }: { trace: Trace; onOpen: (id: string) => void }) {
  const { row, steps, body, bytes, sender_id, delivery, related } = trace;
  const replay = useReplay();
  const zone = ownZone();
  return (
    <>
      <Facts
        rows={[
          [t("traffic.state"), <StateMark key="state" state={row.state} />],
          [t("traffic.time"), `${fullText(row.at, zone)} ${zoneCity(zone)}`],
          [t("traffic.party"), row.party],
          ...(row.about ? [[t("traffic.about"), <About key="about" trace={trace} />] as const] : []),
          ...(sender_id ? [[t("traffic.senderId"), <Mono key="id" text={sender_id} />] as const] : []),
          ...(delivery ? deliveryFacts(delivery) : []),
        ]}
      />
      {row.state === "dead" && (
        <p>
          <Button loading={replay.isPending} onClick={() => replay.mutate({ ids: [row.id] })}>
            {t("traffic.replay")}
          </Button>
        </p>
      )}
      <div className={styles.sections}>
        <Section title={t(row.direction === "received" ? "traffic.steps" : "traffic.stepsSent")}>
          <Timeline steps={steps} tries={delivery?.tries} />
        </Section>
        {related.length > 0 && (
          <Section title={t("traffic.related")}>
            <ul className={styles.related}>
              {related.map((each) => (
                <Related key={each.id} row={each} onOpen={onOpen} />
              ))}
            </ul>
          </Section>
        )}
        <Section
          title={t(row.direction === "received" ? "traffic.bytes" : "traffic.body")}
          aside={t("traffic.size", { n: number(bytes) })}
          actions={body === null ? undefined : <CopyButton text={body} />}
        >
          {body === null ? (
            <p className={styles.quiet}>{t("traffic.noBody")}</p>
          ) : (
            <pre className={styles.bytes}>{indented(body)}</pre>
          )}
        </Section>
      </div>
    </>
  );
}

/** A delivery is about a run, which has a page of its own. */
function About({ trace: { row, delivery } }: { trace: Trace }) {
  if (!delivery?.run) return row.about;
  return (
    <Link to="/runs/$run" params={{ run: delivery.run }}>
      {row.about}
    </Link>
  );
}

function deliveryFacts({ id, url, next_try }: Delivery) {
  return [
    [t("traffic.url"), <Mono key="url" text={url} />] as const,
    [t("traffic.webhookId"), <Mono key="id" text={id} />] as const,
    ...(next_try === null ? [] : [[t("traffic.nextTry"), logTime(next_try)] as const]),
  ];
}

function Related({ row, onOpen }: { row: TrafficRow; onOpen: (id: string) => void }) {
  return (
    <li>
      <Button variant="subtle" size="compact-sm" onClick={() => onOpen(row.id)}>
        {kindWords(row.kind)} · {row.party}
      </Button>
      <StateMark state={row.state} />
      <span className={styles.quiet}>{logTime(row.at)}</span>
    </li>
  );
}

function CopyButton({ text }: { text: string }) {
  const clipboard = useClipboard({ timeout: 2_000 });
  return (
    <Button variant="subtle" size="compact-xs" onClick={() => clipboard.copy(text)}>
      {clipboard.copied ? t("traffic.copied") : t("traffic.copy")}
    </Button>
  );
}

function Mono({ text }: { text: string }) {
  return <span className={styles.mono}>{text}</span>;
}

/** The same JSON, broken into lines; what is none is shown as it came. */
function indented(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
