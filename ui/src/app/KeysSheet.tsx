import { Modal } from "@mantine/core";
import { useState } from "react";
import { t } from "@/i18n";
import { type Shortcut, useShortcut, useShortcuts } from "@/lib/keys";
import styles from "./frame.module.css";
import { MOD } from "./Header";

/** `?`: every key that works now. It is read from what is registered, so it cannot be out of date. */
export function KeysSheet() {
  const [open, setOpen] = useState(false);
  useShortcut("?", t("frame.keyHelp"), () => setOpen(true), "anywhere");
  return (
    <Modal
      opened={open}
      onClose={() => setOpen(false)}
      title={t("frame.keys")}
      size={520}
      closeButtonProps={{ "aria-label": t("parts.close") }}
    >
      <Keys />
    </Modal>
  );
}

function Keys() {
  const all = useShortcuts();
  const fixed: Entry[] = [
    { keys: `${MOD} K`, label: t("frame.keyPalette") },
    { keys: "Esc", label: t("frame.keyEscape") },
  ];
  const of = (group: Shortcut["group"]) => all.filter((shortcut) => shortcut.group === group);
  return (
    <>
      <Group title={t("frame.keysHere")} entries={of("here")} />
      <Group title={t("frame.keysGo")} entries={of("go")} />
      <Group title={t("frame.keysAnywhere")} entries={[...of("anywhere"), ...fixed]} />
      <p className={styles.keysHint}>{t("frame.keysHint")}</p>
    </>
  );
}

type Entry = Pick<Shortcut, "keys" | "label">;

function Group({ title, entries }: { title: string; entries: readonly Entry[] }) {
  if (entries.length === 0) return null;
  return (
    <section className={styles.keysGroup}>
      <h3>{title}</h3>
      <dl>
        {entries.map(({ keys, label }) => (
          <div key={keys + label}>
            <dt>
              {keys.split(" ").map((key) => (
                <kbd key={key} className={styles.key}>
                  {key}
                </kbd>
              ))}
            </dt>
            <dd>{label}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
