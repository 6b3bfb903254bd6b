import { Button } from "@mantine/core";
import { t } from "@/i18n";
import { useConnection } from "@/lib/connection";
import { toastFailure } from "@/lib/toast";
import { useDemo } from "../api/demo";
import styles from "./board.module.css";
import { href } from "./href";

/** While only the stand-in is set up: says so, and leads on to a real tenant. */
export function StandInLine() {
  const { all } = useConnection();
  const demo = useDemo();
  if (all.length === 0 || !all.every((connection) => connection.stand_in)) return null;
  return (
    <div className={styles.standIn}>
      <span>{t("board.standIn.body")}</span>
      <Button
        variant="default"
        loading={demo.isPending}
        onClick={() => demo.mutate({}, { onError: toastFailure })}
      >
        {t("board.standIn.again")}
      </Button>
      <Button component="a" href={href("/settings?part=connections&open=new")} variant="default">
        {t("board.standIn.connect")}
      </Button>
    </div>
  );
}
