import { Button } from "@mantine/core";
import { useState } from "react";
import { EmptyState } from "@/components/EmptyState";
import { StaleNotice } from "@/components/ErrorNotice";
import { Icon } from "@/components/icons";
import { Section } from "@/components/layout";
import { t } from "@/i18n";
import { useShortcut } from "@/lib/keys";
import { useRead } from "@/lib/query";
import type { PartProps } from "../../parts";
import styles from "../settings.module.css";
import { ConnectionForm } from "./ConnectionForm";
import { ConnectionLine } from "./ConnectionLine";

/** The tenants: how each is, what it allows, and the form behind it. */
export function ConnectionsPart({ place: { open }, move }: PartProps) {
  const onOpen = (next: string | undefined) => move({ open: next });
  const read = useRead("connection.list", {});
  const [fresh, setFresh] = useState<string>();
  const all = read.status === "loading" ? [] : (read.data ?? []);
  const add = () => onOpen("new");
  useShortcut("n", t("settings.connections.add"), add);
  const edited = all.find((connection) => connection.id === open);
  return (
    <div className={styles.narrow}>
      <Section
        title={t("settings.part.connections")}
        aside={t("settings.connections.aside")}
        actions={
          <Button onClick={add} leftSection={<Icon name="plus" size={14} />}>
            {t("settings.connections.add")}
          </Button>
        }
      >
        <StaleNotice what={t("settings.part.connections")} read={read} />
        {read.status === "ready" && all.length === 0 && (
          <EmptyState title={t("settings.connections.empty")}>
            {t("settings.connections.emptyHint")}
          </EmptyState>
        )}
        <ul className={styles.lines}>
          {all.map((connection) => (
            <ConnectionLine
              // Saved just now: it tests itself at once.
              key={fresh === connection.id ? `${connection.id} fresh` : connection.id}
              connection={connection}
              testNow={fresh === connection.id}
              onEdit={() => {
                setFresh(undefined);
                onOpen(connection.id);
              }}
            />
          ))}
        </ul>
      </Section>
      <ConnectionForm
        connection={edited}
        open={open === "new" || edited !== undefined}
        onClose={() => onOpen(undefined)}
        onSaved={setFresh}
      />
    </div>
  );
}
