import { Button, TextInput } from "@mantine/core";
import { useRef } from "react";
import { StaleNotice } from "@/components/ErrorNotice";
import { Icon } from "@/components/icons";
import { Section } from "@/components/layout";
import { t } from "@/i18n";
import { useShortcut } from "@/lib/keys";
import { number } from "@/lib/numbers";
import { useRead } from "@/lib/query";
import type { Rule } from "@/rpc/types";
import type { PartProps } from "../../parts";
import styles from "../settings.module.css";
import { RuleForm } from "./RuleForm";
import { RuleLine } from "./RuleLine";
import { Standing } from "./Standing";
import { matchingRules } from "./search";

/** Every calling rule with its source; stricter ones of the house can be added, any switched off with a reason. */
export function RulesPart({ place, move }: PartProps) {
  const read = useRead("rule.list", {});
  const field = useRef<HTMLInputElement>(null);
  const rules = read.status === "loading" ? undefined : read.data;
  const all = rules?.rules ?? [];
  const shown = matchingRules(all, place.q ?? "");
  const add = () => move({ open: "new" });
  useShortcut("/", t("frame.keySearch"), () => field.current?.select());
  useShortcut("n", t("settings.rules.add"), add);
  const house = shown.filter((rule) => rule.house);
  const shipped = shown.filter((rule) => !rule.house);
  const changed = all.find((rule) => rule.house && rule.id === place.open);
  return (
    <div className={styles.narrow}>
      <div className={styles.stale}>
        <StaleNotice what={t("settings.part.rules")} read={read} />
      </div>
      {rules && (
        <div className={styles.remark} role="note" style={{ marginBlockStart: 0 }}>
          <strong>{t("settings.rules.remarkTitle")}</strong>
          <p>{rules.remark}</p>
        </div>
      )}
      <Standing />
      <div className={styles.actions} style={{ marginBlockEnd: 16 }}>
        <TextInput
          ref={field}
          type="search"
          aria-label={t("settings.rules.search")}
          placeholder={t("settings.rules.search")}
          leftSection={<Icon name="search" size={14} />}
          style={{ width: 280 }}
          value={place.q ?? ""}
          onChange={(event) => move({ q: event.currentTarget.value || undefined })}
        />
        <span role="status" className={styles.dim}>
          {t("settings.rules.count", { shown: number(shown.length), all: number(all.length) })}
        </span>
        <Button
          onClick={add}
          leftSection={<Icon name="plus" size={14} />}
          style={{ marginInlineStart: "auto" }}
        >
          {t("settings.rules.add")}
        </Button>
      </div>
      <RuleList title={t("settings.rules.house")} rules={house} onChange={(id) => move({ open: id })} />
      <RuleList
        title={t("settings.rules.shipped")}
        aside={rules && t("settings.rules.aside", { version: rules.version })}
        rules={shipped}
        onChange={(id) => move({ open: id })}
      />
      {read.status === "ready" && shown.length === 0 && <p>{t("settings.rules.none")}</p>}
      <RuleForm
        rule={changed}
        open={place.open === "new" || changed !== undefined}
        onClose={() => move({ open: undefined })}
      />
    </div>
  );
}

interface RuleListProps {
  title: string;
  aside?: string;
  rules: readonly Rule[];
  onChange: (id: string) => void;
}

function RuleList({ title, aside, rules, onChange }: RuleListProps) {
  if (rules.length === 0) return null;
  return (
    <Section title={title} aside={aside}>
      <ul className={styles.lines}>
        {rules.map((rule) => (
          <RuleLine key={rule.id} rule={rule} onChange={() => onChange(rule.id)} />
        ))}
      </ul>
    </Section>
  );
}
