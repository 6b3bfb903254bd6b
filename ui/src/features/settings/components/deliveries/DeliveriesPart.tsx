import { useState } from "react";
import { LineList } from "@/components/line";
import { type Made, SecretSheet } from "@/components/SecretSheet";
import { t } from "@/i18n";
import { useRead } from "@/lib/query";
import type { PartProps } from "../../parts";
import { SettingLines } from "../running/SettingLines";
import { EndpointForm } from "./EndpointForm";
import { EndpointLine } from "./EndpointLine";

/** Webhook endpoints, and whether they answer. The messages themselves stand in the traffic. */
export function DeliveriesPart({ place, move }: PartProps) {
  const read = useRead("endpoint.list", {});
  const [made, setMade] = useState<Made>();
  const endpoints = read.status === "loading" ? [] : (read.data ?? []);
  const edited = endpoints.find(({ id }) => place.open === `edit:${id}`);
  return (
    <>
      <LineList
        title={t("settings.deliveries.endpoints")}
        aside={t("settings.deliveries.aside")}
        read={read}
        add={{ label: t("settings.deliveries.add"), onAdd: () => move({ open: "new" }) }}
        nothing={{ title: t("settings.deliveries.empty"), hint: t("settings.deliveries.emptyHint") }}
        after={<SettingLines only={["delivery.allowed_subnets"]} />}
      >
        {(endpoint) => (
          <EndpointLine
            key={endpoint.id}
            endpoint={endpoint}
            onEdit={() => move({ open: `edit:${endpoint.id}` })}
            onMade={setMade}
          />
        )}
      </LineList>
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
