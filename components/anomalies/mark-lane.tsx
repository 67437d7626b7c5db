import { Popover, UnstyledButton } from "@mantine/core";
import { useMemo } from "react";
import type { SeriesMark } from "#server/anomalies/index.ts";
import type { AlertSeverity } from "#server/findings/index.ts";
import { visibleLine } from "#wording";
import { SeverityMark } from "../alerts/severity-mark.tsx";
import type { View } from "../charts/view.ts";
import { instantInFull } from "../events/histogram-time.ts";
import { plural } from "../ui/numbers.ts";
import { groupMarks, type MarkGroup } from "./mark-groups.ts";
import { MarkLines } from "./mark-lines.tsx";
import classes from "./series.module.css";

interface Props {
  tenant: string;
  marks: readonly SeriesMark[];
  view: View;
  width: number;
  timeZone: string;
}

const MARK_PX = 24;

/** Alerts on the time axis; each mark opens what it stands for, with the ways to the alert and to its events. */
export function MarkLane({ tenant, marks, view, width, timeZone }: Props) {
  const groups = useMemo(() => (width > 0 ? groupMarks(marks, view, MARK_PX / width) : []), [marks, view, width]);
  return (
    <ul className={classes.lane} aria-label="Alerts on the time axis">
      {groups.map((group) => (
        <li key={group.marks[0]!.alertId} style={{ left: `clamp(15px, ${group.share * 100}%, calc(100% - 15px))` }}>
          <i className={classes.markLine} aria-hidden="true" />
          <Group tenant={tenant} group={group} timeZone={timeZone} />
        </li>
      ))}
    </ul>
  );
}

interface GroupProps {
  tenant: string;
  group: MarkGroup;
  timeZone: string;
}

/** Opens what there is at this place: each alert, and its events. */
function Group({ tenant, group: { marks, severity }, timeZone }: GroupProps) {
  const [first, ...others] = marks;
  const many = plural(marks.length, "alert");
  const title =
    others.length > 0 || !first ? many : `${visibleLine(first.title)}, ${instantInFull(first.at, timeZone)}`;
  return (
    <Popover position="top" shadow="md" withinPortal trapFocus returnFocus width={380}>
      <Popover.Target>
        <UnstyledButton className={classes.mark} title={title}>
          <SeverityMark severity={severity as AlertSeverity} />
          {others.length > 0 ? (
            <>
              <sub aria-hidden="true">{marks.length}</sub>
              <span className={classes.hidden}> and below: {many}</span>
            </>
          ) : (
            <span className={classes.hidden}> alert: {title}</span>
          )}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown p={10}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
        <section className={classes.several} aria-label={many} tabIndex={0}>
          <MarkLines tenant={tenant} marks={marks} timeZone={timeZone} />
        </section>
      </Popover.Dropdown>
    </Popover>
  );
}
