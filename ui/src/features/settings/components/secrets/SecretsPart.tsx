import { StaleNotice } from "@/components/ErrorNotice";
import { Section } from "@/components/layout";
import { Line, Lines } from "@/components/line";
import { StateMark } from "@/components/state-mark";
import text from "@/components/text.module.css";
import { t } from "@/i18n";
import { useRead } from "@/lib/query";
import type { SecretStore } from "@/rpc/types";
import { StoreForm } from "./StoreForm";

/** The secret store in use, whether it works, and the others there are. */
export function SecretsPart() {
  const read = useRead("secrets.show", {});
  const store = read.status === "loading" ? undefined : read.data;
  return (
    <Section title={t("settings.part.secrets")} aside={t("settings.secrets.aside")}>
      <StaleNotice what={t("settings.part.secrets")} read={read} />
      {store && (
        <>
          <div role="status">
            <Lines>
              <Store store={store} />
            </Lines>
          </div>
          <StoreForm key={store.kind} store={store} />
        </>
      )}
    </Section>
  );
}

function Store({ store: { kind, usable, words } }: { store: SecretStore }) {
  const name = t(`settings.secrets.${kind}`);
  const works = t(usable ? "settings.secrets.usable" : "settings.secrets.unusable");
  return (
    <Line
      name={name}
      heading={
        <>
          {name} <StateMark state={usable ? "good" : "down"} word={works} />
        </>
      }
    >
      <div className={text.prose}>{words}</div>
    </Line>
  );
}
