import { Button, TextInput } from "@mantine/core";
import { useRef, useState } from "react";
import { Icon } from "@/components/icons";
import { t } from "@/i18n";
import { useShortcut } from "@/lib/keys";
import styles from "./dnc.module.css";

interface HeadProps {
  /** A number was typed, in whatever writing. It never stands in the address: it is a person's. */
  onLookup: (written: string) => void;
  onAdd: () => void;
  onImport: () => void;
}

/** What is done most: looking a number up, adding one, importing a list. */
export function Head({ onLookup, onAdd, onImport }: HeadProps) {
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState("");
  useShortcut("/", t("dnc.lookup.key"), () => field.current?.select());
  useShortcut("n", t("dnc.importNew"), onImport);
  return (
    <div className={styles.head}>
      <form
        className={styles.search}
        onSubmit={(event) => {
          event.preventDefault();
          if (typed.trim() !== "") onLookup(typed.trim());
        }}
      >
        <TextInput
          ref={field}
          type="search"
          aria-label={t("dnc.lookup.field")}
          placeholder={t("dnc.lookup.placeholder")}
          leftSection={<Icon name="search" size={14} />}
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button type="submit" variant="default">
          {t("dnc.lookup.go")}
        </Button>
      </form>
      <div className={styles.headActions}>
        <Button variant="default" leftSection={<Icon name="plus" size={14} />} onClick={onAdd}>
          {t("dnc.add")}
        </Button>
        <Button leftSection={<Icon name="upload" size={14} />} onClick={onImport}>
          {t("dnc.importShort")}
        </Button>
      </div>
    </div>
  );
}
