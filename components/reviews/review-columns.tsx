import Link from "next/link";
import type { ReviewItem } from "#server/reviews/index.ts";
import { TimeAgo } from "../events/time-ago.tsx";
import type { DataColumn } from "../ui/data-table.tsx";
import { plural } from "../ui/numbers.ts";
import { DecisionCell } from "./decision-cell.tsx";
import { keyOfItem, type Reviewer, type ReviewTenant } from "./review-acts.ts";
import { changedText, dayText, nameOfItem } from "./review-text.ts";
import classes from "./reviews.module.css";

export interface ColumnOptions {
  tenant: ReviewTenant;
  reviewer: Reviewer;
  rights: Record<string, string>;
  isCompleted: boolean;
  /** The item that is being decided. */
  isBusy: string | null;
  keep: (item: ReviewItem) => void;
  revoke: (item: ReviewItem) => void;
}

const RANK = { kept: 1, revoked: 2, gone: 3 } as const;

export function keyColumns(options: ColumnOptions): DataColumn<ReviewItem>[] {
  const { tenant, reviewer } = options;
  return [
    {
      id: "name",
      header: "Key",
      sortBy: nameOfItem,
      cell: (item) => (item.kind === "key" ? <KeyName item={item} tenant={tenant} reviewer={reviewer} /> : null),
    },
    { id: "may", header: "May do and see", cell: (item) => <Access item={item} rights={options.rights} /> },
    {
      id: "used",
      header: "Last used",
      width: "168px",
      isDescendingFirst: true,
      sortBy: (item) =>
        item.kind === "key" && item.subject.last_used_at ? Date.parse(item.subject.last_used_at) : null,
      cell: (item) =>
        item.kind === "key" ? (
          <span className={classes.stack}>
            {item.subject.last_used_at ? (
              <TimeAgo at={item.subject.last_used_at} timeZone={tenant.timeZone} />
            ) : (
              <span>never</span>
            )}
            <small>{plural(item.subject.requests_90_days, "request")} in 90 days</small>
            <small>
              {item.subject.expires_at ? `ends ${dayText(item.subject.expires_at, tenant.timeZone)}` : "without end"}
            </small>
          </span>
        ) : null,
    },
    decisionColumn(options),
  ];
}

export function memberColumns(options: ColumnOptions): DataColumn<ReviewItem>[] {
  const { tenant, reviewer } = options;
  return [
    {
      id: "name",
      header: "Member",
      sortBy: nameOfItem,
      cell: (item) =>
        item.kind === "member" ? (
          <span className={classes.stack}>
            <b>
              {item.subject.name}
              {item.id === reviewer.id ? <span className={classes.self}>you</span> : null}
            </b>
            <small>{item.subject.email}</small>
            <small>member since {dayText(item.subject.since, tenant.timeZone)}</small>
          </span>
        ) : null,
    },
    { id: "may", header: "May do and see", cell: (item) => <Access item={item} rights={options.rights} /> },
    {
      id: "seen",
      header: "Last seen",
      width: "168px",
      isDescendingFirst: true,
      sortBy: (item) =>
        item.kind === "member" && item.subject.last_seen_at ? Date.parse(item.subject.last_seen_at) : null,
      cell: (item) =>
        item.kind === "member" ? (
          <span className={classes.stack}>
            {item.subject.last_seen_at ? (
              <TimeAgo at={item.subject.last_seen_at} timeZone={tenant.timeZone} />
            ) : (
              <span>never</span>
            )}
            <small data-tone={item.subject.second_factor ? undefined : "late"}>
              {item.subject.second_factor ? "with second factor" : "no second factor"}
            </small>
          </span>
        ) : null,
    },
    decisionColumn(options),
  ];
}

function decisionColumn(options: ColumnOptions): DataColumn<ReviewItem> {
  const { reviewer } = options;
  return {
    id: "decision",
    header: "Decision",
    width: "218px",
    sortBy: (item) => (item.decision ? RANK[item.decision] : 0),
    cell: (item) => (
      <DecisionCell
        item={item}
        timeZone={options.tenant.timeZone}
        mayDecide={reviewer.mayReview && !options.isCompleted}
        mayRevoke={item.kind === "key" ? reviewer.mayRevokeKeys : reviewer.mayRemoveMembers && item.id !== reviewer.id}
        isBusy={options.isBusy === keyOfItem(item)}
        keep={() => options.keep(item)}
        revoke={() => options.revoke(item)}
      />
    ),
  };
}

interface KeyNameProps {
  item: ReviewItem & { kind: "key" };
  tenant: ReviewTenant;
  reviewer: Reviewer;
}

function KeyName({ item, tenant, reviewer }: KeyNameProps) {
  const { subject } = item;
  const facts = [
    subject.kind,
    ...(subject.recipient ? [`for ${subject.recipient}`] : []),
    subject.owner ? `owner ${subject.owner}` : "no owner",
    ...(subject.state === "active" ? [] : [subject.state]),
  ];
  return (
    <span className={classes.stack}>
      {reviewer.maySeeKeys ? (
        <Link href={`/t/${tenant.slug}/keys/${item.id}`} prefetch={false} className={classes.name}>
          {subject.name}
        </Link>
      ) : (
        <b>{subject.name}</b>
      )}
      <span>{subject.purpose}</span>
      <small>{facts.join(" · ")}</small>
    </span>
  );
}

const RIGHTS_SHOWN = 2;

function Access({ item, rights }: { item: ReviewItem; rights: Record<string, string> }) {
  const { role, sees } = item.subject;
  const names = item.subject.rights.map((right) => rights[right] ?? right);
  const more = names.length - RIGHTS_SHOWN;
  return (
    <span className={classes.stack}>
      <span>
        <b>{role.replaceAll("_", " ")}</b>
        {item.changed.length > 0 ? (
          <span className={classes.badge} data-tone="late">
            changed since: {changedText(item.changed)}
          </span>
        ) : null}
      </span>
      <span>Sees {sees}</span>
      {more <= 0 ? (
        <small>{names.join(", ") || "No right by now"}</small>
      ) : (
        <details className={classes.rights}>
          <summary>
            {names.slice(0, RIGHTS_SHOWN).join(", ")} and {plural(more, "more right")}
          </summary>
          <small>{names.slice(RIGHTS_SHOWN).join(", ")}</small>
        </details>
      )}
    </span>
  );
}
