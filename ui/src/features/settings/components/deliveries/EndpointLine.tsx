import { Button, Switch } from "@mantine/core";
import { useState } from "react";
import { ConfirmSheet } from "@/components/ConfirmSheet";
import { HealthMark, looksOf, ShapeIcon } from "@/components/state-mark";
import { t } from "@/i18n";
import { useWrite } from "@/lib/query";
import { toastDone, toastFailure } from "@/lib/toast";
import type { Endpoint } from "@/rpc/types";
import styles from "../settings.module.css";
import { EndpointWords } from "./EndpointWords";
import { eventWords } from "./events";
import { RotateSheet } from "./RotateSheet";
import type { Made } from "./SecretSheet";

interface EndpointLineProps {
  endpoint: Endpoint;
  onEdit: () => void;
  onMade: (made: Made) => void;
}

export function EndpointLine({ endpoint, onEdit, onMade }: EndpointLineProps) {
  const { id, name, url, events, enabled } = endpoint;
  const [removing, setRemoving] = useState(false);
  const [rotating, setRotating] = useState(false);
  const save = useWrite("endpoint.save", { onError: toastFailure });
  const rotate = useWrite("endpoint.rotate", {
    onSuccess: ({ secret, in_force }) => {
      setRotating(false);
      if (secret !== null) onMade({ name, secret, inForce: in_force ?? undefined });
    },
  });
  return (
    <li className={styles.line}>
      <div>
        <h3 className={styles.name}>
          <Mark endpoint={endpoint} />
          <span>{name}</span>
          {events.map((event) => (
            <span key={event} className={styles.tag}>
              {eventWords(event)}
            </span>
          ))}
        </h3>
        <div className={`${styles.indent} ${styles.mono}`}>{url}</div>
      </div>
      <div className={styles.actions}>
        <Switch
          label={t("settings.deliveries.on")}
          aria-label={t("settings.deliveries.onOf", { name })}
          checked={enabled}
          disabled={save.isPending}
          onChange={(event) => save.mutate({ id, name, url, events, enabled: event.currentTarget.checked })}
        />
        <Button
          variant="default"
          onClick={() => setRotating(true)}
          aria-label={t("listener.rotateOf", { name })}
        >
          {t("listener.rotate")}
        </Button>
        <Button variant="default" onClick={onEdit} aria-label={t("settings.editOf", { name })}>
          {t("settings.edit")}
        </Button>
        <Button
          variant="default"
          onClick={() => setRemoving(true)}
          aria-label={t("settings.removeOf", { name })}
        >
          {t("settings.remove")}
        </Button>
      </div>
      <div className={`${styles.wide} ${styles.indent}`}>
        <EndpointWords endpoint={endpoint} />
      </div>
      <RotateSheet
        name={name}
        words={t("settings.deliveries.rotateBody")}
        open={rotating}
        onClose={() => setRotating(false)}
        onRotate={(keep_old_hours) => rotate.mutate({ id, keep_old_hours })}
        pending={rotate.isPending}
        error={rotate.error}
      />
      <RemoveSheet endpoint={endpoint} open={removing} onClose={() => setRemoving(false)} />
    </li>
  );
}

function Mark({ endpoint }: { endpoint: Endpoint }) {
  if (!endpoint.enabled) return <ShapeIcon {...looksOf("paused")} />;
  if (endpoint.failing_since !== null) return <HealthMark state="down" shapeOnly />;
  return <HealthMark state={endpoint.last_delivered === null ? "unknown" : "good"} shapeOnly />;
}

interface RemoveSheetProps {
  endpoint: Endpoint;
  open: boolean;
  onClose: () => void;
}

function RemoveSheet({ endpoint: { id, name }, open, onClose }: RemoveSheetProps) {
  const remove = useWrite("endpoint.remove", {
    onSuccess: () => {
      onClose();
      toastDone(t("settings.deliveries.removed", { name }));
    },
  });
  return (
    <ConfirmSheet
      open={open}
      onClose={onClose}
      title={t("settings.deliveries.removeTitle", { name })}
      verb={t("settings.removeOf", { name })}
      onConfirm={() => remove.mutate({ id })}
      typeName={name}
      danger
      pending={remove.isPending}
      error={remove.error}
    >
      {t("settings.deliveries.removeBody")}
    </ConfirmSheet>
  );
}
