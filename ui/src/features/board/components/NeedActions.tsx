import { Button } from "@mantine/core";
import { useState } from "react";
import { useGoing } from "@/components/going";
import type { Going } from "@/components/going/use-going";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import { useWrite } from "@/lib/query";
import { toastDone, toastFailure } from "@/lib/toast";
import type { Need } from "@/rpc/types";
import { tellReport } from "../api/report";
import { Deed } from "./Deed";
import { ForbiddenWindows } from "./ForbiddenWindows";
import { href } from "./href";
import { MissedDeed } from "./MissedDeed";
import type { MissedVerb } from "./missed-verb";

interface ActionProps {
  need: Need;
}

/** The buttons of one line: what can be decided here is decided here, the rest is one click away. */
export function NeedActions({ need }: ActionProps) {
  switch (need.kind) {
    case "missed_fires":
      return <Missed need={need} />;
    case "failed_windows":
      return <FailedWindows need={need} />;
    case "dead_deliveries":
      return <DeadDeliveries need={need} />;
    case "paused_schedule":
      return <PausedSchedule need={need} />;
    case "moved_fires":
      return <MovedFires need={need} />;
    case "forbidden_windows":
      return <ForbiddenWindows need={need} />;
    case "secret_store":
      return <Open need={need} verb={t("board.needs.chooseStore")} />;
    case "stalled_run":
    case "failing_endpoint":
    case "connection_trouble":
    case "dead_events":
    case "late_opt_outs":
    case "listener_trouble":
    case "unmapped_codes":
      return <Open need={need} verb={t("board.needs.open")} />;
  }
}

function Missed({ need }: ActionProps) {
  const [verb, setVerb] = useState<MissedVerb>();
  return (
    <>
      <Deed need={need} onClick={() => setVerb("run")} first>
        {t("board.needs.runNow")}
      </Deed>
      <Deed need={need} onClick={() => setVerb("skip")}>
        {t("board.needs.skip")}
      </Deed>
      <Deed need={need} onClick={() => setVerb("move")}>
        {t("board.needs.move")}
      </Deed>
      <MissedDeed ids={need.ids} verb={verb} onClose={() => setVerb(undefined)} />
    </>
  );
}

function FailedWindows({ need }: ActionProps) {
  const retry = useWrite("run.retry", { onSuccess: tellReport, onError: toastFailure });
  return (
    <>
      <Deed need={need} onClick={() => retry.mutate({ id: need.subject })} pending={retry.isPending} first>
        {t("board.needs.retry")}
      </Deed>
      <Open need={need} verb={t("board.needs.open")} />
    </>
  );
}

function DeadDeliveries({ need }: ActionProps) {
  const replay = useWrite("delivery.replay", {
    onSuccess: ({ replayed }) =>
      toastDone(t("board.needs.replayed", { count: replayed, n: number(replayed) })),
    onError: toastFailure,
  });
  return (
    <>
      <Deed need={need} onClick={() => replay.mutate({ ids: need.ids })} pending={replay.isPending} first>
        {t("board.needs.replay")}
      </Deed>
      <Open need={need} verb={t("board.needs.open")} />
    </>
  );
}

function PausedSchedule({ need }: ActionProps) {
  const resume = useWrite("schedule.resume");
  const going = useGoing();
  const onResume = async () => {
    try {
      const attempt = ({ confirmed }: Going) => resume.mutateAsync({ id: need.subject, confirmed });
      if (await going.send(attempt, { canPause: false })) toastDone(t("board.needs.resumed"));
    } catch (thrown) {
      toastFailure(thrown);
    }
  };
  return (
    <>
      {going.question}
      <Deed need={need} onClick={() => void onResume()} pending={resume.isPending} first>
        {t("board.needs.resume")}
      </Deed>
      <Open need={need} verb={t("board.needs.open")} />
    </>
  );
}

function MovedFires({ need }: ActionProps) {
  const accept = useWrite("schedule.accept_moved");
  const going = useGoing();
  const onAccept = async () => {
    try {
      const attempt = ({ confirmed }: Going) => accept.mutateAsync({ id: need.subject, confirmed });
      if (await going.send(attempt, { canPause: false })) toastDone(t("board.needs.accepted"));
    } catch (thrown) {
      toastFailure(thrown);
    }
  };
  return (
    <>
      {going.question}
      <Open need={need} verb={t("board.needs.look")} first />
      <Deed need={need} onClick={() => void onAccept()} pending={accept.isPending}>
        {t("board.needs.accept")}
      </Deed>
    </>
  );
}

function Open({ need, verb, first }: ActionProps & { verb: string; first?: boolean }) {
  return (
    <Button
      component="a"
      href={href(need.link)}
      variant={first ? "filled" : "default"}
      aria-label={t("board.needs.about", { verb, title: need.title })}
    >
      {verb}
    </Button>
  );
}
