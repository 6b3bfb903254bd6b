import { Button } from "@mantine/core";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Section } from "@/components/layout";
import { t } from "@/i18n";
import { useDemo } from "../api/demo";
import styles from "./board.module.css";
import { DayBand } from "./DayBand";
import { Steps, useSteps } from "./FirstSteps";

/** The first page of a new machine: see it work in one click, or set up the real thing in three steps. */
export function FreshStart() {
  const demo = useDemo();
  const steps = useSteps();
  return (
    <>
      <section className={styles.fresh} aria-label={t("board.fresh.title")}>
        <div className={styles.freshWords}>
          <h2 className={styles.freshTitle}>{t("board.fresh.title")}</h2>
          <p className={styles.freshBody}>{t("board.fresh.body")}</p>
          <ul className={styles.freshSee} aria-label={t("board.fresh.see")}>
            <li>{t("board.fresh.seeZones")}</li>
            <li>{t("board.fresh.seeRefused")}</li>
            <li>{t("board.fresh.seeProof")}</li>
          </ul>
          <Button
            size="md"
            className={styles.freshGo}
            loading={demo.isPending}
            onClick={() => demo.mutate({})}
          >
            {t("board.fresh.start")}
          </Button>
          <p role="status" className={styles.dim}>
            {demo.isPending && t("board.fresh.starting")}
          </p>
          {demo.error && <ErrorNotice error={demo.error} onRetry={() => demo.mutate({})} />}
        </div>
        <DayBand />
      </section>
      {steps && (
        <Section title={t("board.fresh.or")}>
          <Steps steps={steps} />
        </Section>
      )}
    </>
  );
}
