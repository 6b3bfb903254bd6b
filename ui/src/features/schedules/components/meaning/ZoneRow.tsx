import { Menu } from "@mantine/core";
import { looksOf, ShapeIcon } from "@/components/state-mark";
import { t } from "@/i18n";
import { number } from "@/lib/numbers";
import type { PreviewFire } from "@/rpc/types";
import { hoursText } from "../words";
import { cellKey, cellName, type GridRow, groupsOf, isClockMark } from "./cells";
import styles from "./grid.module.css";

interface ZoneRowProps {
  gridRow: GridRow;
  index: number;
  /** Which of its cells takes Tab, if one of this row does. */
  activeCol: number | undefined;
  onActive: (col: number) => void;
  open?: string;
  onLeaveOut?: (group: string) => void;
  hinted?: string;
  hintId: string;
}

/** One zone: its name and contacts, with the menu that leaves groups out, and a cell for each fire. */
export function ZoneRow(props: ZoneRowProps) {
  const { gridRow, index, activeCol, onActive, open, hinted, hintId } = props;
  const { row, fires } = gridRow;
  return (
    <tr aria-rowindex={index + 2}>
      <th scope="row" className={styles.place}>
        <PlaceHead {...props} />
      </th>
      {fires.map((fire, fireIndex) => {
        const col = fireIndex + 1;
        const key = fire && cellKey(row, fire);
        return (
          <td
            role="gridcell"
            key={key ?? `none ${col}`}
            data-at={`${index}:${col}`}
            data-cell={key}
            data-verdict={fire?.verdict}
            aria-describedby={key !== undefined && key === hinted ? hintId : undefined}
            aria-current={key !== undefined && key === open ? true : undefined}
            tabIndex={activeCol === col ? 0 : -1}
            onFocus={() => onActive(col)}
          >
            {fire ? (
              <Cell fire={fire} />
            ) : (
              <span className={styles.none} aria-hidden="true">
                ·
              </span>
            )}
            <span className="sr-only">
              {fire ? cellName({ row, fire }) : t("schedules.grid.noFire", { place: row.place })}
            </span>
          </td>
        );
      })}
    </tr>
  );
}

function Cell({ fire }: { fire: PreviewFire }) {
  const { shape, tone } = looksOf(fire.verdict);
  return (
    <span className={styles.cell} aria-hidden="true">
      <ShapeIcon shape={shape} tone={tone} />
      {fire.verdict !== "refused" && <span>{hoursText(fire)}</span>}
      {fire.verdict !== "legal" && <span className={styles.word}>{t(`states.${fire.verdict}`)}</span>}
      {fire.marks.some(isClockMark) && <span className={styles.clock}>⇄</span>}
    </span>
  );
}

/** The head of the row is its menu too, where groups can be left out. */
function PlaceHead({ gridRow, index, activeCol, onActive, onLeaveOut }: ZoneRowProps) {
  const { row } = gridRow;
  const name = (
    <>
      <span className={styles.placeName}>{row.place}</span>
      {row.contacts > 0 && <span className={styles.count}>{number(row.contacts)}</span>}
    </>
  );
  const focus = { "data-at": `${index}:0`, tabIndex: activeCol === 0 ? 0 : -1, onFocus: () => onActive(0) };
  if (onLeaveOut === undefined || row.contacts === 0) {
    return (
      <span className={styles.placeHead0} {...focus} title={row.zone}>
        {name}
      </span>
    );
  }
  return (
    <Menu position="bottom-start" returnFocus>
      <Menu.Target>
        <button type="button" className={styles.placeHead0} {...focus} title={row.zone}>
          {name}
          <span className="sr-only">{t("schedules.grid.rowMenu")}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{row.zone}</Menu.Label>
        {groupsOf(row).map((group) => (
          <Menu.Item key={group.id} onClick={() => onLeaveOut(group.id)}>
            {t("schedules.grid.leaveOut", { name: group.name, n: number(group.contacts) })}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
