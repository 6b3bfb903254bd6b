import { ActionIcon, Button, Menu } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useGoing } from "@/components/going";
import type { Going } from "@/components/going/use-going";
import { RemoveSheet } from "@/components/line";
import { ShapeIcon } from "@/components/state-mark";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import { useWrite } from "@/lib/query";
import { toastAttention, toastDone, toastFailure } from "@/lib/toast";
import type { FailedWindow, Schedule, ScheduleRemoved } from "@/rpc/types";
import { PlanSheet } from "../plan/PlanSheet";
import { StopNow } from "../plan/StopNow";
import { placeOf } from "../words";
import styles from "./list.module.css";
import { MovedSheet } from "./MovedSheet";

interface ScheduleActionsProps {
  schedule: Schedule;
  campaign: { id: string; name: string };
  onRemoved: () => void;
}

type Open = "plan" | "now" | "stop" | "remove" | "moved";

/** What can be done with one schedule. What others feel asks first. */
export function ScheduleActions({ schedule, campaign, onRemoved }: ScheduleActionsProps) {
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const { id, connection, draft } = schedule;
  return (
    <>
      {schedule.moved.length > 0 && (
        <div className={styles.moved}>
          <ShapeIcon shape="triangle" tone="warn" />
          <span>{t("schedules.moved.line", { count: schedule.moved.length })}</span>
          <Button variant="default" onClick={() => setOpen("moved")}>
            {t("schedules.moved.see")}
          </Button>
        </div>
      )}
      <div className={styles.actions}>
        <Button onClick={() => setOpen("now")}>{t("schedules.runVerb")}</Button>
        <Button variant="default" onClick={() => setOpen("plan")}>
          {t("schedules.planVerb")}
        </Button>
        <Button
          variant="default"
          renderRoot={(props) => <Link to="/schedules/$schedule" params={{ schedule: id }} {...props} />}
        >
          {t("schedules.edit")}
        </Button>
        <PauseButton schedule={schedule} />
        <Menu>
          <Menu.Target>
            <ActionIcon variant="default" size={30} aria-label={t("schedules.moreFor", { name: draft.name })}>
              ⋯
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item renderRoot={(props) => <Link to="/schedules/new" search={{ from: id }} {...props} />}>
              {t("schedules.duplicate")}
            </Menu.Item>
            <Menu.Item onClick={() => setOpen("stop")}>
              {t("schedules.stop.menu", { name: campaign.name })}
            </Menu.Item>
            <Menu.Item onClick={() => setOpen("remove")}>{t("schedules.remove.menu")}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
      {(open === "plan" || open === "now") && (
        <PlanSheet
          name={draft.name}
          args={{ connection, schedule: id, now: open === "now" }}
          onClose={close}
        />
      )}
      {open === "stop" && <StopNow connection={connection} campaign={campaign} onClose={close} />}
      <RemoveSheet
        open={open === "remove"}
        onClose={close}
        name={draft.name}
        command="schedule.remove"
        args={{ id }}
        title={t("schedules.remove.title", { name: draft.name })}
        body={<RemovalBody goingOn={schedule.going_on ?? []} />}
        done={t("schedules.removed", { name: draft.name })}
        onRemoved={onRemoved}
        tellLeft={(left) => tellRemoved(draft.name, left)}
      />
      {open === "moved" && <MovedSheet schedule={schedule} onClose={close} />}
    </>
  );
}

/** What goes, what stays, and which windows go on. */
function RemovalBody({ goingOn }: { goingOn: readonly string[] }) {
  return (
    <>
      <p>{t("schedules.remove.body")}</p>
      {goingOn.length > 0 && (
        <>
          <p>{t("schedules.remove.goingOn")}</p>
          <ul>
            {goingOn.map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

/** Windows of a removed schedule that still call: those that could not be withdrawn, and those that had begun. */
function tellRemoved(name: string, { still_dialling = [], going_on = [] }: ScheduleRemoved): boolean {
  const left = [...still_dialling, ...going_on];
  if (left.length > 0) {
    const title = t("schedules.remove.left", { name, count: left.length, n: number(left.length) });
    toastAttention(title, stillStanding(left));
  }
  return left.length > 0;
}

/** Pausing can be undone at once, so it does not ask; it withdraws only what has not begun. */
function PauseButton({ schedule: { id, state, draft } }: { schedule: Schedule }) {
  const pause = useWrite("schedule.pause", {
    onSuccess: ({ blocked = [] }) => {
      const title = t("schedules.paused", { name: draft.name });
      if (blocked.length === 0) toastDone(title, t("schedules.pausedHint"));
      else toastAttention(title, stillStanding(blocked));
    },
    onError: toastFailure,
  });
  const resume = useResume();
  if (state === "done") return null;
  const active = state === "active";
  return (
    <>
      <Button
        variant="default"
        loading={active ? pause.isPending : resume.pending}
        onClick={() => (active ? pause.mutate({ id }) : resume.start(id, draft.name))}
      >
        {t(active ? "schedules.pause" : "schedules.resume")}
      </Button>
      {resume.question}
    </>
  );
}

/** Windows that could not be withdrawn, and until when each may dial. */
function stillStanding(windows: FailedWindow[]): string {
  return windows.map((window) => `${placeOf(window.zone)}: ${window.words}`).join(" ");
}

/** Resuming asks before windows go out at once. */
function useResume() {
  const going = useGoing();
  const resume = useWrite("schedule.resume");
  const start = async (id: string, name: string) => {
    try {
      const attempt = ({ confirmed }: Going) => resume.mutateAsync({ id, confirmed });
      if (await going.send(attempt, { canPause: false })) toastDone(t("schedules.resumed", { name }));
    } catch (thrown) {
      toastFailure(thrown);
    }
  };
  return {
    start: (id: string, name: string) => void start(id, name),
    pending: resume.isPending,
    question: going.question,
  };
}
