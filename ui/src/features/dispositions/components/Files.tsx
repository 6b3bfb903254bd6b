import { Button, Menu } from "@mantine/core";
import { sayWhere } from "@/components/data-table";
import { Icon } from "@/components/icons";
import { t } from "@/i18n";
import { toastFailure } from "@/lib/toast";
import type { Dispositions } from "@/rpc/types";
import { useTakeMap } from "../api/files";
import styles from "./dispositions.module.css";

/** A map comes in as a file and leaves as one. */
export function Files({ shown, onImport }: { shown: Dispositions; onImport: () => void }) {
  const { version } = shown.version;
  const take = useTakeMap(shown.connection);
  const save = (format: "csv" | "json") =>
    void take(version, format).then(({ saved, rows }) => sayWhere(saved, rows), toastFailure);
  return (
    <div className={styles.files}>
      <Button variant="default" leftSection={<Icon name="upload" size={14} />} onClick={onImport}>
        {t("dispositions.import")}
      </Button>
      <Menu>
        <Menu.Target>
          <Button variant="default" leftSection={<Icon name="download" size={14} />}>
            {t("dispositions.export")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => save("csv")}>{t("dispositions.exportCsv", { version })}</Menu.Item>
          <Menu.Item onClick={() => save("json")}>{t("dispositions.exportJson", { version })}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
