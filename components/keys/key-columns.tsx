import Link from "next/link";
import type { ListedKey } from "#server/keys/index.ts";
import { TimeAgo } from "../events/time-ago.tsx";
import type { DataColumn } from "../ui/data-table.tsx";
import { count } from "../ui/numbers.ts";
import { DueTime, KeyStateLines } from "./key-state.tsx";
import { isWorking } from "./key-todo.ts";
import { KIND_WORDS } from "./key-words.ts";
import classes from "./keys.module.css";

const STATES = ["rotating", "active", "suspended", "expired", "revoked"] as const;
const timeOf = (iso: string | null) => (iso === null ? null : Date.parse(iso));
const NONE = <span className={classes.off}>none</span>;

/** What the list says of a key. */
export function keyColumns(tenant: { slug: string; timeZone: string }): DataColumn<ListedKey>[] {
  const { slug, timeZone } = tenant;
  return [
    {
      id: "name",
      header: "Key",
      sortBy: (key) => key.name,
      cell: (key) => (
        <span className={classes.two}>
          <Link href={`/t/${slug}/keys/${key.id}`} prefetch={false} className={classes.name}>
            {key.name}
          </Link>
          <span title={key.purpose}>{key.purpose}</span>
        </span>
      ),
    },
    {
      id: "kind",
      header: "Kind",
      width: "106px",
      sortBy: (key) => key.kind,
      cell: (key) => KIND_WORDS[key.kind].name,
    },
    {
      id: "recipient",
      header: "Recipient, owner",
      width: "142px",
      sortBy: (key) => key.recipient || null,
      cell: (key) => (
        <span className={classes.two}>
          <span className={classes.first}>{key.recipient || NONE}</span>
          <span>{key.owner === null ? "Sealtrail" : (key.owner.name ?? "somebody who has left")}</span>
        </span>
      ),
    },
    {
      id: "sees",
      header: "Sees",
      cell: (key) => (
        <span className={classes.sees} title={seesText(key)}>
          {seesText(key)}
        </span>
      ),
    },
    {
      id: "state",
      header: "State",
      width: "158px",
      sortBy: (key) => STATES.indexOf(key.state),
      cell: (key) => <KeyStateLines of={key} />,
    },
    {
      id: "expires",
      header: "Expires",
      width: "106px",
      sortBy: (key) => timeOf(key.expiresAt),
      cell: (key) =>
        key.expiresAt === null ? (
          <span className={classes.off}>never</span>
        ) : isWorking(key) ? (
          <DueTime at={key.expiresAt} timeZone={timeZone} />
        ) : (
          <span className={classes.off}>
            <DueTime at={key.expiresAt} timeZone={timeZone} soonDays={0} />
          </span>
        ),
    },
    {
      id: "rotation",
      header: "Rotation due",
      width: "106px",
      sortBy: (key) => (isWorking(key) ? timeOf(key.rotationDueAt) : null),
      cell: (key) =>
        key.rotationDueAt === null || !isWorking(key) ? NONE : <DueTime at={key.rotationDueAt} timeZone={timeZone} />,
    },
    {
      id: "used",
      header: "Last used",
      width: "118px",
      isDescendingFirst: true,
      sortBy: (key) => timeOf(key.lastUsedAt),
      cell: (key) =>
        key.lastUsedAt === null ? (
          <span className={classes.off}>never</span>
        ) : (
          <span className={classes.two}>
            <TimeAgo at={key.lastUsedAt} timeZone={timeZone} />
            {key.lastUsedIp === null ? null : <code title={key.lastUsedIp}>{key.lastUsedIp}</code>}
          </span>
        ),
    },
    {
      id: "week",
      header: "Requests, 7 d",
      width: "100px",
      align: "end",
      isDescendingFirst: true,
      sortBy: (key) => key.week.requests,
      cell: ({ week }) => (
        <span className={classes.two}>
          <span className={classes.figure}>{count(week.requests)}</span>
          {week.refusals > 0 ? <span className={classes.refused}>{count(week.refusals)} refused</span> : null}
        </span>
      ),
    },
  ];
}

const seesText = ({ kind, words }: ListedKey) => (kind === "provisioning" ? words : "no events");
