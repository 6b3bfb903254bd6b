import { Radio } from "@mantine/core";
import { useState } from "react";
import { ConfirmSheet } from "@/components/ConfirmSheet";
import { t } from "@/i18n";
import { Failure } from "@/lib/failure";
import { number } from "@/lib/numbers";
import { useWrite } from "@/lib/query";
import { toastDone } from "@/lib/toast";
import type { Connection, Dependents, RemovalTreatment } from "@/rpc/types";
import own from "../rules/rules.module.css";

interface RemoveSheetProps {
  connection: Connection;
  open: boolean;
  onClose: () => void;
}

/** Removes a connection. Where schedules or windows depend on it, says which, and removes it only with a choice. */
export function RemoveSheet({ connection, open, onClose }: RemoveSheetProps) {
  const { name } = connection.settings;
  const [standing, setStanding] = useState<RemovalTreatment>("withdraw");
  const remove = useWrite("connection.remove", {
    onSuccess: () => {
      onClose();
      toastDone(t("settings.connections.removed", { name }));
    },
  });
  const dependents = dependentsIn(remove.error);
  const close = () => {
    onClose();
    remove.reset();
  };
  return (
    <ConfirmSheet
      open={open}
      onClose={close}
      title={t("settings.connections.removeTitle", { name })}
      verb={t("parts.removeOf", { name })}
      onConfirm={() =>
        remove.mutate(
          dependents === undefined
            ? { connection: connection.id }
            : { connection: connection.id, standing: treatmentFor(dependents, standing) },
        )
      }
      typeName={name}
      danger
      pending={remove.isPending}
      error={remove.error ?? undefined}
    >
      <p style={{ marginBlockStart: 0 }}>{t("settings.connections.removeBody")}</p>
      {dependents !== undefined && (
        <Depends dependents={dependents} standing={standing} onChange={setStanding} />
      )}
    </ConfirmSheet>
  );
}

interface DependsProps {
  dependents: Dependents;
  standing: RemovalTreatment;
  onChange: (standing: RemovalTreatment) => void;
}

function Depends({ dependents: { schedules, windows }, standing, onChange }: DependsProps) {
  return (
    <section aria-label={t("settings.connections.depends")} className={own.standing}>
      {schedules.length > 0 && (
        <>
          <strong>
            {t("settings.connections.stop", { count: schedules.length, n: number(schedules.length) })}
          </strong>
          <ul>
            {schedules.map(({ id, name }) => (
              <li key={id}>{name}</li>
            ))}
          </ul>
        </>
      )}
      {windows.length > 0 && (
        <>
          <strong>
            {t("settings.connections.stand", { count: windows.length, n: number(windows.length) })}
          </strong>
          <ul>
            {windows.slice(0, SHOWN).map(({ id, place, words, campaign_id, contacts }) => (
              <li key={id}>
                {t("settings.rules.standing.line", {
                  place,
                  words,
                  campaign: campaign_id,
                  count: contacts,
                  n: number(contacts),
                })}
              </li>
            ))}
            {windows.length > SHOWN && (
              <li>{t("settings.rules.standing.more", { n: number(windows.length - SHOWN) })}</li>
            )}
          </ul>
          <Radio.Group
            label={t("settings.rules.standing.what")}
            value={standing}
            onChange={(chosen) => onChange(chosen === "keep" ? "keep" : "withdraw")}
          >
            <div className={own.treatments}>
              <Radio value="withdraw" label={t("settings.connections.withdraw")} />
              <Radio value="keep" label={t("settings.connections.keep")} />
            </div>
          </Radio.Group>
        </>
      )}
    </section>
  );
}

/** So many are listed one by one. */
const SHOWN = 8;

/** Where nothing stands in CXone there is nothing to choose. */
function treatmentFor({ windows }: Dependents, standing: RemovalTreatment): RemovalTreatment {
  return windows.length === 0 ? "withdraw" : standing;
}

/** What depends on the connection, as the engine says where nobody chose yet; absent for any other failure. */
function dependentsIn(thrown: unknown): Dependents | undefined {
  if (!(thrown instanceof Failure) || thrown.code !== "refused") return undefined;
  const { detail } = thrown;
  return isDependents(detail) ? detail : undefined;
}

function isDependents(detail: unknown): detail is Dependents {
  if (typeof detail !== "object" || detail === null) return false;
  return "schedules" in detail && "windows" in detail && Array.isArray(detail.windows);
}
