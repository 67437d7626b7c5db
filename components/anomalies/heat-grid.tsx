"use client";
import { useRouter } from "next/navigation";
import { type KeyboardEvent, useRef } from "react";
import type { HeatMap } from "#server/anomalies/index.ts";
import { WEEKDAYS } from "../events/times.ts";
import { count, plural } from "../ui/numbers.ts";
import classes from "./heat.module.css";
import { hourText, movedCell } from "./heat-hours.ts";

interface Props {
  map: HeatMap;
  label: string;
  /** The chosen hour of the week. */
  at: number;
  onAt: (at: number) => void;
  hrefOf: (at: number) => string | undefined;
}

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** What an hour of the week has, in words. */
export function cellText({ counts, denied, business }: HeatMap, at: number): string {
  const refused = denied[at]! > 0 ? `, ${count(denied[at]!)} denied` : "";
  return `${plural(counts[at]!, "event")}${refused}, ${business[at] ? "business hours" : "out of hours"}`;
}

/** Seven days of 24 hours as one grid: a single tab stop, arrow keys go from hour to hour. */
export function HeatGrid({ map, label, at, onAt, hrefOf }: Props) {
  const router = useRouter();
  const grid = useRef<HTMLTableElement>(null);
  function onKeyDown(event: KeyboardEvent<HTMLTableElement>) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = movedCell(at, event.key);
    const href = event.key === "Enter" && map.counts[at]! > 0 ? hrefOf(at) : undefined;
    if (next !== undefined) {
      onAt(next);
      grid.current?.querySelector<HTMLElement>(`[data-hour="${next}"]`)?.focus();
    } else if (href) router.push(href);
    else return;
    event.preventDefault();
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table is what a grid is made of
    <table ref={grid} className={classes.grid} role="grid" aria-label={label} onKeyDown={onKeyDown}>
      <thead>
        <tr>
          <td />
          {HOURS.map((hour) => (
            <th key={hour} scope="col" data-shown={hour % 3 === 0 || undefined}>
              <span className={classes.hidden}>{hourText(hour)}</span>
              <span aria-hidden="true">{hour % 3 === 0 ? String(hour).padStart(2, "0") : ""}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {WEEKDAYS.map((day, row) => (
          <tr key={day}>
            <th scope="row">
              <span className={classes.hidden}>{day}</span>
              <span aria-hidden="true">{day.slice(0, 3)}</span>
            </th>
            {HOURS.map((hour) => {
              const own = 24 * row + hour;
              const events = map.counts[own]!;
              return (
                <td
                  key={hour}
                  // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a cell of the grid
                  role="gridcell"
                  data-hour={own}
                  tabIndex={own === at ? 0 : -1}
                  aria-label={`${day} ${hourText(hour)}: ${cellText(map, own)}`}
                  aria-selected={own === at}
                  data-business={map.business[own] || undefined}
                  data-denied={map.denied[own]! > 0 || undefined}
                  style={{ "--heat": heat(events, map.most) } as object}
                  onFocus={() => onAt(own)}
                />
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Percent of the colour: by the root, so that a few events are seen beside many, and never less than can be told from none. */
const heat = (events: number, most: number) => `${events === 0 ? 0 : Math.round(16 + 84 * Math.sqrt(events / most))}%`;
