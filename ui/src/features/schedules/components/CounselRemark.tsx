import { useRead } from "@/lib/query";
import styles from "./schedules.module.css";

/** The engine's own remark on its rules; it stands wherever rules are shown. */
export function CounselRemark() {
  const rules = useRead("rule.list", {});
  const remark = rules.status === "loading" ? undefined : rules.data?.remark;
  return remark === undefined ? null : <p className={styles.remark}>{remark}</p>;
}
