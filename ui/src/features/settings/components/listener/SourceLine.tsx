import { Button, Switch } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { ConfirmSheet } from "@/components/ConfirmSheet";
import { Icon } from "@/components/icons";
import { HealthMark, looksOf, ShapeIcon } from "@/components/state-mark";
import { placeText } from "@/components/TimeText";
import { t } from "@/i18n";
import { useNow } from "@/lib/now";
import { number } from "@/lib/numbers";
import { useWrite } from "@/lib/query";
import { ownZone } from "@/lib/time";
import { toastDone, toastFailure } from "@/lib/toast";
import type { Source } from "@/rpc/types";
import { useClipboard } from "../../api/clipboard";
import { RotateSheet } from "../deliveries/RotateSheet";
import type { Made } from "../deliveries/SecretSheet";
import styles from "../settings.module.css";
import { Refusals } from "./DoorLine";

interface SourceLineProps {
  source: Source;
  /** What its path stands behind: `https://hooks.example.com`. */
  base: string;
  onEdit: () => void;
  onMade: (made: Made) => void;
}

export function SourceLine({ source, base, onEdit, onMade }: SourceLineProps) {
  const { id, name, kind, connection, connection_name, path, auth, tolerance_seconds, enabled } = source;
  const [asking, setAsking] = useState<"remove" | "rotate">();
  const save = useWrite("source.save", { onError: toastFailure });
  const rotate = useWrite("source.rotate", {
    onSuccess: ({ secret, in_force }) => {
      setAsking(undefined);
      if (secret !== null) onMade({ name, secret, of: "source", inForce: in_force ?? undefined });
    },
  });
  return (
    <li className={styles.line}>
      <div>
        <h3 className={styles.name}>
          <Mark source={source} />
          <span>{name}</span>
          <span className={styles.tag}>{t(`listener.kinds.${kind}`)}</span>
          <span className={styles.tag}>{connection_name}</span>
          {auth === "bearer" && <span className={styles.tag}>{t("listener.bearerTag")}</span>}
          {auth === "none" && <span className={styles.tag}>{t("listener.noneTag")}</span>}
        </h3>
        <div className={styles.indent}>
          <Address url={`${base}${path}`} name={name} />
          <Words source={source} />
        </div>
      </div>
      <div className={styles.actions}>
        <Switch
          label={t("listener.enabled")}
          aria-label={t("listener.enabledOf", { name })}
          checked={enabled}
          disabled={save.isPending}
          onChange={(event) =>
            save.mutate({
              id,
              name,
              kind,
              connection,
              auth,
              tolerance_seconds,
              enabled: event.currentTarget.checked,
              secret: null,
            })
          }
        />
        {auth !== "none" && (
          <Button
            variant="default"
            onClick={() => setAsking("rotate")}
            aria-label={t("listener.rotateOf", { name })}
          >
            {t("listener.rotate")}
          </Button>
        )}
        <Button variant="default" onClick={onEdit} aria-label={t("settings.editOf", { name })}>
          {t("settings.edit")}
        </Button>
        <Button
          variant="default"
          onClick={() => setAsking("remove")}
          aria-label={t("settings.removeOf", { name })}
        >
          {t("settings.remove")}
        </Button>
      </div>
      {source.refused.length > 0 && (
        <div className={`${styles.wide} ${styles.indent}`}>
          <Refusals refused={source.refused} />
        </div>
      )}
      <RotateSheet
        name={name}
        words={t("listener.rotateBody")}
        open={asking === "rotate"}
        onClose={() => setAsking(undefined)}
        onRotate={(keep_old_hours) => rotate.mutate({ id, keep_old_hours })}
        pending={rotate.isPending}
        error={rotate.error}
      />
      <RemoveSheet source={source} open={asking === "remove"} onClose={() => setAsking(undefined)} />
    </li>
  );
}

function Mark({ source: { enabled, has_secret, last_seen } }: { source: Source }) {
  if (!enabled) return <ShapeIcon {...looksOf("paused")} />;
  if (!has_secret) return <HealthMark state="down" shapeOnly />;
  return <HealthMark state={last_seen === null ? "unknown" : "good"} shapeOnly />;
}

function Address({ url, name }: { url: string; name: string }) {
  const { copied, copy } = useClipboard();
  return (
    <div>
      <span className={styles.mono}>{url}</span>{" "}
      <Button
        variant="subtle"
        size="compact-xs"
        onClick={() => copy(url)}
        aria-label={t("listener.copyUrl", { name })}
        leftSection={<Icon name="copy" size={12} />}
      >
        {copied ? t("settings.deliveries.copied") : t("settings.deliveries.copy")}
      </Button>
    </div>
  );
}

/** What is wrong first, then what came. */
function Words({ source }: { source: Source }) {
  const now = useNow();
  const at = (instant: string) => placeText(instant, ownZone(), now);
  const { id, name, last_seen, gap, received, repeated, refused, has_secret, old_secret_until } = source;
  const refusals = refused.reduce((sum, each) => sum + each.count, 0);
  const day = t("listener.day", {
    received: number(received),
    repeated: number(repeated),
    refused: number(refusals),
  });
  return (
    <>
      {!has_secret && <div className={styles.bad}>{t("listener.missingSecret")}</div>}
      <div className={`${styles.dim} ${styles.words}`}>
        <span>
          {last_seen === null ? t("listener.neverSeen") : t("listener.seen", { at: at(last_seen) })}
        </span>
        <span>{day}</span>
        <span>
          <Link to="/traffic" search={{ party: id }} aria-label={t("listener.showOf", { name })}>
            {t("listener.show")}
          </Link>
        </span>
      </div>
      {old_secret_until && (
        <div className={styles.dim}>{t("listener.oldUntil", { at: at(old_secret_until) })}</div>
      )}
      {gap && <div>{t("listener.gap", { from: at(gap.from), until: at(gap.until) })}</div>}
    </>
  );
}

interface RemoveSheetProps {
  source: Source;
  open: boolean;
  onClose: () => void;
}

function RemoveSheet({ source: { id, name }, open, onClose }: RemoveSheetProps) {
  const remove = useWrite("source.remove", {
    onSuccess: () => {
      onClose();
      toastDone(t("listener.removed", { name }));
    },
  });
  return (
    <ConfirmSheet
      open={open}
      onClose={onClose}
      title={t("listener.removeTitle", { name })}
      verb={t("settings.removeOf", { name })}
      onConfirm={() => remove.mutate({ id })}
      typeName={name}
      danger
      pending={remove.isPending}
      error={remove.error}
    >
      {t("listener.removeBody")}
    </ConfirmSheet>
  );
}
