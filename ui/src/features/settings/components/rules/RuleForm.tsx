import { Button, Checkbox, Radio, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Sheet } from "@/components/Sheet";
import { t } from "@/i18n";
import { useWrite } from "@/lib/query";
import type { Rule, RuleTreatment } from "@/rpc/types";
import { complaintFor, otherThan, wordsOf } from "../../api/field";
import styles from "../settings.module.css";
import { DAYS, dayName } from "./days";
import { forbiddenIn } from "./forbidden";
import own from "./rules.module.css";
import { tellChanged } from "./Standing";
import { StandingChoice } from "./StandingChoice";

interface RuleFormProps {
  /** The one that gets a new version; absent: a new rule. */
  rule: Rule | undefined;
  open: boolean;
  onClose: () => void;
}

/** A stricter rule of the house: where, on which days, between which hours or not at all, and why. */
export function RuleForm({ rule, open, onClose }: RuleFormProps) {
  const title = rule ? t("settings.rules.changeTitle", { id: rule.id }) : t("settings.rules.addTitle");
  return (
    <Sheet open={open} onClose={onClose} title={title} size={520}>
      <Form key={rule?.id ?? "new"} rule={rule} onClose={onClose} />
    </Sheet>
  );
}

const FIELDS = ["id", "jurisdictions", "days", "from", "to", "why"];

function Form({ rule, onClose }: Omit<RuleFormProps, "open">) {
  const [id, setId] = useState(rule?.id ?? "");
  const [where, setWhere] = useState(rule?.jurisdictions.join(", ") ?? "");
  const [days, setDays] = useState<string[]>([]);
  const [calls, setCalls] = useState("within");
  const [from, setFrom] = useState("09:00");
  const [to, setTo] = useState("18:00");
  const [why, setWhy] = useState("");
  const [standing, setStanding] = useState<RuleTreatment>("withdraw");
  const add = useWrite("rule.add", {
    onSuccess: (rules) => {
      onClose();
      tellChanged(t("settings.rules.added", { id }), rules);
    },
  });
  const complaint = (field: string) => complaintFor(add.error, field);
  const badId = id !== "" && !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id) ? t("settings.rules.idNeeds") : undefined;
  const forbidden = forbiddenIn(add.error);
  const other = forbidden === undefined ? otherThan(add.error, FIELDS) : undefined;
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (badId !== undefined) return;
        const hours = calls === "within" ? { from, to } : { from: null, to: null };
        const rule = { id, jurisdictions: wordsOf(where), days: days.map(Number), why: why.trim(), ...hours };
        add.mutate(forbidden === undefined ? rule : { ...rule, standing });
      }}
    >
      <p style={{ margin: 0 }}>{t("settings.rules.addBody")}</p>
      {other !== undefined && <ErrorNotice error={other} />}
      <div className={styles.fieldset}>
        <TextInput
          data-autofocus={rule === undefined || undefined}
          label={t("settings.rules.id")}
          description={t("settings.rules.idHint")}
          placeholder="no-uk"
          spellCheck={false}
          disabled={rule !== undefined}
          value={id}
          error={badId ?? complaint("id")}
          onChange={(event) => setId(event.currentTarget.value)}
        />
        <TextInput
          label={t("settings.rules.where")}
          description={t("settings.rules.whereHint")}
          placeholder="GB"
          spellCheck={false}
          value={where}
          error={complaint("jurisdictions")}
          onChange={(event) => setWhere(event.currentTarget.value)}
        />
      </div>
      <Checkbox.Group
        label={t("settings.rules.days")}
        description={t("settings.rules.daysHint")}
        value={days}
        onChange={setDays}
        error={complaint("days")}
      >
        <div className={own.days}>
          {DAYS.map((day) => (
            <Checkbox key={day} value={String(day)} label={dayName(day)} />
          ))}
        </div>
      </Checkbox.Group>
      <Radio.Group label={t("settings.rules.hours")} value={calls} onChange={setCalls}>
        <div className={own.days}>
          <Radio value="within" label={t("settings.rules.within")} />
          <Radio value="none" label={t("settings.rules.noCalls")} />
        </div>
      </Radio.Group>
      {calls === "within" && (
        <div className={own.times}>
          <TextInput
            type="time"
            label={t("settings.rules.from")}
            value={from}
            error={complaint("from")}
            onChange={(event) => setFrom(event.currentTarget.value)}
          />
          <TextInput
            type="time"
            label={t("settings.rules.to")}
            value={to}
            error={complaint("to")}
            onChange={(event) => setTo(event.currentTarget.value)}
          />
        </div>
      )}
      <Textarea
        label={t("settings.rules.why")}
        description={t("settings.rules.whyHint")}
        autosize
        minRows={2}
        value={why}
        error={complaint("why")}
        onChange={(event) => setWhy(event.currentTarget.value)}
      />
      {forbidden !== undefined && (
        <StandingChoice forbidden={forbidden} value={standing} onChange={setStanding} />
      )}
      <div className={styles.foot}>
        <Button type="submit" loading={add.isPending}>
          {forbidden !== undefined
            ? t(`settings.rules.standing.verb.${standing}`)
            : rule
              ? t("settings.save")
              : t("settings.rules.add")}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t("parts.cancel")}
        </Button>
      </div>
    </form>
  );
}
