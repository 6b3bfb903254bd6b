import { PlainTable } from "@/components/plain-table";
import { placeText } from "@/components/TimeText";
import { t } from "@/i18n";
import { useNow } from "@/lib/now";
import { number } from "@/lib/numbers";
import { ownZone } from "@/lib/time";
import type { RefusalCount } from "@/rpc/types";

/** Why requests were refused, and how often. */
export function Refusals({ caption, refused }: { caption?: string; refused: readonly RefusalCount[] }) {
  const now = useNow();
  return (
    <PlainTable
      caption={caption}
      rows={refused}
      rowKey={({ status, reason }) => `${status} ${reason}`}
      columns={[
        { head: t("listener.count"), cell: ({ count }) => number(count), figure: true },
        { head: t("listener.status"), cell: ({ status }) => status },
        { head: t("listener.reason"), cell: ({ reason }) => reason },
        { head: t("listener.last"), cell: ({ last }) => placeText(last, ownZone(), now), whole: true },
      ]}
    />
  );
}
