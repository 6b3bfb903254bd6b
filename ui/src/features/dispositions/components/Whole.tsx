import type { Dispositions } from "@/rpc/types";
import { useDraft } from "../api/use-draft";
import { type Move, type Place, sheetOf, type Tab } from "../place";
import { FeedTab } from "./feed/FeedTab";
import { MapTab } from "./map/MapTab";
import { CompareSheet } from "./sheets/CompareSheet";
import { ImportSheet } from "./sheets/ImportSheet";
import { PublishSheet } from "./sheets/PublishSheet";
import { TheirsSheet } from "./sheets/TheirsSheet";
import { ThrowAwaySheet } from "./sheets/ThrowAwaySheet";
import { TrySheet } from "./sheets/TrySheet";
import { ToldTab } from "./told/ToldTab";
import { UnmappedTab } from "./unmapped/UnmappedTab";
import { VersionsTab } from "./versions/VersionsTab";

interface WholeProps {
  shown: Dispositions;
  tab: Tab;
  place: Place;
  move: Move;
}

/** One part of the page at a time, and the sheets that can stand over any of them. The draft outlives both. */
export function Whole({ shown, tab, place, move }: WholeProps) {
  const draft = useDraft(shown);
  const sheet = sheetOf(place.sheet);
  const all = { shown, draft, move };
  return (
    <>
      {tab === "map" && <MapTab {...all} place={place} />}
      {tab === "unmapped" && <UnmappedTab {...all} place={place} />}
      {tab === "feed" && <FeedTab {...{ shown, place, move }} />}
      {tab === "versions" && <VersionsTab {...all} place={place} />}
      {tab === "told" && <ToldTab connection={shown.connection} />}
      <CompareSheet {...all} open={sheet === "compare"} />
      <TrySheet {...all} open={sheet === "try"} days={place.days} />
      <PublishSheet {...all} open={sheet === "publish"} />
      <TheirsSheet {...all} open={sheet === "theirs"} />
      <ImportSheet {...all} open={sheet === "import"} />
      <ThrowAwaySheet
        {...{ shown, draft }}
        open={sheet === "throw-away"}
        onClose={() => move({ sheet: undefined })}
      />
    </>
  );
}
