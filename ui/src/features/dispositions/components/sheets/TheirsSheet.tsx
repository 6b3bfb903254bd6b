import { Button } from "@mantine/core";
import { useMemo } from "react";
import { Sheet } from "@/components/Sheet";
import { t } from "@/i18n";
import type { Draft } from "../../api/use-draft";
import { mapChanges } from "../../map/diff";
import type { Move } from "../../place";
import { ChangeList } from "../ChangeList";
import styles from "../lists.module.css";
import { theirWords } from "../map/ConflictBar";
import type { SheetProps } from "./sheet-props";

/** After a conflict: what the other draft says and what this window's says, and the choice between them. */
export function TheirsSheet({ shown, draft, open, move }: SheetProps & { draft: Draft; move: Move }) {
  const close = () => move({ sheet: undefined });
  const theirs = shown.draft?.map ?? shown.published;
  const changes = useMemo(() => mapChanges(theirs, draft.map), [theirs, draft.map]);
  return (
    <Sheet
      open={open && draft.keeping.state === "conflict"}
      onClose={close}
      title={t("dispositions.conflict.title")}
      size={760}
      footer={
        <>
          <Button
            onClick={() => {
              void draft.putOver();
              close();
            }}
          >
            {t("dispositions.conflict.putOver")}
          </Button>
          <Button
            variant="default"
            onClick={() => {
              draft.forget();
              close();
            }}
          >
            {t("dispositions.conflict.take")}
          </Button>
          <span className={styles.dim}>{t("dispositions.conflict.lost")}</span>
        </>
      }
    >
      <p className={styles.first}>{theirWords(shown)}</p>
      <ChangeList
        changes={changes}
        before={t("dispositions.conflict.theirs")}
        after={t("dispositions.conflict.yours")}
      />
    </Sheet>
  );
}
