import { Button } from "@mantine/core";
import { Sheet } from "@/components/Sheet";
import { t } from "@/i18n";
import type { Draft } from "../../api/use-draft";
import type { Move } from "../../place";
import { ChangeList } from "../ChangeList";
import type { SheetProps } from "./sheet-props";

/** What the draft changes beside the map that decides now. */
export function CompareSheet({ shown, draft, open, move }: SheetProps & { draft: Draft; move: Move }) {
  const { version } = shown.version;
  return (
    <Sheet
      open={open}
      onClose={() => move({ sheet: undefined })}
      title={t("dispositions.compare.title", { version })}
      size={760}
      footer={
        <>
          <Button onClick={() => move({ sheet: "try" })}>{t("dispositions.draft.try")}</Button>
          <Button variant="default" onClick={() => move({ sheet: "publish" })}>
            {t("dispositions.draft.publish")}
          </Button>
        </>
      }
    >
      <ChangeList
        changes={draft.changes}
        before={t("dispositions.try.from")}
        after={t("dispositions.try.to")}
      />
    </Sheet>
  );
}
