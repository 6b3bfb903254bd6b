import { type ReactNode, useContext, useEffect } from "react";
import { createPortal } from "react-dom";
import styles from "./layout.module.css";
import { TitleSlot } from "./title-slot";

interface PageProps {
  title: string;
  /** Buttons above the body, the one that matters first. A page of one table hands them to the table instead. */
  actions?: ReactNode;
  /** A sentence above the body: what the page shows now. */
  aside?: ReactNode;
  /** A way back, before the title: a link to the list. */
  back?: ReactNode;
  /** `fill`: the body fits the window and scrolls inside itself (tables). `flow` (default): the page scrolls. */
  body?: "flow" | "fill";
  children: ReactNode;
}

/** One page: its title, which the frame shows in its head, what can be done, and the body. */
export function Page({ title, actions, aside, back, body = "flow", children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Callboard`;
  }, [title]);
  const slot = useContext(TitleSlot);
  const heading = (
    <div className={styles.heading}>
      {back && <div className={styles.back}>{back}</div>}
      <h1 className={styles.title}>{title}</h1>
    </div>
  );
  const head = aside != null || actions != null;
  return (
    <div className={styles.page} data-body={body} data-head={head}>
      {slot ? createPortal(heading, slot) : heading}
      {head && (
        <div className={styles.head}>
          {aside != null && <div className={styles.aside}>{aside}</div>}
          {actions != null && <div className={styles.actions}>{actions}</div>}
        </div>
      )}
      <div className={styles.body}>{children}</div>
    </div>
  );
}

interface SectionProps {
  title: string;
  /** After the title, smaller: a count, a remark. */
  aside?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A part of a page under a heading with a line: no card, so that none stands in another. */
export function Section({ title, aside, actions, children }: SectionProps) {
  return (
    <section className={styles.section} aria-label={title}>
      <div className={styles.sectionHead}>
        <h2 className={styles.sectionTitle}>{title}</h2>
        {aside && <span className={styles.aside}>{aside}</span>}
        {actions && <span className={styles.actions}>{actions}</span>}
      </div>
      {children}
    </section>
  );
}

/** Names and their values, in two columns: the detail of one thing. */
export function Facts({ rows }: { rows: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className={styles.facts}>
      {rows.map(([name, value]) => (
        <div key={name} className={styles.fact}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
