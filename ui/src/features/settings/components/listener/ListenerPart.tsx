import { Button } from "@mantine/core";
import { useState } from "react";
import { EmptyState } from "@/components/EmptyState";
import { StaleNotice } from "@/components/ErrorNotice";
import { Icon } from "@/components/icons";
import { Section } from "@/components/layout";
import { t } from "@/i18n";
import { useConnection } from "@/lib/connection";
import { useRead } from "@/lib/query";
import type { PartProps } from "../../parts";
import { type Made, SecretSheet } from "../deliveries/SecretSheet";
import styles from "../settings.module.css";
import { DoorLine } from "./DoorLine";
import { SourceForm } from "./SourceForm";
import { SourceLine } from "./SourceLine";

/** Where webhooks come in, and who may send them. */
export function ListenerPart({ place, move }: PartProps) {
  const listener = useRead("listener.show", {});
  const sources = useRead("source.list", {});
  const { all: connections } = useConnection();
  const [made, setMade] = useState<Made>();
  const door = listener.status === "loading" ? undefined : listener.data;
  const rows = (sources.status === "loading" ? undefined : sources.data) ?? [];
  const edited = rows.find(({ id }) => place.open === `edit:${id}`);
  const none = connections.length === 0;
  const add = (
    <Button
      onClick={() => move({ open: "new" })}
      leftSection={<Icon name="plus" size={14} />}
      disabled={none}
      title={none ? t("listener.noConnection") : undefined}
    >
      {t("listener.addSource")}
    </Button>
  );
  return (
    <>
      <div className={styles.stale}>
        <StaleNotice what={t("listener.title")} read={listener} />
        <StaleNotice what={t("listener.sources")} read={sources} />
      </div>
      <Section title={t("listener.title")}>
        {door && (
          <DoorLine
            listener={door}
            open={place.open === "listener"}
            onOpen={(open) => move({ open: open ? "listener" : undefined })}
          />
        )}
      </Section>
      <Section title={t("listener.sources")} actions={add}>
        {sources.status === "ready" && rows.length === 0 && (
          <EmptyState title={t("listener.noSource")}>
            {none ? t("listener.noConnection") : t("listener.noSourceHint")}
          </EmptyState>
        )}
        <ul className={styles.lines}>
          {rows.map((source) => (
            <SourceLine
              key={source.id}
              source={source}
              base={
                door?.settings.public_url ??
                (door?.address ? `http${door.tls ? "s" : ""}://${door.address}` : "")
              }
              onEdit={() => move({ open: `edit:${source.id}` })}
              onMade={setMade}
            />
          ))}
        </ul>
      </Section>
      <SourceForm
        source={edited}
        loopback={door === undefined || isLoopback(door.settings.address)}
        open={place.open === "new" || edited !== undefined}
        onClose={() => move({ open: undefined })}
        onMade={setMade}
      />
      <SecretSheet made={made} onClose={() => setMade(undefined)} />
    </>
  );
}

/** Whether only this computer reaches it. */
function isLoopback(address: string): boolean {
  return /^(127\.|\[::1\]|localhost)/.test(address);
}
