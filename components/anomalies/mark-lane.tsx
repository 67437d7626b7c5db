import { Popover, UnstyledButton } from "@mantine/core";
import Link from "next/link";
import { useMemo } from "react";
import type { SeriesMark } from "#server/anomalies/index.ts";
import type { AlertSeverity } from "#server/findings/index.ts";
import { visibleLine } from "#wording";
import { SeverityMark } from "../alerts/severity-mark.tsx";
import type { View } from "../charts/view.ts";
import { absoluteTime } from "../events/times.ts";
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

/** Alerts on the time axis: one leads to the alert, several at the same place to the list of them. */
export function MarkLane({ tenant, marks, view, width, timeZone }: Props) {
  const groups = useMemo(() => (width > 0 ? groupMarks(marks, view, MARK_PX / width) : []), [marks, view, width]);
  return (
    <ul className={classes.lane} aria-label="Alerts on the time axis">
      {groups.map((group) => (
        <li key={group.marks[0]!.alertId} style={{ left: `clamp(15px, ${group.share * 100}%, calc(100% - 15px))` }}>
          <i className={classes.markLine} aria-hidden="true" />
          {group.marks.length === 1 ? (
            <One tenant={tenant} mark={group.marks[0]!} timeZone={timeZone} />
          ) : (
            <Several tenant={tenant} group={group} timeZone={timeZone} />
          )}
        </li>
      ))}
    </ul>
  );
}

const severityOf = (text: string) => text as AlertSeverity;

function One({ tenant, mark, timeZone }: { tenant: string; mark: SeriesMark; timeZone: string }) {
  const title = `${visibleLine(mark.title)}, ${absoluteTime(mark.at, timeZone).replace(/:\d\d\.\d+/, "")}`;
  return (
    <Link href={`/t/${tenant}/alerts/${mark.alertId}`} prefetch={false} className={classes.mark} title={title}>
      <SeverityMark severity={severityOf(mark.severity)} />
      <span className={classes.hidden}> alert: {title}</span>
    </Link>
  );
}

function Several({ tenant, group, timeZone }: { tenant: string; group: MarkGroup; timeZone: string }) {
  return (
    <Popover position="top" shadow="md" withinPortal trapFocus width={380}>
      <Popover.Target>
        <UnstyledButton className={classes.mark} title={plural(group.marks.length, "alert")}>
          <SeverityMark severity={severityOf(group.severity)} />
          <sub aria-hidden="true">{group.marks.length}</sub>
          <span className={classes.hidden}> and below: {plural(group.marks.length, "alert")}</span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown p={10}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
        <section className={classes.several} aria-label={plural(group.marks.length, "alert")} tabIndex={0}>
          <MarkLines tenant={tenant} marks={group.marks} timeZone={timeZone} />
        </section>
      </Popover.Dropdown>
    </Popover>
  );
}
