import { Checkbox } from "@mantine/core";
import Link from "next/link";
import type { AlertLine } from "#server/alerts/index.ts";
import { visibleLine } from "#wording";
import { TimeAgo } from "../events/time-ago.tsx";
import { count } from "../ui/numbers.ts";
import { entityName, scoreText, sourceName, typeName } from "./alert-words.ts";
import { SeverityMark } from "./severity-mark.tsx";
import { StateBadge } from "./state-badge.tsx";
import classes from "./table.module.css";
import { ROW_LINK } from "./use-alert-choice.ts";

interface Props {
  of: AlertLine;
  tenant: { slug: string; timeZone: string };
  mayTriage: boolean;
  isActive: boolean;
  isTicked: boolean;
  onTick: (id: string) => void;
  onActive: (id: string) => void;
}

export function AlertRow({ of, tenant, mayTriage, isActive, isTicked, onTick, onActive }: Props) {
  const { id, title, entity, severity, score, confidence, events, assignee, isLate } = of;
  return (
    <tr data-active={isActive || undefined} data-ticked={isTicked || undefined} onFocus={() => onActive(id)}>
      {mayTriage ? (
        <td className={classes.tick}>
          <Checkbox
            size="xs"
            aria-label={`Select ${visibleLine(title)}`}
            checked={isTicked}
            onChange={() => onTick(id)}
            tabIndex={isActive ? 0 : -1}
          />
        </td>
      ) : null}
      <td className={classes.severity}>
        <SeverityMark severity={severity} />
      </td>
      <td className={classes.what}>
        <Link
          href={`/t/${tenant.slug}/alerts/${id}`}
          prefetch={false}
          className={classes.title}
          {...{ [ROW_LINK]: id }}
        >
          {visibleLine(title)}
        </Link>
        <small>
          {sourceName(of)} ·{" "}
          {entity.type === "tenant" ? entityName(entity) : `${typeName(entity.type)} ${entityName(entity)}`}
          {isLate ? " · came late" : ""}
        </small>
      </td>
      <td className={classes.number} data-label="score" title={`confidence ${confidence.toFixed(2)}`}>
        {scoreText(score)}
      </td>
      <td className={classes.number} data-label={events === 1 ? "event" : "events"}>
        {count(events)}
      </td>
      <td className={classes.when}>
        <TimeAgo at={of.lastAt} timeZone={tenant.timeZone} />
      </td>
      <td className={classes.state}>
        <StateBadge of={of} />
        <small>{assignee ? visibleLine(assignee.name ?? "a former member") : "nobody’s"}</small>
      </td>
    </tr>
  );
}
