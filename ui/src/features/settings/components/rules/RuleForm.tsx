import { Checkbox, Radio, Textarea, TextInput } from "@mantine/core";
import { TimeField } from "@/components/date-time";
import { FieldPair, type Fields, FormSheet, wordsOf } from "@/components/form";
import { t } from "@/i18n";
import type { Rule, RuleTreatment } from "@/rpc/types";
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

/** The form as it is typed; `standing` is sent only where the rule forbids what is scheduled. */
interface Draft {
  id: string;
  jurisdictions: string;
  days: string[];
  calls: "within" | "none";
  from: string;
  to: string;
  why: string;
  standing: RuleTreatment;
}

/** A stricter rule of the house: where, on which days, between which hours or not at all, and why. */
export function RuleForm({ rule, open, onClose }: RuleFormProps) {
  return (
    <FormSheet
      {...{ open, onClose }}
      title={rule ? t("settings.rules.changeTitle", { id: rule.id }) : t("settings.rules.addTitle")}
      verb={({ standing }, failure) => {
        if (forbiddenIn(failure)) return t(`settings.rules.standing.verb.${standing}`);
        return t(rule ? "parts.save" : "settings.rules.add");
      }}
      command="rule.add"
      initial={draftOf(rule)}
      checkedAtOnce={["id"]}
      check={{ id: (id) => (id === "" || ID.test(id) ? undefined : t("settings.rules.idNeeds")) }}
      args={({ jurisdictions, days, calls, from, to, standing, ...rest }, last) => ({
        ...rest,
        jurisdictions: wordsOf(jurisdictions),
        days: days.map(Number),
        why: rest.why.trim(),
        ...(calls === "within" ? { from, to } : { from: null, to: null }),
        ...(forbiddenIn(last) && { standing }),
      })}
      answers={(failure) => forbiddenIn(failure) !== undefined}
      onSaved={(rules, { id }) => tellChanged(t("settings.rules.added", { id }), rules)}
    >
      {(form, failure) => {
        const forbidden = forbiddenIn(failure);
        return (
          <>
            <p>{t("settings.rules.addBody")}</p>
            <RuleFields form={form} isNew={rule === undefined} />
            {forbidden && (
              <StandingChoice
                forbidden={forbidden}
                value={form.values.standing}
                onChange={(standing) => form.setFieldValue("standing", standing)}
              />
            )}
          </>
        );
      }}
    </FormSheet>
  );
}

const ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;

function draftOf(rule: Rule | undefined): Draft {
  return {
    id: rule?.id ?? "",
    jurisdictions: rule?.jurisdictions.join(", ") ?? "",
    days: [],
    calls: "within",
    from: "09:00",
    to: "18:00",
    why: "",
    standing: "withdraw",
  };
}

function RuleFields({ form, isNew }: { form: Fields<Draft>; isNew: boolean }) {
  return (
    <>
      <FieldPair>
        <TextInput
          data-autofocus={isNew || undefined}
          label={t("settings.rules.id")}
          description={t("settings.rules.idHint")}
          placeholder="no-uk"
          spellCheck={false}
          disabled={!isNew}
          {...form.getInputProps("id")}
        />
        <TextInput
          label={t("settings.rules.where")}
          description={t("settings.rules.whereHint")}
          placeholder="GB"
          spellCheck={false}
          {...form.getInputProps("jurisdictions")}
        />
      </FieldPair>
      <Checkbox.Group
        label={t("settings.rules.days")}
        description={t("settings.rules.daysHint")}
        {...form.getInputProps("days")}
      >
        <div className={own.days}>
          {DAYS.map((day) => (
            <Checkbox key={day} value={String(day)} label={dayName(day)} />
          ))}
        </div>
      </Checkbox.Group>
      <Radio.Group label={t("settings.rules.hours")} {...form.getInputProps("calls")}>
        <div className={own.days}>
          <Radio value="within" label={t("settings.rules.within")} />
          <Radio value="none" label={t("settings.rules.noCalls")} />
        </div>
      </Radio.Group>
      {form.values.calls === "within" && (
        <div className={own.times}>
          <TimeField label={t("settings.rules.from")} {...form.getInputProps("from")} />
          <TimeField label={t("settings.rules.to")} {...form.getInputProps("to")} />
        </div>
      )}
      <Textarea
        label={t("settings.rules.why")}
        description={t("settings.rules.whyHint")}
        autosize
        minRows={2}
        {...form.getInputProps("why")}
      />
    </>
  );
}
