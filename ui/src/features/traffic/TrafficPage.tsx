import { Button } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { LinkButton } from "@/components/LinkButton";
import { ListPage, useFilter, usePlace, Views } from "@/components/list-page";
import { t } from "@/i18n";
import { useReadPages } from "@/lib/query";
import type { TrafficRow } from "@/rpc/types";
import { useParties } from "./api/parties";
import { useReplay } from "./api/replay";
import { columns } from "./components/columns";
import { DeadLetters } from "./components/DeadLetters";
import { FilterForm } from "./components/FilterForm";
import { TraceDetail } from "./components/TraceDetail";
import styles from "./components/traffic.module.css";
import { asFilter, filterWords, kindWords } from "./filter";

const route = getRouteApi("/traffic");
const rowKey = (row: TrafficRow) => row.id;

export function TrafficPage() {
  const { place, move, goTo } = usePlace(route);
  const dead = place.view === "dead";
  const parties = useParties();
  const filter = useFilter(place, asFilter);
  const list = useReadPages("traffic.list", { ...filter, limit: 200 }, { enabled: !dead });
  const views = (
    <Views
      label={t("traffic.which")}
      views={{ all: t("traffic.all"), dead: t("traffic.deadTab") }}
      value={dead ? "dead" : "all"}
      onChange={(view) => move({ view: view === "dead" ? view : undefined })}
    />
  );
  const deadLetters = (
    <>
      <div className={styles.bar}>{views}</div>
      <DeadLetters
        onShow={({ direction, party_id }) => goTo({ state: "dead", direction, party: party_id })}
      />
    </>
  );
  return (
    <ListPage
      title={t("traffic.title")}
      id="traffic"
      label={t("traffic.label")}
      searched="engine"
      {...{ columns, list, rowKey, place, move }}
      instead={dead && deadLetters}
      chips={filterWords(place, parties.nameOf)}
      lead={views}
      controls={<FilterForm search={place} parties={parties.all} onChange={move} />}
      detail={(key, row) => ({
        title: row ? kindWords(row.kind) : key,
        body: <TraceDetail key={key} id={key} onOpen={(open) => move({ open })} />,
      })}
      bulk={(chosen, clear) => <ReplayChosen chosen={chosen} onDone={clear} />}
      nothing={{
        title: t("traffic.empty"),
        hint: t("traffic.emptyHint"),
        action: (
          <LinkButton to="/settings" search={{ part: "listener" }}>
            {t("traffic.toListener")}
          </LinkButton>
        ),
      }}
    />
  );
}

function ReplayChosen({ chosen, onDone }: { chosen: TrafficRow[]; onDone: () => void }) {
  const replay = useReplay();
  const ids = chosen.filter((row) => row.state === "dead").map(rowKey);
  if (ids.length === 0) return <span>{t("traffic.replayNone")}</span>;
  return (
    <Button loading={replay.isPending} onClick={() => replay.mutate({ ids }, { onSuccess: onDone })}>
      {t("traffic.replayChosen")}
    </Button>
  );
}
