"use client";
import { Button } from "@mantine/core";
import Link from "next/link";
import type { MemberSession } from "#server/sessions/index.ts";
import account from "../account/account.module.css";
import { DeviceName, placeText } from "../account/session-line.tsx";
import { TimeAgo } from "../events/time-ago.tsx";
import type { DataColumn } from "../ui/data-table.tsx";
import classes from "./sessions.module.css";

/** What a row shows; without `onEnd` no session can be ended. */
export function sessionColumns(
  tenant: string,
  zone: string,
  own: string,
  onEnd: ((session: MemberSession) => void) | undefined,
): DataColumn<MemberSession>[] {
  return [
    {
      id: "person",
      header: "Person",
      sortBy: (one) => one.person.name,
      cell: ({ person }) => (
        <span className={classes.person}>
          <b>{person.name}</b>
          <span>{person.email}</span>
        </span>
      ),
    },
    {
      id: "device",
      header: "Device",
      sortBy: (one) => one.device.device,
      cell: (one) => <DeviceName device={one.device} />,
    },
    {
      id: "place",
      header: "Place",
      width: "150px",
      sortBy: (one) => placeText(one.place) || null,
      cell: (one) => placeText(one.place) || <span className={classes.unknown}>not known</span>,
    },
    {
      id: "ip",
      header: "Address",
      width: "140px",
      sortBy: (one) => one.ip,
      cell: (one) => <code className={classes.ip}>{one.ip ?? ""}</code>,
    },
    {
      id: "factor",
      header: "Second factor",
      width: "110px",
      sortBy: (one) => (one.secondFactor ? 1 : 0),
      cell: (one) => (one.secondFactor ? "given" : "not given"),
    },
    {
      id: "seen",
      header: "Last used",
      width: "110px",
      isDescendingFirst: true,
      sortBy: (one) => Date.parse(one.lastSeenAt),
      cell: (one) => <TimeAgo at={one.lastSeenAt} timeZone={zone} />,
    },
    {
      id: "acts",
      header: "Acts",
      isHeaderHidden: true,
      width: "130px",
      align: "end",
      cell: (one) => (
        <span className={classes.acts}>
          <Link
            href={`/t/${tenant}/events?q=${encodeURIComponent(`session:${one.id}`)}`}
            prefetch={false}
            aria-label={`Events of the session of ${one.person.name} on ${one.device.device}`}
          >
            Events
          </Link>
          {one.id === own ? (
            <span className={account.here}>yours</span>
          ) : onEnd ? (
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => onEnd(one)}
              aria-label={`End the session of ${one.person.name} on ${one.device.device}`}
            >
              End
            </Button>
          ) : null}
        </span>
      ),
    },
  ];
}
