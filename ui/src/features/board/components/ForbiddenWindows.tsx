import { useState } from "react";
import { ConfirmSheet } from "@/components/ConfirmSheet";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import { useRead, useWrite } from "@/lib/query";
import { toastAttention, toastDone, toastFailure } from "@/lib/toast";
import type { Forbidden, Need, RuleEffect, RuleTreatment } from "@/rpc/types";
import { Deed } from "./Deed";
import { placesText } from "./places";

/** Windows that are scheduled in spite of a rule: withdrawn after a question, ended where its hours end, or left by somebody who looked. */
export function ForbiddenWindows({ need }: { need: Need }) {
  const [asking, setAsking] = useState(false);
  const read = useRead("rule.standing", {});
  const all = read.status === "loading" ? [] : (read.data?.forbidden ?? []);
  const standing = all.filter((one) => need.ids.includes(one.id) && one.decided == null);
  // What is being withdrawn or shortened was decided, and is not asked about again.
  const ids = need.ids.filter((id) => !all.some((one) => one.id === id && one.decided != null));
  const decide = useWrite("rule.decide", {
    onSuccess: (left) => {
      setAsking(false);
      tellLeft(need, left);
    },
  });
  const deed = (treatment: RuleTreatment) => () =>
    decide.mutate({ ids, standing: treatment }, { onError: toastFailure });
  const chosen = decide.isPending ? decide.variables.standing : undefined;
  const close = () => {
    setAsking(false);
    decide.reset();
  };
  if (ids.length === 0) return t("board.needs.beingDone");
  return (
    <>
      <Deed need={need} onClick={() => setAsking(true)} first>
        {t("board.needs.withdraw")}
      </Deed>
      {standing.some((one) => one.allowed_until !== null) && (
        <Deed need={need} onClick={deed("shorten")} pending={chosen === "shorten"}>
          {t("board.needs.shorten")}
        </Deed>
      )}
      <Deed need={need} onClick={deed("keep")} pending={chosen === "keep"}>
        {t("board.needs.letStand")}
      </Deed>
      <ConfirmSheet
        open={asking}
        onClose={close}
        title={t("board.withdraw.title", { count: ids.length, n: number(ids.length) })}
        verb={t("board.withdraw.verb", { count: ids.length, n: number(ids.length) })}
        onConfirm={() => decide.mutate({ ids, standing: "withdraw" })}
        pending={chosen === "withdraw"}
        error={asking ? decide.error : undefined}
        danger
      >
        <p>{t("board.withdraw.body")}</p>
        <ul>
          {standing.map((one) => (
            <li key={one.id}>{lineOf(one)}</li>
          ))}
        </ul>
      </ConfirmSheet>
    </>
  );
}

/** "Kolkata, Tue 24 Nov 09:00–13:00: 318 contacts". */
function lineOf({ place, words, contacts }: Forbidden): string {
  return t("board.withdraw.line", { place, words, count: contacts, n: number(contacts) });
}

/** What was decided, or what stands all the same. */
function tellLeft({ ids }: Need, left: RuleEffect): void {
  const standing = left.forbidden.filter((one) => ids.includes(one.id));
  if (standing.length === 0) {
    toastDone(t("board.needs.decided", { count: ids.length, n: number(ids.length) }));
    return;
  }
  toastAttention(
    t("board.withdraw.left", { count: standing.length, n: number(standing.length) }),
    t("board.withdraw.leftHint", { places: placesText(standing.map((one) => one.place)) }),
  );
}
