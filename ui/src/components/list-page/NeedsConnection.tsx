import type { ReactNode } from "react";
import { t } from "@/i18n";
import { useConnection } from "@/lib/connection";
import { EmptyState } from "../EmptyState";
import { LinkButton } from "../LinkButton";
import { Page } from "../layout";

interface NeedsConnectionProps {
  /** The page that needs one. */
  title: string;
  /** Why: "Schedules belong to a connection." */
  why: string;
  /** The chosen connection's id; absent while the connections are being read. */
  children: (connection: string | undefined) => ReactNode;
}

/** A page of the chosen connection, or what to do where there is none. */
export function NeedsConnection({ title, why, children }: NeedsConnectionProps) {
  const { current, loading } = useConnection();
  if (loading || current !== undefined) return children(current?.id);
  const action = (
    <LinkButton to="/settings" search={{ part: "connections" }}>
      {t("parts.toConnections")}
    </LinkButton>
  );
  return (
    <Page title={title}>
      <EmptyState title={t("parts.noConnection")} action={action}>
        {why} {t("parts.noConnectionHint")}
      </EmptyState>
    </Page>
  );
}
