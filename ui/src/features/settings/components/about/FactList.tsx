import { Facts } from "@/components/layout";
import styles from "../settings.module.css";
import type { Fact } from "./facts";

export function FactList({ facts }: { facts: readonly Fact[] }) {
  return (
    <Facts
      rows={facts.map(({ name, value, literal, names = [] }) => [
        name,
        <span key={name}>
          <span className={literal ? styles.mono : undefined}>{value}</span>
          {names.length > 0 && <span className={styles.dim}> {names.join(", ")}</span>}
        </span>,
      ])}
    />
  );
}
