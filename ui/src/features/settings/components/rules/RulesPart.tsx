import { Button, TextInput } from "@mantine/core";
import { useRef } from "react";
import { StaleNotice } from "@/components/ErrorNotice";
import { Icon } from "@/components/icons";
import { Section } from "@/components/layout";
import { Remark } from "@/components/Remark";
import text from "@/components/text.module.css";
import { t } from "@/i18n";
import { useShortcut } from "@/lib/keys";
import { number } from "@/lib/numbers";
import { useRead } from "@/lib/query";
import type { Rule } from "@/rpc/types";
import type { PartProps } from "../../parts";
import { RuleForm } from "./RuleForm";
import { RuleLine } from "./RuleLine";
import own from "./rules.module.css";
import { Standing } from "./Standing";
import { matchingRules } from "./search";

/** All calling rules with their sources; stricter ones of the house can be added, any switched off with a reason. */
export function RulesPart({ place, move }: PartProps) {
  const read = useRead("rule.list", {});
  const rules = read.status === "loading" ? undefined : read.data;
  const all = rules?.rules ?? [];
  const shown = matchingRules(all, place.q ?? "");
  const changed = all.find((rule) => rule.house && rule.id === place.open);
  const open = (id: string | undefined) => move({ open: id });
  return (
    <>
      <StaleNotice what={t("settings.part.rules")} read={read} />
      {rules && <Remark title={t("settings.rules.remarkTitle")}>{rules.remark}</Remark>}
      <Standing />
      <Bar
        q={place.q ?? ""}
        onSearch={(q) => move({ q: q || undefined })}
        count={t("settings.rules.count", { shown: number(shown.length), all: number(all.length) })}
        onAdd={() => open("new")}
      />
      <RuleList
        title={t("settings.rules.house")}
        rules={shown.filter((rule) => rule.house)}
        onChange={open}
      />
      <RuleList
        title={t("settings.rules.shipped")}
        aside={rules && t("settings.rules.aside", { version: rules.version })}
        rules={shown.filter((rule) => !rule.house)}
        onChange={open}
      />
      {read.status === "ready" && shown.length === 0 && <p>{t("settings.rules.none")}</p>}
      <RuleForm
        rule={changed}
        open={place.open === "new" || changed !== undefined}
        onClose={() => open(undefined)}
      />
    </>
  );
}

interface BarProps {
  q: string;
  onSearch: (q: string) => void;
  /** "12 of 60". */
  count: string;
  onAdd: () => void;
}

function Bar({ q, onSearch, count, onAdd }: BarProps) {
  const field = useRef<HTMLInputElement>(null);
  useShortcut("/", t("frame.keySearch"), () => field.current?.select());
  useShortcut("n", t("settings.rules.add"), onAdd);
  return (
    <div className={own.bar}>
      <TextInput
        ref={field}
        type="search"
        aria-label={t("settings.rules.search")}
        placeholder={t("settings.rules.search")}
        leftSection={<Icon name="search" size={14} />}
        w={280}
        value={q}
        onChange={(event) => onSearch(event.currentTarget.value)}
      />
      <span role="status" className={text.dim}>
        {count}
      </span>
      <Button className={own.add} onClick={onAdd} leftSection={<Icon name="plus" size={14} />}>
        {t("settings.rules.add")}
      </Button>
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
      <ul className={own.lines}>
        {rules.map((rule) => (
          <RuleLine key={rule.id} rule={rule} onChange={() => onChange(rule.id)} />
        ))}
      </ul>
    </Section>
  );
}
