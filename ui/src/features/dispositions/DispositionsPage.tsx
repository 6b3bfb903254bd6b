import { getRouteApi } from "@tanstack/react-router";
import { StaleNotice } from "@/components/ErrorNotice";
import { Page } from "@/components/layout";
import { NeedsConnection, usePlace } from "@/components/list-page";
import { t } from "@/i18n";
import { useRead } from "@/lib/query";
import styles from "./components/dispositions.module.css";
import { Files } from "./components/Files";
import { TabBar } from "./components/TabBar";
import { Whole } from "./components/Whole";
import { tabOf } from "./place";

const route = getRouteApi("/dispositions");

/** `/dispositions`: the map of the chosen tenant, what it does not know, what it decided, and who hears of it. */
export function DispositionsPage() {
  return (
    <NeedsConnection title={t("dispositions.title")} why={t("dispositions.needConnection")}>
      {(connection) => <OfConnection connection={connection} />}
    </NeedsConnection>
  );
}

function OfConnection({ connection }: { connection: string | undefined }) {
  const { place, move } = usePlace(route);
  const asks = { enabled: connection !== undefined, keepOld: false };
  const read = useRead("disposition.show", { connection }, asks);
  const shown = read.status === "loading" ? undefined : read.data;
  const tab = tabOf(place.tab);
  return (
    <Page title={t("dispositions.title")} body="fill">
      <div className={styles.head}>
        <TabBar current={tab} unmapped={shown?.unmapped_total ?? 0} />
        {shown && <Files shown={shown} onImport={() => move({ sheet: "import" })} />}
      </div>
      {read.status === "failing" && (
        <div className={styles.stale}>
          <StaleNotice what={t("dispositions.title")} read={read} />
        </div>
      )}
      {shown === undefined && read.status === "loading" && (
        <p className={styles.reading}>{t("dispositions.reading")}…</p>
      )}
      {shown && <Whole key={shown.connection} {...{ shown, tab, place, move }} />}
    </Page>
  );
}
