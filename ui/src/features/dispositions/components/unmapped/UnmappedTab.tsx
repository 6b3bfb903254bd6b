import { List } from "@/components/list-page";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import type { Dispositions, UnmappedCode } from "@/rpc/types";
import type { Draft } from "../../api/use-draft";
import type { Move, Place } from "../../place";
import styles from "../lists.module.css";
import { columns } from "./columns";
import { MapCodeForm } from "./MapCodeForm";
import { PolicyBar } from "./PolicyBar";

/** The page has read the codes with the map, and says itself where that fails. */
const READ_ABOVE = { status: "ready", data: undefined, asOf: 0, old: false, refresh: () => {} } as const;

const codeOf = (row: UnmappedCode) => row.code;

interface UnmappedTabProps {
  shown: Dispositions;
  draft: Draft;
  place: Place;
  move: Move;
}

/** Codes that came and that no map knows: what they were called, how many wait, and what they mean. */
export function UnmappedTab({ shown, draft, place, move }: UnmappedTabProps) {
  const { unmapped, unmapped_total: total } = shown;
  return (
    <>
      <PolicyBar shown={shown} />
      {total > unmapped.length && (
        <p className={styles.listed}>
          {t("dispositions.unmapped.more", { n: number(unmapped.length), total: number(total) })}
        </p>
      )}
      <List
        id="unmapped-codes"
        label={t("dispositions.unmapped.label")}
        searched="here"
        list={{ rows: unmapped, total, read: READ_ABOVE }}
        {...{ columns, rowKey: codeOf, place, move }}
        detail={(code) => ({
          title: t("dispositions.unmapped.title", { code }),
          body: (
            <MapCodeForm
              key={code}
              {...{ shown, draft, code }}
              unmapped={unmapped.find((one) => one.code === code)}
              onDone={() => move({ open: unmapped.find((one) => one.code !== code)?.code })}
            />
          ),
        })}
        nothing={{ title: t("dispositions.unmapped.empty"), hint: t("dispositions.unmapped.emptyHint") }}
      />
    </>
  );
}
