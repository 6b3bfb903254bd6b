import { ActionIcon, Button, Indicator, Popover } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { EmptyState } from "@/components/EmptyState";
import { StaleNotice } from "@/components/ErrorNotice";
import { Icon } from "@/components/icons";
import { looksOf, ShapeIcon } from "@/components/state-mark";
import { TimeText } from "@/components/TimeText";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import { useRead, useWrite } from "@/lib/query";
import { ownZone } from "@/lib/time";
import { toastFailure } from "@/lib/toast";
import type { Notice } from "@/rpc/types";
import styles from "./bell.module.css";

/** What completed, stalled or failed. The number beside the bell is what was not read yet. */
export function Bell({ unread }: { unread: number }) {
  const [open, setOpen] = useState(false);
  const label = unread > 0 ? t("frame.bellUnread", { count: unread }) : t("frame.bell");
  return (
    <Indicator
      label={number(unread)}
      disabled={unread === 0}
      size={16}
      offset={7}
      classNames={{ indicator: styles.unread }}
    >
      <Popover opened={open} onChange={setOpen} position="bottom-end" width={400} trapFocus returnFocus>
        <Popover.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={label}
            onClick={() => setOpen(!open)}
          >
            <Icon name="bell" />
          </ActionIcon>
        </Popover.Target>
        <Popover.Dropdown className={styles.list} aria-label={t("frame.bell")}>
          {open && <Notices onDone={() => setOpen(false)} />}
        </Popover.Dropdown>
      </Popover>
    </Indicator>
  );
}

function Notices({ onDone }: { onDone: () => void }) {
  const read = useRead("notice.list", {});
  const mark = useWrite("notice.read", { onError: toastFailure });
  const notices = read.status === "loading" ? [] : (read.data ?? []);
  return (
    <>
      <StaleNotice what={t("frame.bell")} read={read} />
      {read.status === "ready" && notices.length === 0 && (
        <EmptyState title={t("frame.bellEmpty")}>{t("frame.bellEmptyHint")}</EmptyState>
      )}
      <ul className={styles.notices}>
        {notices.map((notice) => (
          <Line
            key={notice.id}
            notice={notice}
            onOpen={onDone}
            onRead={() => mark.mutate({ ids: [notice.id] })}
          />
        ))}
      </ul>
      {notices.some((notice) => !notice.read) && (
        <div className={styles.foot}>
          <Button variant="subtle" onClick={() => mark.mutate({ ids: [] })}>
            {t("frame.bellReadAll")}
          </Button>
        </div>
      )}
    </>
  );
}

interface LineProps {
  notice: Notice;
  onOpen: () => void;
  onRead: () => void;
}

function Line({ notice, onOpen, onRead }: LineProps) {
  const navigate = useNavigate();
  const open = () => {
    if (!notice.read) onRead();
    if (notice.link === null) return;
    onOpen();
    void navigate({ href: notice.link });
  };
  return (
    <li>
      <button type="button" className={styles.notice} data-read={notice.read} onClick={open}>
        <ShapeIcon {...looksOf(notice.level)} />
        <span>
          <span className={styles.title}>{notice.title}</span>
          <span className={styles.body}>{notice.body}</span>
          <span className={styles.when}>
            <TimeText at={notice.at} zone={ownZone()} />
          </span>
        </span>
      </button>
    </li>
  );
}
