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
import { SettingLines } from "../running/SettingLines";
import styles from "../settings.module.css";
import { EndpointForm } from "./EndpointForm";
import { EndpointLine } from "./EndpointLine";
import { type Made, SecretSheet } from "./SecretSheet";

/** Who is told, and whether they hear it. The messages themselves stand in the traffic. */
export function DeliveriesPart({ place, move }: PartProps) {
  const read = useRead("endpoint.list", {});
  const [made, setMade] = useState<Made>();
  const endpoints = read.status === "loading" ? [] : (read.data ?? []);
  const add = () => move({ open: "new" });
  useShortcut("n", t("settings.deliveries.add"), add);
  const edited = endpoints.find((endpoint) => place.open === `edit:${endpoint.id}`);
  return (
    <>
      <Section
        title={t("settings.deliveries.endpoints")}
        aside={t("settings.deliveries.aside")}
        actions={
          <Button onClick={add} leftSection={<Icon name="plus" size={14} />}>
            {t("settings.deliveries.add")}
          </Button>
        }
      >
        <StaleNotice what={t("settings.deliveries.endpoints")} read={read} />
        {read.status === "ready" && endpoints.length === 0 && (
          <EmptyState title={t("settings.deliveries.empty")}>{t("settings.deliveries.emptyHint")}</EmptyState>
        )}
        <ul className={styles.lines}>
          {endpoints.map((endpoint) => (
            <EndpointLine
              key={endpoint.id}
              endpoint={endpoint}
              onEdit={() => move({ open: `edit:${endpoint.id}` })}
              onMade={setMade}
            />
          ))}
        </ul>
        <SettingLines only={["delivery.allowed_subnets"]} />
      </Section>
      <EndpointForm
        endpoint={edited}
        open={place.open === "new" || edited !== undefined}
        onClose={() => move({ open: undefined })}
        onMade={setMade}
      />
      <SecretSheet made={made} onClose={() => setMade(undefined)} />
    </>
  );
}
