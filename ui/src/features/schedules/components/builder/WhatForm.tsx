import { TextInput } from "@mantine/core";
import { type RefObject, useId } from "react";
import { t } from "@/i18n";
import { ownZone } from "@/lib/time";
import type { ContactSet, CronButtons, ScheduleDraft } from "@/rpc/types";
import { NEW_DRAFT } from "../../api/draft";
import { messageOf } from "../words";
import styles from "./builder.module.css";
import { CampaignField } from "./CampaignField";
import { ContactsField } from "./ContactsField";
import { CronField } from "./CronField";
import { DaysTimes } from "./DaysTimes";
import { Field } from "./Field";
import { LengthField } from "./LengthField";
import { MoreFields } from "./MoreFields";
import { OnceField } from "./OnceField";
import { readOnce } from "./once";
import type { Shown } from "./truth";
import { WhenField } from "./WhenField";

interface WhatFormProps {
  connection: string | undefined;
  draft: ScheduleDraft;
  change: (part: Partial<ScheduleDraft>) => void;
  shown: Shown;
  onPress: (buttons: CronButtons) => void;
  /** Of the last save, or of the preview: it stands under the field it names. */
  failure: unknown;
  set: ContactSet | undefined;
  onSee: () => void;
  cronInput: RefObject<HTMLInputElement | null>;
}

/** What a supervisor decides, in the order it is decided. */
export function WhatForm(props: WhatFormProps) {
  const { connection, draft, change, shown, onPress, failure, set, onSee, cronInput } = props;
  const nameId = useId();
  const nameError = messageOf(failure, "name");
  return (
    <div className={styles.form}>
      <Field
        label={t("schedules.form.name")}
        controlId={nameId}
        error={nameError}
        errorId={`${nameId}-error`}
      >
        <TextInput
          id={nameId}
          value={draft.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
          error={nameError !== undefined}
          aria-describedby={`${nameId}-error`}
          placeholder={t("schedules.form.namePlaceholder")}
          autoFocus={draft.name === ""}
          autoComplete="off"
        />
      </Field>
      <CampaignField
        connection={connection}
        value={draft.campaign_id}
        onChange={(campaign_id) => change({ campaign_id })}
        error={messageOf(failure, "campaign_id")}
      />
      <ContactsField
        connection={connection}
        value={draft.contacts ?? null}
        onChange={(contacts) => change({ contacts, left_out: [] })}
        onSee={onSee}
        error={messageOf(failure, "contacts")}
      />
      <WhenField
        mode={draft.mode}
        onChange={(mode) => change({ mode })}
        usualZone={usualZone(set)}
        error={messageOf(failure, "mode.zone") ?? messageOf(failure, "mode")}
      />
      <OnceField cron={draft.cron} onChange={(cron) => change({ cron })} failure={failure} />
      {readOnce(draft.cron) === undefined && (
        <>
          <DaysTimes shown={shown} onPress={onPress} onStartOver={() => change({ cron: NEW_DRAFT.cron })} />
          <CronField
            cron={draft.cron}
            onChange={(cron) => change({ cron })}
            failure={failure}
            input={cronInput}
          />
        </>
      )}
      <LengthField
        minutes={draft.duration_minutes}
        onChange={(duration_minutes) => change({ duration_minutes })}
        error={messageOf(failure, "duration_minutes")}
      />
      <MoreFields draft={draft} change={change} failure={failure} contacts={set} />
    </div>
  );
}

/** Where most contacts of the list are; without a list, where the reader is. */
function usualZone(set: ContactSet | undefined): string {
  const most = set?.groups.toSorted((one, other) => other.contacts - one.contacts)[0];
  return most?.zone.split("|")[0] ?? ownZone();
}
