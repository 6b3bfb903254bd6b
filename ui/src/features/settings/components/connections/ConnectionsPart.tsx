import { useState } from "react";
import { LineList } from "@/components/line";
import { t } from "@/i18n";
import { useRead } from "@/lib/query";
import type { PartProps } from "../../parts";
import { ConnectionForm } from "./ConnectionForm";
import { ConnectionLine } from "./ConnectionLine";

/** The tenants: how each is, what it allows, and the form behind it. */
export function ConnectionsPart({ place: { open }, move }: PartProps) {
  const read = useRead("connection.list", {});
  const [fresh, setFresh] = useState<string>();
  const all = read.status === "loading" ? [] : (read.data ?? []);
  const edited = all.find(({ id }) => id === open);
  return (
    <>
      <LineList
        title={t("settings.part.connections")}
        aside={t("settings.connections.aside")}
        read={read}
        add={{ label: t("settings.connections.add"), onAdd: () => move({ open: "new" }) }}
        nothing={{ title: t("settings.connections.empty"), hint: t("settings.connections.emptyHint") }}
      >
        {(connection) => (
          <ConnectionLine
            // Saved just now: it tests itself at once.
            key={fresh === connection.id ? `${connection.id} fresh` : connection.id}
            connection={connection}
            testNow={fresh === connection.id}
            onEdit={() => {
              setFresh(undefined);
              move({ open: connection.id });
            }}
          />
        )}
      </LineList>
      <ConnectionForm
        connection={edited}
        open={open === "new" || edited !== undefined}
        onClose={() => move({ open: undefined })}
        onSaved={setFresh}
      />
    </>
  );
}
