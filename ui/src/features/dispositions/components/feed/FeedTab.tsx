import { Select } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { LinkButton } from "@/components/LinkButton";
import { List, useRested } from "@/components/list-page";
import { t } from "@/i18n";
import { useReadPages } from "@/lib/query";
import type { DispositionRow, Dispositions } from "@/rpc/types";
import type { Move, Place } from "../../place";
import { columns } from "./columns";

const rowKey = (row: DispositionRow) => row.event;

/** The decisions, the newest first, as they are made. A line leads to the trace of its event. */
export function FeedTab({ shown, place, move }: { shown: Dispositions; place: Place; move: Move }) {
  const navigate = useNavigate();
  const { category } = place;
  const code = useRested(place.code);
  const asked = { connection: shown.connection, ...(code && { code }), ...(category && { category }) };
  const list = useReadPages("disposition.feed", { ...asked, limit: 200 });
  return (
    <List
      id="disposition-feed"
      label={t("dispositions.feed.label")}
      searched="engine"
      searchAs="code"
      searchName={t("dispositions.feed.codeFilter")}
      {...{ columns, list, rowKey, place, move }}
      chips={category ? [{ id: "category", label: category }] : []}
      controls={
        <Select
          w={176}
          clearable
          aria-label={t("dispositions.feed.categoryFilter")}
          placeholder={t("dispositions.feed.anyCategory")}
          data={shown.published.categories.map(({ name }) => name)}
          value={category ?? null}
          onChange={(value) => move({ category: value ?? undefined })}
        />
      }
      onOpen={(event) => event && void navigate({ to: "/traffic", search: { open: event } })}
      nothing={{
        title: t("dispositions.feed.empty"),
        hint: t("dispositions.feed.emptyHint"),
        action: (
          <LinkButton to="/settings" search={{ part: "listener" }}>
            {t("dispositions.feed.toListener")}
          </LinkButton>
        ),
      }}
    />
  );
}
