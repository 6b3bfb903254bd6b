import { useMemo } from "react";
import { useRead } from "@/lib/query";

/** Sources and endpoints by their ids, for the filter and its chip. */
export function useParties() {
  const sources = useRead("source.list", {});
  const endpoints = useRead("endpoint.list", {});
  const from = sources.status === "loading" ? undefined : sources.data;
  const to = endpoints.status === "loading" ? undefined : endpoints.data;
  return useMemo(() => {
    const all = [...(from ?? []), ...(to ?? [])].map(({ id, name }) => ({ value: id, label: name }));
    const nameOf = (id: string) => all.find(({ value }) => value === id)?.label ?? id;
    return { all, nameOf, none: from?.length === 0 && to?.length === 0 };
  }, [from, to]);
}
