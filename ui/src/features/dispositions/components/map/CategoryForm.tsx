import { Button, Checkbox, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import type { DispositionCategory, Dispositions } from "@/rpc/types";
import type { Draft } from "../../api/use-draft";
import { withCategory, withoutCategory } from "../../map/edit";
import type { Faults } from "../../map/faults";
import { toggled } from "../../toggled";
import { SEVERITIES, UNCLASSIFIED } from "../../words";
import styles from "./map.module.css";

interface CategoryFormProps {
  shown: Dispositions;
  draft: Draft;
  faults: Faults;
  /** Its place in the draft. */
  at: number;
  category: DispositionCategory;
  onOpen: (name: string | undefined) => void;
}

/** The name, the severity and what events of this category do. Every change is in the draft at once. */
export function CategoryForm({ shown, draft, faults, at, category, onOpen }: CategoryFormProps) {
  const fixed = category.name === UNCLASSIFIED;
  const codes = draft.map.codes.filter((code) => code.category === category.name).length;
  const change = (next: Partial<DispositionCategory>) => draft.edit(withCategory(draft.map, at, next));
  const kept = fixed
    ? t("dispositions.categories.mustBe")
    : codes > 0
      ? t("dispositions.categories.inUse", { count: codes, n: number(codes) })
      : undefined;
  return (
    <div className={styles.sideForm}>
      <NameField
        category={category}
        fixed={fixed}
        fault={faults.get(`categories.${at}.name`)}
        onRename={(name) => {
          change({ name });
          onOpen(name);
        }}
      />
      <Select
        label={t("dispositions.categories.severity")}
        disabled={fixed}
        description={fixed ? t("dispositions.categories.alwaysLow") : undefined}
        data={SEVERITIES.map((value) => ({ value, label: t(`dispositions.severity.${value}`) }))}
        value={category.severity}
        onChange={(value) => {
          const severity = SEVERITIES.find((known) => known === value);
          if (severity) change({ severity });
        }}
      />
      <fieldset>
        <legend>{t("dispositions.categories.actions")}</legend>
        {shown.actions.map(({ action, available, because }) => {
          const on = category.actions.includes(action);
          return (
            <Checkbox
              key={action}
              label={t(`dispositions.action.${action}`)}
              description={because}
              // One that was ticked elsewhere can be taken off here, since it hinders publishing.
              disabled={!available && !on}
              error={!available && on ? faults.get(`categories.${at}.actions`) : undefined}
              checked={on}
              onChange={() => change({ actions: toggled(category.actions, action) })}
            />
          );
        })}
      </fieldset>
      <div>
        <Button
          variant="default"
          disabled={kept !== undefined}
          onClick={() => {
            draft.edit(withoutCategory(draft.map, at));
            onOpen(undefined);
          }}
        >
          {t("dispositions.categories.remove", { name: category.name })}
        </Button>
      </div>
      {kept && <p className={styles.because}>{kept}</p>}
    </div>
  );
}

interface NameFieldProps {
  category: DispositionCategory;
  fixed: boolean;
  fault: string | undefined;
  onRename: (name: string) => void;
}

/** A name is taken when the field is left or Enter is pressed: half of one would be another category to every code. */
function NameField({ category, fixed, fault, onRename }: NameFieldProps) {
  const [typed, setTyped] = useState<string>();
  const take = () => {
    if (typed !== undefined && typed.trim() !== category.name) onRename(typed.trim());
    setTyped(undefined);
  };
  return (
    <TextInput
      label={t("dispositions.categories.name")}
      description={fixed ? t("dispositions.categories.mustBe") : t("dispositions.categories.nameHint")}
      readOnly={fixed}
      spellCheck={false}
      value={typed ?? category.name}
      error={typed === undefined ? fault : undefined}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === "Enter") take();
        if (event.key === "Escape" && typed !== undefined) {
          event.preventDefault();
          setTyped(undefined);
        }
      }}
    />
  );
}
