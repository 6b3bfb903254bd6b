import { Line } from "@/components/line";
import type { Made } from "@/components/SecretSheet";
import { HealthMark, looksOf, ShapeIcon } from "@/components/state-mark";
import text from "@/components/text.module.css";
import { t } from "@/i18n";
import type { Endpoint } from "@/rpc/types";
import { EndpointWords } from "./EndpointWords";
import { eventWords, madeFor } from "./events";

interface EndpointLineProps {
  endpoint: Endpoint;
  onEdit: () => void;
  onMade: (made: Made) => void;
}

export function EndpointLine({ endpoint, onEdit, onMade }: EndpointLineProps) {
  const { id, name, url, events, enabled } = endpoint;
  return (
    <Line
      mark={<Mark endpoint={endpoint} />}
      name={name}
      tags={events.map(eventWords)}
      toggle={{
        command: "endpoint.set_enabled",
        id,
        on: enabled,
        label: t("settings.deliveries.onOf", { name }),
      }}
      rotate={{
        command: "endpoint.rotate",
        id,
        body: t("settings.deliveries.rotateBody"),
        onMade: (secret, inForce) => onMade(madeFor(name, secret, inForce)),
      }}
      onEdit={onEdit}
      remove={{
        command: "endpoint.remove",
        args: { id },
        title: t("settings.deliveries.removeTitle", { name }),
        body: t("settings.deliveries.removeBody"),
      }}
      below={<EndpointWords endpoint={endpoint} />}
    >
      <div className={text.mono}>{url}</div>
    </Line>
  );
}

function Mark({ endpoint }: { endpoint: Endpoint }) {
  if (!endpoint.enabled) return <ShapeIcon {...looksOf("paused")} />;
  if (endpoint.failing_since !== null) return <HealthMark state="down" shapeOnly />;
  return <HealthMark state={endpoint.last_delivered === null ? "unknown" : "good"} shapeOnly />;
}
