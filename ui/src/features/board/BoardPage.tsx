import { useNavigate } from "@tanstack/react-router";
import { StaleNotice } from "@/components/ErrorNotice";
import { KeptWindows } from "@/components/kept";
import { Page } from "@/components/layout";
import { t } from "@/i18n";
import { useShortcut } from "@/lib/keys";
import { useRead } from "@/lib/query";
import type { Board } from "@/rpc/types";
import styles from "./components/board.module.css";
import { Calm } from "./components/Calm";
import { FirstSteps } from "./components/FirstSteps";
import { FreshStart } from "./components/FreshStart";
import { HealthStrip } from "./components/HealthStrip";
import { NeedList } from "./components/NeedList";
import { NextList } from "./components/NextList";
import { RunningList } from "./components/RunningList";
import { StandInLine } from "./components/StandInLine";
import { TrafficLine } from "./components/TrafficLine";

/** "What do I have to do now?" */
export function BoardPage() {
  const read = useRead("board.show", {});
  const navigate = useNavigate();
  useShortcut("n", t("board.newSchedule"), () => void navigate({ to: "/schedules/new" }));
  const board = read.status === "loading" ? undefined : read.data;
  return (
    <Page title={t("board.title")}>
      <div className={styles.stale}>
        <StaleNotice what={t("board.title")} read={read} />
      </div>
      {read.status === "loading" && <p role="status">{t("board.reading")}</p>}
      {board?.fresh && <FreshStart />}
      {board && !board.fresh && <Day board={board} />}
    </Page>
  );
}

/** An ordinary day: what waits first, what runs, what comes, and whether all is well. */
function Day({ board }: { board: Board }) {
  return (
    <>
      <StandInLine />
      {board.needs.length > 0 ? <NeedList needs={board.needs} /> : <Calm next={board.next} />}
      <FirstSteps />
      {board.running.length > 0 && <RunningList runs={board.running} />}
      <KeptWindows />
      {board.next.length > 0 && <NextList fires={board.next} />}
      <TrafficLine traffic={board.traffic} />
      {board.health.length > 0 && <HealthStrip lines={board.health} />}
    </>
  );
}
