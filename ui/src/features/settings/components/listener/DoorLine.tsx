import { Button, Switch } from "@mantine/core";
import { Line, Lines } from "@/components/line";
import { Remark } from "@/components/Remark";
import { StateMark } from "@/components/state-mark";
import { placeText } from "@/components/TimeText";
import text from "@/components/text.module.css";
import { t } from "@/i18n";
import { useNow } from "@/lib/now";
import { useWrite } from "@/lib/query";
import { ownZone } from "@/lib/time";
import { toastFailure } from "@/lib/toast";
import type { Listener, SelfTest } from "@/rpc/types";
import { DoorForm } from "./DoorForm";
import { Refusals } from "./Refusals";

interface DoorLineProps {
  listener: Listener;
  /** Whether its form is open. */
  open: boolean;
  onOpen: (open: boolean) => void;
}

/** The door itself: on or off, where, what can reach it, and whether it was tried. */
export function DoorLine({ listener, open, onOpen }: DoorLineProps) {
  const { state, words, warnings, settings, refused, self_test } = listener;
  return (
    <>
      <Lines>
        <Line
          mark={<StateMark state={state} />}
          name={t("listener.title")}
          heading={<Whereabouts listener={listener} />}
          actions={<Actions settings={settings} />}
          onEdit={() => onOpen(true)}
        >
          <div className={state === "failing" ? text.bad : text.dim}>{words}</div>
          {warnings.map((warning) => (
            <Remark key={warning}>{warning}</Remark>
          ))}
          {self_test && <Tested test={self_test} />}
        </Line>
      </Lines>
      {refused.length > 0 && <Refusals caption={t("listener.nobody")} refused={refused} />}
      <DoorForm settings={settings} open={open} onClose={() => onOpen(false)} />
    </>
  );
}

function Whereabouts({ listener: { address, since } }: { listener: Listener }) {
  const now = useNow();
  return (
    <>
      {address && <span className={text.mono}>{address}</span>}
      {since && (
        <span className={text.dim}>{t("listener.since", { at: placeText(since, ownZone(), now) })}</span>
      )}
    </>
  );
}

function Actions({ settings }: Pick<Listener, "settings">) {
  const set = useWrite("listener.set", { onError: toastFailure });
  const test = useWrite("listener.self_test", { onError: toastFailure });
  return (
    <>
      <Switch
        label={t("listener.on")}
        checked={settings.enabled}
        disabled={set.isPending}
        onChange={(event) => set.mutate({ ...settings, enabled: event.currentTarget.checked })}
      />
      <Button variant="default" loading={test.isPending} onClick={() => test.mutate({})}>
        {t("listener.test")}
      </Button>
    </>
  );
}

function Tested({ test: { url, words, came_back, at } }: { test: SelfTest }) {
  const now = useNow();
  return (
    <div className={came_back ? undefined : text.bad}>
      <span className={text.mono}>{url}</span> {words}{" "}
      <span className={text.dim}>{placeText(at, ownZone(), now)}</span>
    </div>
  );
}
