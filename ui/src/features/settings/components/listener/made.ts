import type { Made } from "@/components/SecretSheet";
import { t } from "@/i18n";

/** The secret that was made for a source just now. */
export function madeFor(name: string, secret: string, inForce?: string): Made {
  return { title: t("listener.secretTitle", { name }), body: t("listener.secretBody"), secret, inForce };
}
