import { Button, Radio, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Sheet } from "@/components/Sheet";
import { placeText } from "@/components/TimeText";
import { t } from "@/i18n";
import { useNow } from "@/lib/now";
import { number } from "@/lib/numbers";
import { useWrite } from "@/lib/query";
import { ownZone, relative, spanText, zoneCity } from "@/lib/time";
import { tellReport } from "../api/report";
import styles from "./board.module.css";
import { MissedFires, useChosen } from "./MissedFires";
import { dateThere, instantAt } from "./wall-time";

interface MoveSheetProps {
  ids: readonly string[];
  open: boolean;
  onClose: () => void;
}

/** Starts missed fires later: in a while, or at a time of one of their places. */
export function MoveSheet({ ids, open, onClose }: MoveSheetProps) {
  return (
    <Sheet open={open} onClose={onClose} title={t("board.missed.moveTitle")} size={520}>
      <MoveForm ids={ids} onClose={onClose} />
    </Sheet>
  );
}

const MINUTE = 60_000;
const SOON = [15, 60, 120];
const AT = "at";

function MoveForm({ ids, onClose }: Omit<MoveSheetProps, "open">) {
  const now = useNow();
  const fires = useChosen(ids);
  const zones = [...new Set([...fires.map((fire) => fire.zone), ownZone()])];
  const [when, setWhen] = useState("60");
  const [chosenZone, setZone] = useState<string>();
  const zone = chosenZone ?? zones[0] ?? ownZone();
  const [date, setDate] = useState(() => dateThere(Date.now(), zone));
  const [time, setTime] = useState("");
  const move = useWrite("missed.move", {
    onSuccess: (report) => {
      onClose();
      tellReport(report);
    },
  });
  const to = when === AT ? instantAt(date, time, zone) : now + Number(when) * MINUTE;
  const complaint = to === undefined ? whyNot(date, time) : to <= now ? t("board.missed.past") : undefined;
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (to !== undefined && complaint === undefined) {
          move.mutate({ ids: [...ids], to: new Date(to).toISOString() });
        }
      }}
    >
      <p>{t("board.missed.moveBody")}</p>
      <MissedFires ids={ids} />
      <Radio.Group label={t("board.missed.when")} value={when} onChange={setWhen}>
        <div className={styles.choices}>
          {SOON.map((minutes) => (
            <Radio
              key={minutes}
              value={String(minutes)}
              label={t("board.missed.inMinutes", { span: spanText(minutes * MINUTE) })}
            />
          ))}
          <Radio value={AT} label={t("board.missed.atTime")} />
        </div>
      </Radio.Group>
      {when === AT && (
        <div className={styles.fields}>
          <TextInput
            type="date"
            label={t("board.missed.date")}
            value={date}
            onChange={(event) => setDate(event.currentTarget.value)}
          />
          <TextInput
            type="time"
            label={t("board.missed.time")}
            value={time}
            onChange={(event) => setTime(event.currentTarget.value)}
          />
          <Select
            label={t("board.missed.zone")}
            data={zones.map((value) => ({ value, label: zoneCity(value) }))}
            value={zone}
            onChange={(value) => value !== null && setZone(value)}
          />
        </div>
      )}
      <p role="status" className={complaint ? styles.complaint : styles.dim}>
        {complaint ??
          (to !== undefined &&
            t("board.missed.meaning", { at: `${placeText(to, zone, now)} (${relative(to, now)})` }))}
      </p>
      {move.error && <ErrorNotice error={move.error} />}
      <div className={styles.formFoot}>
        <Button type="submit" loading={move.isPending} disabled={complaint !== undefined}>
          {t("board.missed.moveVerb", { count: ids.length, n: number(ids.length) })}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t("parts.cancel")}
        </Button>
      </div>
    </form>
  );
}

function whyNot(date: string, time: string): string {
  return date === "" || time === "" ? t("board.missed.missing") : t("board.missed.noTime");
}
