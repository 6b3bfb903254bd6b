import type { Made } from "@/components/SecretSheet";
import { t } from "@/i18n";

/** An event that an endpoint can listen for (contract §5). */
export interface EventChoice {
  name: string;
  words: string;
  /** This version sends it. One that does not is shown, so that nobody looks for it elsewhere. */
  sent: boolean;
}

export const EVENTS: readonly EventChoice[] = [
  { name: "campaign.completed", words: t("settings.deliveries.completed"), sent: true },
  { name: "subscription.state", words: t("settings.deliveries.later"), sent: false },
  { name: "disposition.routed", words: t("settings.deliveries.routed"), sent: true },
];

/** An event's name, and whether this version never sends it. */
export function eventWords(name: string): string {
  const sent = EVENTS.find((event) => event.name === name)?.sent ?? true;
  return sent ? name : t("settings.deliveries.notYet", { name });
}

/** The signing secret that was made for an endpoint just now. */
export function madeFor(name: string, secret: string, inForce?: string): Made {
  const title = t("settings.deliveries.secretTitle", { name });
  return { title, body: t("settings.deliveries.secretBody"), secret, inForce };
}
