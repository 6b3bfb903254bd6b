import { Radio, useMantineColorScheme } from "@mantine/core";
import { Facts, Section } from "@/components/layout";
import text from "@/components/text.module.css";
import { t } from "@/i18n";
import { readerLocale } from "@/lib/locale";
import { useNow } from "@/lib/now";
import { number } from "@/lib/numbers";
import { clockTime, ownZone, zoneCity } from "@/lib/time";
import own from "./appearance.module.css";

/** How the window looks on this machine. Nothing of it reaches the engine. */
export function AppearancePart() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const now = useNow();
  const zone = ownZone();
  return (
    <>
      <Section title={t("settings.part.appearance")} aside={t("settings.appearance.aside")}>
        <Radio.Group
          label={t("settings.appearance.scheme")}
          description={t("settings.appearance.schemeHint")}
          value={colorScheme}
          onChange={(value) => setColorScheme(value as typeof colorScheme)}
          style={{ paddingBlock: 16 }}
        >
          <div className={own.schemes}>
            {SCHEMES.map((scheme) => (
              <Radio.Card key={scheme} value={scheme} className={own.scheme}>
                <Picture scheme={scheme} />
                <span className={own.label}>
                  <Radio.Indicator size="xs" /> {t(`settings.appearance.${scheme}`)}
                </span>
              </Radio.Card>
            ))}
          </div>
        </Radio.Group>
      </Section>
      <Section title={t("settings.appearance.reader")}>
        <Facts
          rows={[
            [
              t("settings.appearance.numbers"),
              <Example key="numbers" example={number(1_204_000)}>
                {t("settings.appearance.numbersFrom", { locale: readerLocale })}
              </Example>,
            ],
            [
              t("settings.appearance.times"),
              <Example key="times" example={`${clockTime(now, zone)} ${zoneCity(zone)}`}>
                {t("settings.appearance.timesFrom", { zone })}
              </Example>,
            ],
            [t("settings.appearance.motion"), t("settings.appearance.motionHint")],
            [t("settings.appearance.keys"), t("settings.appearance.keysHint")],
          ]}
        />
      </Section>
    </>
  );
}

const SCHEMES = ["auto", "light", "dark"] as const;

function Example({ example, children }: { example: string; children: string }) {
  return (
    <>
      <strong>{example}</strong> <span className={text.dim}>{children}</span>
    </>
  );
}

/** The window in small, in the colours of the choice. */
function Picture({ scheme }: { scheme: (typeof SCHEMES)[number] }) {
  const halves = scheme === "auto" ? (["light", "dark"] as const) : [scheme];
  return (
    <span className={own.picture} aria-hidden="true">
      {halves.map((half) => (
        <span key={half} className={own.half} data-half={half}>
          <span />
          <span />
          <span />
        </span>
      ))}
    </span>
  );
}
