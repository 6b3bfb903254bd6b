import { Facts } from "@/components/layout";
import text from "@/components/text.module.css";
import type { Fact } from "./facts";

export function FactList({ facts }: { facts: readonly Fact[] }) {
  return (
    <Facts
      rows={facts.map(({ name, value, literal, names = [] }) => [
        name,
        <span key={name}>
          <span className={literal ? text.mono : undefined}>{value}</span>
          {names.length > 0 && <span className={text.dim}> {names.join(", ")}</span>}
        </span>,
      ])}
    />
  );
}
