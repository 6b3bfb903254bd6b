import { Menu, Tooltip, UnstyledButton } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { Icon } from "@/components/icons";
import { HealthMark } from "@/components/state-mark";
import { t } from "@/i18n";
import { chooseConnection, useConnection } from "@/lib/connection";
import { useIsHeard } from "@/lib/trouble";
import type { Connection, ConnectionHealth } from "@/rpc/types";
import styles from "./frame.module.css";

/** Which tenant this window looks at; its health as a shape, the word on hover and for screen readers. */
export function ConnectionSwitcher() {
  const { all: known, current: chosen, loading } = useConnection();
  const heard = useIsHeard();
  // What was said of a tenant is old while nobody says anything: no dot is green then.
  const all = heard ? known : known.map((one) => ({ ...one, health: notKnown() }));
  const current = all.find(({ id }) => id === chosen?.id);
  const navigate = useNavigate();
  if (loading) return null;
  return (
    <Menu width={280}>
      <Menu.Target>
        <Tooltip label={current ? hint(current) : t("frame.noConnectionHint")} multiline maw={320}>
          <UnstyledButton
            className={styles.control}
            aria-label={current ? spoken(current) : t("frame.noConnection")}
          >
            <HealthMark
              state={current?.health.state ?? "unknown"}
              word={current?.settings.name ?? t("frame.noConnection")}
            />
            <Icon name="down" size={12} />
          </UnstyledButton>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {all.length > 0 && <Menu.Label>{t("frame.switchTo")}</Menu.Label>}
        {all.map((connection) => (
          <Menu.Item
            key={connection.id}
            aria-current={connection.id === current?.id || undefined}
            onClick={() => chooseConnection(connection.id)}
          >
            <HealthMark state={connection.health.state} word={connection.settings.name} />
            <div className={styles.menuHint}>{connection.health.words}</div>
          </Menu.Item>
        ))}
        {all.length > 0 && <Menu.Divider />}
        <Menu.Item onClick={() => void navigate({ to: "/settings", search: { part: "connections" } })}>
          {t("frame.manageConnections")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function notKnown(): ConnectionHealth {
  const words = t("frame.healthNotKnown");
  return { state: "unknown", words, latency_ms: null, token_until: null, waiting_until: null };
}

/** The whole name too: in the header a long one is cut. */
function hint({ settings, health }: Connection): string {
  return `${settings.name}: ${health.words}`;
}

function spoken({ settings, health }: Connection): string {
  return t("frame.connectionIs", {
    name: settings.name,
    health: `${t(`states.health.${health.state}`)}, ${health.words}`,
  });
}
