import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Icon } from "@/components/icons";
import { LineWords } from "@/components/line";
import { placeText } from "@/components/TimeText";
import text from "@/components/text.module.css";
import { t } from "@/i18n";
import { useClipboard } from "@/lib/clipboard";
import { useNow } from "@/lib/now";
import { number } from "@/lib/numbers";
import { ownZone } from "@/lib/time";
import type { Source } from "@/rpc/types";

/** A source's address, what is wrong with it, and what came. */
export function SourceWords({ source, base }: { source: Source; base: string }) {
  const now = useNow();
  const at = (instant: string) => placeText(instant, ownZone(), now);
  const { id, name, path, last_seen, gap, has_secret, old_secret_until } = source;
  return (
    <>
      <Address url={`${base}${path}`} name={name} />
      {!has_secret && <div className={text.bad}>{t("listener.missingSecret")}</div>}
      <LineWords>
        <span>
          {last_seen === null ? t("listener.neverSeen") : t("listener.seen", { at: at(last_seen) })}
        </span>
        <span>{dayWords(source)}</span>
        <span>
          <Link to="/traffic" search={{ party: id }} aria-label={t("listener.showOf", { name })}>
            {t("listener.show")}
          </Link>
        </span>
      </LineWords>
      {old_secret_until && (
        <div className={text.dim}>{t("listener.oldUntil", { at: at(old_secret_until) })}</div>
      )}
      {gap && <div>{t("listener.gap", { from: at(gap.from), until: at(gap.until) })}</div>}
    </>
  );
}

function dayWords({ received, repeated, refused }: Source): string {
  const refusals = refused.reduce((sum, each) => sum + each.count, 0);
  return t("listener.day", {
    received: number(received),
    repeated: number(repeated),
    refused: number(refusals),
  });
}

function Address({ url, name }: { url: string; name: string }) {
  const { copied, copy } = useClipboard();
  return (
    <div>
      <span className={text.mono}>{url}</span>{" "}
      <Button
        variant="subtle"
        size="compact-xs"
        onClick={() => copy(url)}
        aria-label={t("listener.copyUrl", { name })}
        leftSection={<Icon name="copy" size={12} />}
      >
        {copied ? t("parts.copied") : t("parts.copy")}
      </Button>
    </div>
  );
}
