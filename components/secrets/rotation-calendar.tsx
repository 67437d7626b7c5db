"use client";
import Link from "next/link";
import { useMemo } from "react";
import type { RotationCalendar as Calendar } from "#server/secrets/index.ts";
import { visibleLine } from "#wording";
import { MONTHS, WEEKDAYS, wallTime } from "../events/times.ts";
import { useNowMs } from "../frame/clock.tsx";
import { dayText } from "../keys/key-words.ts";
import { countedText } from "../ui/counted.ts";
import { Notice } from "../ui/notice.tsx";
import { count, plural } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import classes from "./calendar.module.css";
import { type CalendarDay, calendarWeeks, overdueOf, type Rotation } from "./calendar.ts";
import { dueIn } from "./secret-words.ts";
import { secretHref, secretsHref } from "./secrets-address.ts";

interface Props {
  tenant: { slug: string; timeZone: string };
  calendar: Calendar;
}

const SHOWN = 3;
const LATE_SHOWN = 20;

/** What should have been rotated, and what falls due in the coming 90 days, day by day. */
export function RotationCalendar({ tenant, calendar }: Props) {
  const { rotations, overdue, hasMore, timeZone } = calendar;
  const today = wallTime(useNowMs(), timeZone).slice(0, 10);
  const late = overdueOf(rotations);
  // The clock ticks every second, the days do not.
  const weeks = useMemo(
    () =>
      calendarWeeks(rotations, today).map((week) => (
        <tr key={week[0]!.date}>
          {week.map((day, i) => (
            <Day key={day.date} tenant={tenant.slug} weekday={WEEKDAYS[i]!} of={day} />
          ))}
        </tr>
      )),
    [rotations, today, tenant.slug],
  );
  if (rotations.length === 0 && calendar.isBehind)
    return (
      <Notice title={countedText(calendar)}>
        These events tell of no secret that is due. What the others tell stands here once they are counted.
      </Notice>
    );
  if (rotations.length === 0)
    return (
      <Notice title="Nothing is due">
        No secret with a period is overdue, or falls due in the coming 90 days. The policy says how often secrets are to
        be rotated.
      </Notice>
    );
  return (
    <div className={classes.columns}>
      <section className={page.card} aria-labelledby="overdue-title">
        <h2 id="overdue-title">Overdue</h2>
        {late.length === 0 ? (
          <p className={classes.note}>Nothing.</p>
        ) : (
          <ul className={classes.late}>
            {late.slice(0, LATE_SHOWN).map((one) => (
              <li key={`${one.type} ${one.id}`}>
                <Link href={secretHref(tenant.slug, one)} prefetch={false}>
                  {visibleLine(one.name ?? one.id)}
                </Link>
                <span>{dueIn(one.daysOver)}</span>
                <small>
                  due {dayText(one.dueAt, timeZone)}, every {plural(one.days, "day")}
                  {one.environment === null ? "" : ` · ${visibleLine(one.environment)}`}
                </small>
              </li>
            ))}
          </ul>
        )}
        {overdue > LATE_SHOWN ? (
          <Link href={secretsHref(tenant.slug, { filter: "overdue" })} prefetch={false}>
            All {count(overdue)}
          </Link>
        ) : null}
      </section>
      <section className={page.card} aria-labelledby="calendar-title">
        <h2 id="calendar-title">The coming 90 days</h2>
        <p className={classes.note}>
          Days of {timeZone}
          {hasMore ? "; more is due in them than is shown here" : ""}
        </p>
        <table className={classes.calendar} aria-labelledby="calendar-title">
          <thead>
            <tr>
              {WEEKDAYS.map((day) => (
                <th key={day} scope="col" abbr={day}>
                  {day.slice(0, 3)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{weeks}</tbody>
        </table>
      </section>
    </div>
  );
}

function Day({ tenant, weekday, of }: { tenant: string; weekday: string; of: CalendarDay }) {
  const { date, isPast, isToday, rotations } = of;
  const [, month, day] = date.split("-").map(Number);
  const rest = rotations.slice(SHOWN);
  return (
    <td
      data-past={isPast || undefined}
      data-today={isToday || undefined}
      data-empty={rotations.length === 0 || undefined}
      aria-current={isToday ? "date" : undefined}
    >
      <time dateTime={date}>
        <span className={classes.weekday}>{weekday.slice(0, 3)} </span>
        {day}
        <span className={day === 1 || isToday ? undefined : classes.month}> {MONTHS[month! - 1]}</span>
      </time>
      {rotations.slice(0, SHOWN).map((one) => (
        <DayLink key={`${one.type} ${one.id}`} tenant={tenant} of={one} />
      ))}
      {rest.length > 0 ? (
        <details>
          <summary>{count(rest.length)} more</summary>
          {rest.map((one) => (
            <DayLink key={`${one.type} ${one.id}`} tenant={tenant} of={one} />
          ))}
        </details>
      ) : null}
    </td>
  );
}

const DayLink = ({ tenant, of }: { tenant: string; of: Rotation }) => (
  <Link
    href={secretHref(tenant, of)}
    prefetch={false}
    title={`${visibleLine(of.name ?? of.id)}: ${dueIn(of.daysOver)}`}
    data-overdue={of.isOverdue || undefined}
  >
    {visibleLine(of.name ?? of.id)}
  </Link>
);
