import { Button, UnstyledButton } from "@mantine/core";
import { type RefObject, useState } from "react";
import { Icon } from "@/components/icons";
import { ShapeIcon } from "@/components/state-mark";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import type { DispositionCategory, Dispositions } from "@/rpc/types";
import type { Draft } from "../../api/use-draft";
import { withNewCategory } from "../../map/edit";
import type { Faults } from "../../map/faults";
import { makeKeys } from "../../map/row-keys";
import { ChangeMark } from "../ChangeMark";
import { SeverityMark } from "../SeverityMark";
import { CategoryForm } from "./CategoryForm";
import styles from "./map.module.css";

interface CategoriesProps {
  shown: Dispositions;
  draft: Draft;
  faults: Faults;
  side: RefObject<HTMLElement | null>;
  /** The name of the one that is open. */
  open: string | undefined;
  onOpen: (name: string | undefined) => void;
}

/** What codes can mean, how severe it is and what it does; one at a time is open. */
export function Categories({ shown, draft, faults, side, open, onOpen }: CategoriesProps) {
  const changes = draft.changes.filter(({ kind }) => kind === "category");
  const markOf = (name: string) => changes.find((change) => change.name === name)?.mark ?? "same";
  const gone = shown.published.categories.filter(({ name }) => markOf(name) === "removed");
  // The address follows a new name a moment later; meanwhile its form stays open under the hand.
  const [renamed, setRenamed] = useState<{ from: string | undefined; to: string | undefined }>();
  const rename = (to: string | undefined) => {
    setRenamed({ from: open, to });
    onOpen(to);
  };
  // The name is what is edited, and others may add a category above: neither name nor place is the key.
  const [keysOf] = useState(() => makeKeys<DispositionCategory>(({ name }) => name));
  const keys = keysOf(draft.map.categories);
  const known = draft.map.categories.some(({ name }) => name === open);
  const opened = !known && renamed?.from === open ? renamed?.to : open;
  const add = () => {
    const next = withNewCategory(draft.map, "new_category");
    draft.edit(next);
    onOpen(next.categories.at(-1)?.name);
  };
  return (
    <section
      ref={side}
      className={styles.side}
      aria-label={t("dispositions.categories.title")}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented || open === undefined) return;
        event.preventDefault();
        side.current?.querySelector<HTMLElement>("[aria-expanded=true]")?.focus();
        onOpen(undefined);
      }}
    >
      <div className={styles.sideHead}>
        <h2>{t("dispositions.categories.title")}</h2>
        <Button variant="subtle" leftSection={<Icon name="plus" size={14} />} onClick={add}>
          {t("dispositions.categories.add")}
        </Button>
      </div>
      <ul className={styles.sideList}>
        {draft.map.categories.map((category, at) => {
          const isOpen = category.name === opened;
          return (
            <li key={keys[at]}>
              <Line
                category={category}
                codes={draft.map.codes.filter((code) => code.category === category.name).length}
                mark={markOf(category.name)}
                wrong={faults.get(`categories.${at}.name`) ?? faults.get(`categories.${at}.actions`)}
                open={isOpen}
                onOpen={() => onOpen(isOpen ? undefined : category.name)}
              />
              {isOpen && <CategoryForm {...{ shown, draft, faults, at, category }} onOpen={rename} />}
            </li>
          );
        })}
        {gone.map((category) => (
          <li key={category.name}>
            <Line
              category={category}
              codes={0}
              mark="removed"
              open={false}
              onOpen={() => draft.edit({ ...draft.map, categories: [...draft.map.categories, category] })}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface LineProps {
  category: DispositionCategory;
  codes: number;
  mark: Parameters<typeof ChangeMark>[0]["mark"];
  wrong?: string;
  open: boolean;
  onOpen: () => void;
}

function Line({ category, codes, mark, wrong, open, onOpen }: LineProps) {
  const removed = mark === "removed";
  return (
    <UnstyledButton
      className={styles.sideLine}
      data-mark={mark}
      data-category={category.name}
      aria-expanded={removed ? undefined : open}
      onClick={onOpen}
    >
      <span className={styles.sideName}>{category.name}</span>
      <SeverityMark severity={category.severity} />
      <span className={styles.sideNote}>
        {removed
          ? t("dispositions.categories.putBack", { name: category.name })
          : t("dispositions.categories.codes", { count: codes, n: number(codes) })}
      </span>
      <span className={styles.sideNote}>
        {wrong && <ShapeIcon shape="triangle" tone="bad" size={10} />} <ChangeMark mark={mark} />
      </span>
    </UnstyledButton>
  );
}
