import { Outlet, useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { TitleSlot } from "@/components/layout";
import { t } from "@/i18n";
import { useShortcut } from "@/lib/keys";
import { useRead } from "@/lib/query";
import { isBoolean, useRemembered } from "@/lib/remember";
import type { Trouble } from "@/rpc/types";
import { Crash } from "./Crash";
import styles from "./frame.module.css";
import { Header } from "./Header";
import { KeysSheet } from "./KeysSheet";
import { Navigation } from "./Navigation";
import { Palette } from "./Palette";
import { PAGES, type PageEntry } from "./pages";
import { TroubleLine } from "./TroubleLine";

/** What stands around every page: navigation, header, the line of trouble, and the keys that work anywhere. */
export function Frame() {
  const [folded, setFolded] = useRemembered("navigation.folded", false, isBoolean);
  const board = useRead("board.show", {});
  const program = useRead("program.trouble", {}, { every: 5_000 });
  const [titleSlot, setTitleSlot] = useState<HTMLElement | null>(null);
  const main = useRef<HTMLElement>(null);
  const shown = board.status === "loading" ? undefined : board.data;
  const still = program.status === "ready" ? program.data : [];
  return (
    <div className={styles.frame} data-folded={folded}>
      <button type="button" className={styles.skip} onClick={() => main.current?.focus()}>
        {t("frame.skip")}
      </button>
      <Navigation folded={folded} onFold={setFolded} counts={shown?.counts} />
      <Header titleSlot={setTitleSlot} unread={shown?.counts.notices ?? 0} />
      <main className={styles.main} ref={main} tabIndex={-1}>
        <Crash>
          <TitleSlot value={titleSlot}>
            <Outlet />
          </TitleSlot>
        </Crash>
      </main>
      <TroubleLine engine={joined(still, shown?.trouble ?? [])} />
      <Palette />
      <KeysSheet />
      {PAGES.map((page) => (
        <GoKey key={page.path} page={page} />
      ))}
    </div>
  );
}

/** What stands still is told from memory, also while the Board cannot be read; where it can, it says so too. */
function joined(still: readonly Trouble[], known: readonly Trouble[]): Trouble[] {
  return [...still, ...known.filter(({ what }) => still.every((one) => one.what !== what))];
}

function GoKey({ page }: { page: PageEntry }) {
  const navigate = useNavigate();
  const label = t("frame.keyGoTo", { page: page.title });
  useShortcut(`g ${page.letter}`, label, () => void navigate({ to: page.path }), "go");
  return null;
}
