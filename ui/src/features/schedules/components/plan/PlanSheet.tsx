import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { ErrorNotice } from "@/components/ErrorNotice";
import { Sheet } from "@/components/Sheet";
import { t } from "@/i18n";
import { Failure } from "@/lib/failure";
import { number } from "@/lib/numbers";
import { useWrite } from "@/lib/query";
import type { Plan, PlannedAction, SubmitArgs, SubmitReport } from "@/rpc/types";
import { PlanView, usePlan } from "./PlanView";
import styles from "./plan.module.css";
import { SubmitReportView } from "./SubmitReportView";

interface PlanSheetProps {
  /** What would be submitted: a saved schedule, or a draft as it stands in the builder. */
  args: SubmitArgs;
  name: string;
  onClose: () => void;
  /** It runs once, of a draft that is not saved: nothing comes again by itself. */
  once?: boolean;
  /** Saves a draft first and answers what to submit then; nothing where it was kept back. */
  save?: (plan: Plan) => Promise<SubmitArgs | undefined>;
}

/** "Plan…" and "Run now…": every request before it is sent, the one button that sends, and what came of it. */
export function PlanSheet({ args, name, onClose, once, save }: PlanSheetProps) {
  const [report, setReport] = useState<SubmitReport>();
  const plan = usePlan(args, report === undefined);
  const submit = useWrite("schedule.submit");
  const runNow = useWrite("schedule.run_now");
  const send = useMutation({
    mutationFn: async (seen: Plan) => {
      const sent = save ? await save(seen) : args;
      // What the plan shows as withdrawn is what the button confirms.
      if (sent?.now && sent.schedule != null)
        return runNow.mutateAsync({ id: sent.schedule, confirmed: seen.withdraws ?? [] });
      return sent && submit.mutateAsync(sent);
    },
    onSuccess: (came) => (came ? setReport(came) : onClose()),
    // Something else stands there than was seen: the plan is read anew, and nothing was sent.
    onError: (thrown) => {
      if (Failure.from(thrown).code === "needs_confirmation" && plan.status !== "loading") plan.refresh();
    },
  });
  const shown = plan.status === "loading" ? undefined : plan.data;
  const now = args.now === true;
  const title = now ? t("schedules.plan.titleNow", { name }) : t("schedules.plan.title", { name });
  return (
    <Sheet
      open
      onClose={onClose}
      title={report ? t("schedules.report.title", { name }) : title}
      size={720}
      footer={
        report ? (
          <Button variant="default" onClick={onClose}>
            {t("parts.close")}
          </Button>
        ) : (
          <Footer
            {...{ plan: shown, now, onClose }}
            saves={save !== undefined}
            pending={send.isPending}
            onSend={() => shown && send.mutate(shown)}
          />
        )
      }
    >
      {report && <SubmitReportView report={report} />}
      {!report && (
        <div className={styles.stack}>
          {now && <p className={styles.lead}>{t("schedules.plan.nowHint")}</p>}
          {once && <p className={styles.lead}>{t("schedules.plan.onceHint")}</p>}
          {send.error && <ErrorNotice error={send.error} />}
          {plan.status === "loading" && <p className={styles.dim}>{t("schedules.plan.reading")}</p>}
          {plan.status === "failing" && <ErrorNotice error={plan.failure} onRetry={plan.refresh} />}
          {shown && <PlanView plan={shown} />}
        </div>
      )}
    </Sheet>
  );
}

interface FooterProps {
  plan?: Plan;
  now: boolean;
  saves: boolean;
  pending: boolean;
  onSend: () => void;
  onClose: () => void;
}

function Footer({ plan, now, saves, pending, onSend, onClose }: FooterProps) {
  // A start now counts its zones; what it withdraws for them stands in the plan.
  const counts = (action: PlannedAction) => (now ? action === "create" : action !== "keep");
  const sent = plan?.requests.filter((request) => counts(request.action)).length ?? 0;
  const verb = now ? "run" : saves ? "saveAndSubmit" : "submit";
  const nothing = plan !== undefined && sent === 0;
  return (
    <>
      <Button onClick={onSend} loading={pending} disabled={plan === undefined || nothing}>
        {t(`schedules.plan.${verb}`, { count: sent, n: number(sent) })}
      </Button>
      <Button variant="default" onClick={onClose}>
        {t("parts.cancel")}
      </Button>
      <span className={styles.dim} role="status">
        {pending
          ? t("schedules.plan.sending")
          : nothing
            ? t("schedules.plan.nothingToSend")
            : t("schedules.plan.nothingSent")}
      </span>
    </>
  );
}
