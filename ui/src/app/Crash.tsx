import { Button } from "@mantine/core";
import { Component, type ReactNode, useState } from "react";
import { EmptyState } from "@/components/EmptyState";
import { t } from "@/i18n";

/** Catches a defect of the page, so that the rest of the window lives on and says what to do. */
export class Crash extends Component<{ children: ReactNode }, { error?: Error }> {
  override state: { error?: Error } = {};

  static getDerivedStateFromError(thrown: unknown) {
    return { error: asError(thrown) };
  }

  override render() {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return <Crashed thrown={error} onRetry={() => this.setState({ error: undefined })} />;
  }
}

/** The same, for the router's own boundary around each page. */
export function Crashed({ thrown, onRetry }: { thrown: unknown; onRetry: () => void }) {
  const error = asError(thrown);
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(`${location.hash}\n${error.stack ?? error.message}`);
    setCopied(true);
  };
  return (
    <div role="alert">
      <EmptyState
        title={t("frame.crashTitle")}
        action={
          <>
            <Button onClick={onRetry}>{t("frame.crashRetry")}</Button>{" "}
            <Button variant="default" onClick={() => void copy()}>
              {copied ? t("frame.crashCopied") : t("frame.crashCopy")}
            </Button>
          </>
        }
      >
        <p>{t("frame.crashBody")}</p>
        <code>{error.message}</code>
      </EmptyState>
    </div>
  );
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
