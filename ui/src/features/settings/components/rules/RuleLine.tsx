import { Button } from "@mantine/core";
import { useState } from "react";
import { looksOf, ShapeIcon } from "@/components/state-mark";
import { t } from "@/i18n";
import { useWrite } from "@/lib/query";
import { toastFailure } from "@/lib/toast";
import type { Rule } from "@/rpc/types";
import { forbiddenIn } from "./forbidden";
import { RuleOffSheet } from "./RuleOffSheet";
import own from "./rules.module.css";
import { tellChanged } from "./Standing";
import { StandingSheet } from "./StandingSheet";

interface RuleLineProps {
  rule: Rule;
  /** Rules of the house can get a new version. */
  onChange: () => void;
}

/** One rule: where it holds, what it says, where that was read, and whether the program acts on it. */
export function RuleLine({ rule, onChange }: RuleLineProps) {
  const { id } = rule;
  const [asking, setAsking] = useState(false);
  const on = useWrite("rule.on", {
    onSuccess: (rules) => tellChanged(t("settings.rules.isOn", { id }), rules),
    onError: (failure) => {
      if (forbiddenIn(failure) === undefined) toastFailure(failure);
    },
  });
  return (
    <li className={own.line} data-off={rule.off_because !== null}>
      <div className={own.where}>
        {rule.jurisdictions.map((jurisdiction) => (
          <span key={jurisdiction} className={own.tag}>
            {jurisdiction}
          </span>
        ))}
      </div>
      <div>
        <div className={own.words}>{rule.words}</div>
        <div className={own.source}>{[id, ...sourceOf(rule)].join(" · ")}</div>
        {rule.off_because !== null && (
          <div className={own.why}>{t("settings.rules.offBecause", { why: rule.off_because })}</div>
        )}
        {rule.off_because === null && rule.not_enforced_because !== null && (
          <div className={own.source}>{rule.not_enforced_because}</div>
        )}
      </div>
      <State rule={rule} />
      <div className={own.deeds}>
        {rule.house && (
          <Button variant="default" onClick={onChange} aria-label={t("settings.rules.changeOf", { id })}>
            {t("settings.rules.change")}
          </Button>
        )}
        {rule.off_because !== null ? (
          <Button
            loading={on.isPending}
            onClick={() => on.mutate({ id })}
            aria-label={t("settings.rules.switchOnOf", { id })}
          >
            {t("settings.rules.switchOn")}
          </Button>
        ) : (
          rule.enforced && (
            <Button
              variant="default"
              onClick={() => setAsking(true)}
              aria-label={t("settings.rules.switchOffOf", { id })}
            >
              {t("settings.rules.switchOff")}
            </Button>
          )
        )}
      </div>
      <StandingSheet
        id={id}
        forbidden={forbiddenIn(on.error)}
        pending={on.isPending}
        onChoose={(standing) => on.mutate({ id, standing })}
        onClose={() => on.reset()}
      />
      <RuleOffSheet id={id} open={asking} onClose={() => setAsking(false)} />
    </li>
  );
}

function State({ rule }: { rule: Rule }) {
  const [look, word] =
    rule.off_because !== null
      ? ([looksOf("paused"), t("settings.rules.off")] as const)
      : rule.enforced
        ? ([looksOf("done"), t("settings.rules.enforced")] as const)
        : ([looksOf("skipped"), t("settings.rules.shown")] as const);
  return (
    <div className={own.state}>
      <ShapeIcon {...look} /> {word}
    </div>
  );
}

function sourceOf(rule: Rule): string[] {
  return [
    t("settings.rules.version", { n: rule.version }),
    rule.source,
    rule.read_on === null ? "" : t("settings.rules.readOn", { date: rule.read_on }),
    rule.confidence,
    rule.federal_hours_only ? t("settings.rules.federalOnly") : "",
    rule.counsel_reviewed ? t("settings.rules.counsel") : "",
  ].filter(Boolean);
}
