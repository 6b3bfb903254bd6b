import { Button } from "@mantine/core";
import { Section } from "@/components/layout";
import { ShapeIcon } from "@/components/state-mark";
import { t } from "@/i18n";
import { useConnection } from "@/lib/connection";
import { useRead } from "@/lib/query";
import styles from "./board.module.css";
import { href } from "./href";

/** The way of a real tenant to its first campaign; gone once it has a schedule. */
export function FirstSteps() {
  const steps = useSteps();
  const real = useConnection().all.some((connection) => !connection.stand_in);
  if (steps === undefined || !real || steps.every((step) => step.done)) return null;
  return (
    <Section title={t("board.steps.title")}>
      <Steps steps={steps} />
    </Section>
  );
}

export interface Step {
  id: string;
  title: string;
  body: string;
  verb: string;
  link: string;
  done: boolean;
}

/** The three, with the first that is not done standing out. */
export function Steps({ steps }: { steps: readonly Step[] }) {
  const current = steps.findIndex((step) => !step.done);
  return (
    <ol className={styles.steps}>
      {steps.map((step, index) => (
        <li key={step.id} className={styles.step} data-current={index === current}>
          <span className={styles.stepNumber} aria-hidden="true">
            {step.done ? <ShapeIcon shape="check" tone="good" /> : index + 1}
          </span>
          <div>
            <div className={styles.stepTitle}>
              {step.title}
              {step.done && <span className="sr-only"> ({t("board.steps.done")})</span>}
            </div>
            <p className={styles.dim}>{step.body}</p>
            {!step.done && (
              <Button component="a" href={href(step.link)} variant="default">
                {step.verb}
              </Button>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}

/** How far a real tenant is; `undefined` until that is known. */
export function useSteps(): readonly Step[] | undefined {
  const { all, loading } = useConnection();
  const real = all.find((connection) => !connection.stand_in);
  const enabled = real !== undefined;
  const contacts = useRead("contacts.list", { connection: real?.id }, { enabled });
  const schedules = useRead("schedule.list", { connection: real?.id }, { enabled });
  if (loading || (enabled && (contacts.status !== "ready" || schedules.status !== "ready"))) return undefined;
  const scheduled = schedules.status === "ready" && schedules.data.length > 0;
  const imported = contacts.status === "ready" && contacts.data.length > 0;
  return [
    {
      id: "connect",
      title: t("board.steps.connect"),
      body: t("board.steps.connectBody"),
      verb: t("board.steps.connectGo"),
      link: "/settings?part=connections&open=new",
      done: enabled,
    },
    {
      id: "contacts",
      title: t("board.steps.contacts"),
      body: t("board.steps.contactsBody"),
      verb: t("board.steps.contactsGo"),
      link: "/schedules/new",
      done: imported || scheduled,
    },
    {
      id: "schedule",
      title: t("board.steps.schedule"),
      body: t("board.steps.scheduleBody"),
      verb: t("board.steps.scheduleGo"),
      link: "/schedules/new",
      done: scheduled,
    },
  ];
}
