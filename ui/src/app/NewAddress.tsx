import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useId, useState } from "react";
import { t } from "@/i18n";
import { placeAt } from "@/lib/door";
import styles from "./frame.module.css";

/** For a program that was started again elsewhere: its new address, at the place where this page is. */
export function NewAddress() {
  const id = useId();
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);
  const go = (event: FormEvent) => {
    event.preventDefault();
    const place = placeAt(text, location.hash);
    setWrong(place === undefined);
    if (place !== undefined) location.assign(place);
  };
  return (
    <form className={styles.newAddress} aria-label={t("frame.newAddress")} onSubmit={go}>
      <label htmlFor={id}>{t("frame.newAddress")}</label>
      <TextInput
        id={id}
        size="xs"
        w={320}
        value={text}
        placeholder={t("frame.newAddressHint")}
        error={wrong && t("frame.newAddressWrong")}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" size="xs" variant="default">
        {t("frame.newAddressGo")}
      </Button>
    </form>
  );
}
