import { Button, Switch } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { t } from "@/i18n";
import { useWrite } from "@/lib/query";
import { toastFailure } from "@/lib/toast";
import type { CommandName } from "@/rpc/commands";
import styles from "./line.module.css";
import { type Removal, RemoveSheet } from "./RemoveSheet";
import { RotateSheet, type Rotation } from "./RotateSheet";

interface LineProps<C extends CommandName> {
  /** The state, as a shape. */
  mark?: ReactNode;
  name: string;
  /** More than a text, in the place of the name. */
  heading?: ReactNode;
  /** Short words after the name: its kind, whose it is. */
  tags?: readonly ReactNode[];
  /** Words under the name. */
  children?: ReactNode;
  /** A part below, as wide as the line. */
  below?: ReactNode;
  toggle?: Toggle;
  /** Buttons of its own, before those that every line can have. */
  actions?: ReactNode;
  rotate?: Rotation;
  onEdit?: () => void;
  /** The command that removes it; or a sheet of its own, where there is more to ask than whether. */
  remove?: Removal<C> | ((sheet: { open: boolean; onClose: () => void }) => ReactNode);
}

/** The switch of a line: it sends the switch alone, so that nothing else of it is written. */
interface Toggle {
  command: "source.set_enabled" | "endpoint.set_enabled";
  id: string;
  on: boolean;
  /** "Send to CRM". */
  label: string;
}

/** One thing that a person has set up: how it is, what it is called, and what can be done with it. */
export function Line<C extends CommandName>(props: LineProps<C>) {
  const { mark, name, heading = <span>{name}</span>, tags = [], children, below } = props;
  const { toggle, actions, rotate, onEdit, remove } = props;
  const [asking, setAsking] = useState<"rotate" | "remove">();
  const sheet = (of: "rotate" | "remove") => ({
    name,
    open: asking === of,
    onClose: () => setAsking(undefined),
  });
  const acts = toggle ?? actions ?? rotate ?? onEdit ?? remove;
  return (
    <li className={styles.line} data-marked={mark !== undefined || undefined}>
      <div>
        <h3 className={styles.name}>
          {mark}
          {heading}
          {tags.map((tag, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the tags of a line keep their places
            <span key={index} className={styles.tag}>
              {tag}
            </span>
          ))}
        </h3>
        <div className={styles.under}>{children}</div>
      </div>
      {acts !== undefined && (
        <div className={styles.actions}>
          {toggle && <LineSwitch {...toggle} />}
          {actions}
          {rotate && (
            <Act
              verb={t("parts.rotate")}
              label={t("parts.rotateOf", { name })}
              onClick={() => setAsking("rotate")}
            />
          )}
          {onEdit && <Act verb={t("parts.edit")} label={t("parts.editOf", { name })} onClick={onEdit} />}
          {remove && (
            <Act
              verb={t("parts.remove")}
              label={t("parts.removeOf", { name })}
              onClick={() => setAsking("remove")}
            />
          )}
        </div>
      )}
      {below && <div className={styles.below}>{below}</div>}
      {rotate && <RotateSheet {...rotate} {...sheet("rotate")} />}
      {typeof remove === "function"
        ? remove(sheet("remove"))
        : remove && <RemoveSheet {...remove} {...sheet("remove")} />}
    </li>
  );
}

/** Several lines have an "Edit": for who hears the page, each says of what. */
function Act({ verb, label, onClick }: { verb: string; label: string; onClick: () => void }) {
  return (
    <Button variant="default" onClick={onClick} aria-label={label}>
      {verb}
    </Button>
  );
}

function LineSwitch({ command, id, on, label }: Toggle) {
  const set = useWrite(command, { onError: toastFailure });
  return (
    <Switch
      label={t("parts.on")}
      aria-label={label}
      checked={on}
      disabled={set.isPending}
      onChange={(event) => set.mutate({ id, enabled: event.currentTarget.checked })}
    />
  );
}
