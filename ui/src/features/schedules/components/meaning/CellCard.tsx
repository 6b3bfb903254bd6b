import { useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import type { PreviewFire, PreviewRow } from "@/rpc/types";
import { CellFacts } from "./CellFacts";
import styles from "./grid.module.css";

interface CellCardProps {
  id: string;
  row: PreviewRow;
  fire: PreviewFire;
  box: DOMRect;
  onEnter: () => void;
  onLeave: () => void;
}

const EDGE = 8;

/** The card of a cell, under it, or above where there is no room. */
export function CellCard({ id, row, fire, box, onEnter, onLeave }: CellCardProps) {
  const card = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState<{ left: number; top: number }>();
  useLayoutEffect(() => {
    const own = card.current?.getBoundingClientRect();
    if (own === undefined) return;
    const below = box.bottom + own.height + EDGE < window.innerHeight;
    const top = below ? box.bottom : Math.max(EDGE, box.top - own.height);
    setPlace({ left: Math.max(EDGE, Math.min(box.left, window.innerWidth - own.width - EDGE)), top });
  }, [box]);
  return createPortal(
    <div
      ref={card}
      id={id}
      role="tooltip"
      className={styles.card}
      style={place ?? { left: 0, top: 0, visibility: "hidden" }}
      onMouseEnter={onEnter}
      onMouseLeave={onLeave}
    >
      <div className={styles.cardTitle}>{row.place}</div>
      <CellFacts row={row} fire={fire} />
    </div>,
    document.body,
  );
}
