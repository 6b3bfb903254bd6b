import { placeText } from "@/components/TimeText";
import { t } from "@/i18n";
import { bytes } from "@/lib/numbers";
import { ownZone } from "@/lib/time";
import type { Status } from "@/rpc/types";

/** A name and what stands beside it; `names` follow as a list. */
export interface Fact {
  name: string;
  value: string;
  /** A path or an address: shown so that it can be copied letter by letter. */
  literal?: boolean;
  names?: readonly string[];
}

export function programFacts(status: Status, now: number): Fact[] {
  return [
    { name: t("settings.about.version"), value: status.version },
    { name: t("settings.about.sqlite"), value: status.sqlite_version },
    { name: t("settings.about.started"), value: placeText(status.started_at, ownZone(), now) },
    { name: t("settings.about.dataDir"), value: status.data_dir, literal: true },
    { name: t("settings.about.database"), value: bytes(status.database_bytes) },
    {
      name: t("settings.about.http"),
      value: status.http ?? t("settings.about.noHttp"),
      literal: status.http !== null,
    },
    { name: t("settings.part.secrets"), value: status.secret_store.words },
  ];
}

/** The data on which "when" and "may" rest: an old release is a legal fault. */
export function dataFacts({ zones, phone_release, rules_version }: Status): Fact[] {
  const differing = zones.differs_from_names;
  const differs =
    differing.length === 0
      ? t("settings.about.differsNone")
      : t("settings.about.differsSome", { count: differing.length, n: differing.length });
  return [
    {
      name: t("settings.about.zones"),
      value: t("settings.about.zonesFrom", { release: zones.release, source: sourceName(zones.source) }),
    },
    { name: t("settings.about.differs"), value: differs, names: differing },
    { name: t("settings.about.phone"), value: phone_release },
    { name: t("settings.about.rules"), value: rules_version },
  ];
}

/** As plain lines, to be pasted into a message. */
export function factsText(facts: readonly Fact[]): string {
  return facts.map(({ name, value, names = [] }) => `${name}: ${[value, ...names].join(" ")}`).join("\n");
}

function sourceName(source: string): string {
  const known = ["system", "jiff", "chrono-tz"] as const;
  const found = known.find((each) => each === source);
  return found ? t(`settings.about.source.${found}`) : source;
}
