import { Button, Switch } from "@mantine/core";
import { StateMark } from "@/components/state-mark";
import { placeText } from "@/components/TimeText";
import { t } from "@/i18n";
import { useNow } from "@/lib/now";
import { number } from "@/lib/numbers";
import { useWrite } from "@/lib/query";
import { ownZone } from "@/lib/time";
import { toastFailure } from "@/lib/toast";
import type { Listener, RefusalCount } from "@/rpc/types";
import styles from "../settings.module.css";
import { DoorForm } from "./DoorForm";

interface DoorLineProps {
  listener: Listener;
  /** Whether its form is open. */
  open: boolean;
  onOpen: (open: boolean) => void;
}

/** The door itself: on or off, where, what can reach it, and whether it was tried. */
export function DoorLine({ listener, open, onOpen }: DoorLineProps) {
  const { state, address, words, warnings, since, settings, refused, self_test } = listener;
  const now = useNow();
  const set = useWrite("listener.set", { onError: toastFailure });
  const test = useWrite("listener.self_test", { onError: toastFailure });
  return (
    <>
      <div className={styles.line}>
        <div>
          <h3 className={styles.name}>
            <StateMark state={state} />
            {address && <span className={styles.mono}>{address}</span>}
            {since && (
              <span className={styles.dim}>
                {t("listener.since", { at: placeText(since, ownZone(), now) })}
              </span>
            )}
          </h3>
          <div className={styles.indent}>
            <p className={state === "failing" ? styles.bad : styles.dim} style={{ margin: "4px 0 0" }}>
              {words}
            </p>
            {warnings.map((warning) => (
              <div key={warning} className={styles.remark}>
                <p>{warning}</p>
              </div>
            ))}
            {self_test && (
              <p className={self_test.came_back ? undefined : styles.bad} style={{ margin: "4px 0 0" }}>
                <span className={styles.mono}>{self_test.url}</span> {self_test.words}{" "}
                <span className={styles.dim}>{placeText(self_test.at, ownZone(), now)}</span>
              </p>
            )}
          </div>
        </div>
        <div className={styles.actions}>
          <Switch
            label={t("listener.on")}
            checked={settings.enabled}
            disabled={set.isPending}
            onChange={(event) => set.mutate({ ...settings, enabled: event.currentTarget.checked })}
          />
          <Button variant="default" loading={test.isPending} onClick={() => test.mutate({})}>
            {t("listener.test")}
          </Button>
          <Button
            variant="default"
            onClick={() => onOpen(true)}
            aria-label={t("settings.editOf", { name: t("listener.title") })}
          >
            {t("settings.edit")}
          </Button>
        </div>
      </div>
      {refused.length > 0 && <Refusals caption={t("listener.nobody")} refused={refused} />}
      <DoorForm settings={settings} open={open} onClose={() => onOpen(false)} />
    </>
  );
}

/** Why requests were refused, and how often. */
export function Refusals({ caption, refused }: { caption?: string; refused: readonly RefusalCount[] }) {
  const now = useNow();
  return (
    <table className={styles.table}>
      {caption && <caption>{caption}</caption>}
      <thead>
        <tr>
          <th scope="col" className={styles.figure}>
            {t("listener.count")}
          </th>
          <th scope="col">{t("listener.status")}</th>
          <th scope="col">{t("listener.reason")}</th>
          <th scope="col">{t("listener.last")}</th>
        </tr>
      </thead>
      <tbody>
        {refused.map(({ status, reason, count, last }) => (
          <tr key={`${status} ${reason}`}>
            <td className={styles.figure}>{number(count)}</td>
            <td>{status}</td>
            <td>{reason}</td>
            <td style={{ whiteSpace: "nowrap" }}>{placeText(last, ownZone(), now)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
