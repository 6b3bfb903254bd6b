import { Button } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Facts, Section } from "@/components/layout";
import { ResultMark } from "@/components/ResultMark";
import { t } from "@/i18n";
import { useRead } from "@/lib/query";
import { fullText, ownZone, zoneCity } from "@/lib/time";
import type { AuditRow } from "@/rpc/types";
import type { AuditSearch } from "../filter";
import styles from "./audit.module.css";
import { Changes } from "./Changes";

interface DetailProps {
  seq: number;
  /** Absent where the row is not among those loaded: then it is asked for by itself. */
  row: AuditRow | undefined;
  onFilter: (next: Partial<AuditSearch>) => void;
}

/** One row, whole. */
export function Detail({ seq, row, onFilter }: DetailProps) {
  const read = useRead("audit.show", { seq }, { enabled: row === undefined, keepOld: false });
  const known = row ?? (read.status === "loading" ? undefined : read.data);
  if (known !== undefined) return <Whole row={known} onFilter={onFilter} />;
  if (read.status === "failing") return <ErrorNotice error={read.failure} onRetry={read.refresh} />;
  return <p className={styles.quiet}>{t("audit.loadingRow")}…</p>;
}

function Whole({ row, onFilter }: { row: AuditRow; onFilter: DetailProps["onFilter"] }) {
  const zone = ownZone();
  return (
    <>
      <Facts
        rows={[
          [t("audit.time"), `${fullText(row.at, zone)} ${zoneCity(zone)}`],
          [
            t("audit.actor"),
            <Only
              key="actor"
              value={row.actor}
              why={t("audit.onlyActor", { value: row.actor })}
              onOnly={() => onFilter({ actor: row.actor })}
            />,
          ],
          [t("audit.door"), row.door],
          [
            t("audit.action"),
            <Only
              key="action"
              value={row.action}
              why={t("audit.onlyAction", { value: row.action })}
              onOnly={() => onFilter({ action: row.action })}
            />,
          ],
          [
            t("audit.object"),
            <Only
              key="object"
              value={row.object}
              why={t("audit.onlyObject", { value: row.object })}
              onOnly={() => onFilter({ object: row.object })}
            />,
          ],
          [t("audit.result"), <ResultMark key="result" result={row.result} />],
        ]}
      />
      <div className={styles.part}>
        <Section title={t("audit.changes")}>
          <Changes before={row.before} after={row.after} />
        </Section>
        <Section title={t("audit.hashes")}>
          <Hash name={t("audit.hash")} value={row.hash} />
          <Hash name={t("audit.prevHash")} value={row.prev_hash} />
        </Section>
      </div>
    </>
  );
}

interface OnlyProps {
  value: string;
  /** What the button does: "Only what maria did". */
  why: string;
  onOnly: () => void;
}

/** A value that can become the filter; one that has a page of its own leads there too. */
function Only({ value, why, onOnly }: OnlyProps) {
  return (
    <span className={styles.only}>
      <Target object={value} />
      <Button variant="subtle" size="compact-xs" onClick={onOnly} aria-label={why} title={why}>
        {t("audit.onlyThis")}
      </Button>
    </span>
  );
}

function Target({ object }: { object: string }) {
  const [kind, id] = object.split("/");
  if (kind === "run" && id) {
    return (
      <Link to="/runs/$run" params={{ run: id }}>
        {object}
      </Link>
    );
  }
  if (kind === "schedule" && id) {
    return (
      <Link to="/schedules/$schedule" params={{ schedule: id }}>
        {object}
      </Link>
    );
  }
  return <span>{object}</span>;
}

function Hash({ name, value }: { name: string; value: string }) {
  const clipboard = useClipboard({ timeout: 2_000 });
  return (
    <div className={styles.hash}>
      <div className={styles.hashHead}>
        <span>{name}</span>
        <Button variant="subtle" size="compact-xs" onClick={() => clipboard.copy(value)}>
          {clipboard.copied ? t("audit.copied") : t("audit.copy")}
        </Button>
      </div>
      <code>{value}</code>
    </div>
  );
}
