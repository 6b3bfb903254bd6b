import { useState } from "react";
import { StaleNotice } from "@/components/ErrorNotice";
import { Section } from "@/components/layout";
import { LineList } from "@/components/line";
import { type Made, SecretSheet } from "@/components/SecretSheet";
import { t } from "@/i18n";
import { useConnection } from "@/lib/connection";
import { useRead } from "@/lib/query";
import type { Listener } from "@/rpc/types";
import type { PartProps } from "../../parts";
import { DoorLine } from "./DoorLine";
import { SourceForm } from "./SourceForm";
import { SourceLine } from "./SourceLine";

/** The listener for webhooks, and the sources that may send them. */
export function ListenerPart({ place, move }: PartProps) {
  const listener = useRead("listener.show", {});
  const sources = useRead("source.list", {});
  const none = useConnection().all.length === 0;
  const [made, setMade] = useState<Made>();
  const door = listener.status === "loading" ? undefined : listener.data;
  const rows = (sources.status === "loading" ? undefined : sources.data) ?? [];
  const edited = rows.find(({ id }) => place.open === `edit:${id}`);
  return (
    <>
      <StaleNotice what={t("listener.title")} read={listener} />
      <Section title={t("listener.title")}>
        {door && (
          <DoorLine
            listener={door}
            open={place.open === "listener"}
            onOpen={(open) => move({ open: open ? "listener" : undefined })}
          />
        )}
      </Section>
      <LineList
        title={t("listener.sources")}
        read={sources}
        add={{
          label: t("listener.addSource"),
          onAdd: () => move({ open: "new" }),
          whyNot: none ? t("listener.noConnection") : undefined,
        }}
        nothing={{
          title: t("listener.noSource"),
          hint: t(none ? "listener.noConnection" : "listener.noSourceHint"),
        }}
      >
        {(source) => (
          <SourceLine
            key={source.id}
            source={source}
            base={baseOf(door)}
            onEdit={() => move({ open: `edit:${source.id}` })}
            onMade={setMade}
          />
        )}
      </LineList>
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

/** The address before a source's path. */
function baseOf(door: Listener | undefined): string {
  if (door?.settings.public_url) return door.settings.public_url;
  return door?.address ? `http${door.tls ? "s" : ""}://${door.address}` : "";
}

/** Whether only this computer reaches it. */
function isLoopback(address: string): boolean {
  return /^(127\.|\[::1\]|localhost)/.test(address);
}
