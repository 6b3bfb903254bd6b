import { Line } from "@/components/line";
import type { Made } from "@/components/SecretSheet";
import { HealthMark, looksOf, ShapeIcon } from "@/components/state-mark";
import { t } from "@/i18n";
import type { Source } from "@/rpc/types";
import { madeFor } from "./made";
import { Refusals } from "./Refusals";
import { SourceWords } from "./SourceWords";

interface SourceLineProps {
  source: Source;
  /** The address before its path: `https://hooks.example.com`. */
  base: string;
  onEdit: () => void;
  onMade: (made: Made) => void;
}

export function SourceLine({ source, base, onEdit, onMade }: SourceLineProps) {
  const { id, name, kind, connection_name, auth, enabled, refused } = source;
  return (
    <Line
      mark={<Mark source={source} />}
      name={name}
      tags={[t(`listener.kinds.${kind}`), connection_name, ...authTags(source)]}
      toggle={{
        command: "source.set_enabled",
        id,
        on: enabled,
        label: t("listener.enabledOf", { name }),
      }}
      rotate={
        auth === "none"
          ? undefined
          : {
              command: "source.rotate",
              id,
              body: t("listener.rotateBody"),
              onMade: (secret, inForce) => onMade(madeFor(name, secret, inForce)),
            }
      }
      onEdit={onEdit}
      remove={{
        command: "source.remove",
        args: { id },
        title: t("listener.removeTitle", { name }),
        body: t("listener.removeBody"),
      }}
      below={refused.length > 0 && <Refusals refused={refused} />}
    >
      <SourceWords source={source} base={base} />
    </Line>
  );
}

function authTags({ auth }: Source): string[] {
  if (auth === "signature") return [];
  return [t(auth === "bearer" ? "listener.bearerTag" : "listener.noneTag")];
}

function Mark({ source: { enabled, has_secret, last_seen } }: { source: Source }) {
  if (!enabled) return <ShapeIcon {...looksOf("paused")} />;
  if (!has_secret) return <HealthMark state="down" shapeOnly />;
  return <HealthMark state={last_seen === null ? "unknown" : "good"} shapeOnly />;
}
