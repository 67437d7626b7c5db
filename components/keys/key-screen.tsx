"use client";
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useMemo, useState } from "react";
import type { Permission, PermissionText } from "#server/access/index.ts";
import type { KeyDetail, RotatedKey } from "#server/keys/index.ts";
import { OpenAlerts } from "../alerts/open-alerts.tsx";
import { type EventRow, mergeRows } from "../events/event-rows.ts";
import { TimeAgo } from "../events/time-ago.tsx";
import { useTail } from "../events/use-tail.ts";
import page from "../ui/page.module.css";
import type { KeyActs } from "./key-acts.ts";
import { Addresses, History, SeesNow, Signals } from "./key-aside.tsx";
import { type KeyDialog, KeyDialogs } from "./key-dialogs.tsx";
import { KeyFacts } from "./key-facts.tsx";
import classes from "./key-page.module.css";
import { KeyStateBadge } from "./key-state.tsx";
import { withRequests } from "./live-use.ts";
import { RequestList } from "./request-list.tsx";
import { TokenOnce } from "./token-once.tsx";
import { UsageChart } from "./usage-chart.tsx";

interface Props {
  tenant: { slug: string; timeZone: string };
  /** The server's address. */
  url: string;
  saved: KeyDetail;
  rights: PermissionText[];
  permissions: readonly Permission[];
  /** What the trail tells of the key, as far as the viewer sees it; null without the right to read events. */
  trail: { q: string; requests: EventRow[]; cursor: string | null; history: EventRow[]; size: number } | null;
  /** What it sees, as a query of the Events page; null where that is not for the viewer to know. */
  query: string | null;
  /** How many alerts about it are open; null for a viewer who may not see alerts. */
  openAlerts: number | null;
  acts: KeyActs;
}

/** A key with what it is for, how it is used, and what can be done with it. */
export function KeyScreen({ tenant, url, saved, rights, permissions, trail, query, openAlerts, acts }: Props) {
  const router = useRouter();
  const [dialog, setDialog] = useState<KeyDialog | null>(null);
  const [rotated, setRotated] = useState<RotatedKey | null>(null);
  const requests = useRequests(tenant.slug, trail, permissions.includes("events.stream"));
  const key = useMemo(() => withRequests(saved, requests.arrived), [saved, requests.arrived]);
  function done(message: string) {
    setDialog(null);
    notifications.show({ message });
    router.refresh();
  }
  return (
    <>
      <KeyHead tenant={tenant.slug} of={key} permissions={permissions} onDialog={setDialog} />
      <div className={classes.columns}>
        {rotated ? (
          <div className={classes.wide}>
            <TokenOnce
              token={rotated.token}
              url={url}
              kind={key.kind}
              permissions={key.permissions}
              onDone={() => setRotated(null)}
            />
          </div>
        ) : null}
        <EndNotice of={key} timeZone={tenant.timeZone} />
        <div className={classes.side}>
          <KeyFacts tenant={tenant} of={key} rights={rights} maySeeRoles={permissions.includes("roles.read")} />
          {key.kind === "provisioning" ? <SeesNow tenant={tenant} of={key} query={query} /> : null}
          <Signals signals={key.signals}>
            {openAlerts === null ? null : (
              <p>
                <OpenAlerts tenant={tenant.slug} entity={{ type: "key", id: key.id }} open={openAlerts} isAlone />
              </p>
            )}
          </Signals>
          <History tenant={tenant} rows={trail?.history ?? null} />
        </div>
        <div className={classes.side}>
          <UsageChart
            hours={key.hours}
            timeZone={tenant.timeZone}
            rowsAre={key.kind === "ingest" ? "events" : "rows"}
          />
          {key.kind === "ingest" ? (
            <Brought tenant={tenant.slug} id={key.id} />
          ) : trail ? (
            <RequestList tenant={tenant} q={trail.q} {...requests.list} />
          ) : (
            <section className={page.card} aria-labelledby="requests-title">
              <h2 id="requests-title">Every request</h2>
              <p>The right “Read events” is needed to see them.</p>
            </section>
          )}
          <Addresses tenant={tenant} addresses={key.seenAddresses} />
        </div>
      </div>
      <KeyDialogs
        dialog={dialog}
        tenant={tenant.slug}
        of={key}
        acts={acts}
        onClose={() => setDialog(null)}
        onDone={done}
        onRotated={(answer) => {
          setDialog(null);
          setRotated(answer);
          router.refresh();
        }}
      />
    </>
  );
}

/** The requests that the page began with, older ones as they are asked for, and new ones as they are made. */
function useRequests(tenant: string, trail: Props["trail"], mayFollow: boolean) {
  const [rows, setRows] = useState(trail?.requests ?? []);
  const [arrived, setArrived] = useState<EventRow[]>([]);
  const [cursor, setCursor] = useState(trail?.cursor ?? null);
  const [fromSeq] = useState(trail?.size ?? 0);
  const [shown, setShown] = useState(trail);
  // Read anew, the page counts what had arrived.
  if (trail !== shown) {
    setShown(trail);
    setArrived([]);
    setRows((now) => mergeRows(now, trail?.requests ?? [], cursor !== null));
  }
  const tail = useTail({
    tenant,
    q: trail?.q ?? "",
    enabled: trail !== null && mayFollow,
    fromSeq,
    includeReads: true,
    onRows: (fresh) => {
      setRows((now) => mergeRows(now, fresh, cursor !== null));
      setArrived((now) => [...now, ...fresh]);
    },
  });
  const onOlder = (older: EventRow[], next: string | null) => {
    setRows((now) => mergeRows(now, older, false));
    setCursor(next);
  };
  return { arrived, list: { rows, cursor, tail, mayFollow, onOlder } };
}

interface HeadProps {
  tenant: string;
  of: KeyDetail;
  permissions: readonly Permission[];
  onDialog: (dialog: KeyDialog) => void;
}

function KeyHead({ tenant, of: key, permissions, onDialog }: HeadProps) {
  const path = `/t/${tenant}/keys/${key.id}`;
  const isWorking = key.state === "active" || key.state === "rotating";
  const mayUpdate = permissions.includes("keys.update");
  return (
    <header className={`${page.header} ${classes.header}`}>
      <Link href={`/t/${tenant}/keys`} className={classes.crumb}>
        Keys
      </Link>
      <span aria-hidden="true">/</span>
      <h1>{key.name}</h1>
      <KeyStateBadge of={key} />
      <span className={classes.gap} />
      <Button component={Link} href={`${path}/sheet`} size="xs" variant="default">
        Data sheet
      </Button>
      {mayUpdate && key.state !== "revoked" ? (
        <Button component={Link} href={`${path}/edit`} size="xs" variant="default">
          Edit
        </Button>
      ) : null}
      {mayUpdate && key.state === "suspended" ? (
        <Button size="xs" variant="default" onClick={() => onDialog("resume")}>
          Resume
        </Button>
      ) : null}
      {mayUpdate && key.oldSecretUntil !== null && isWorking ? (
        <Button size="xs" variant="outline" color="red" onClick={() => onDialog("cut")}>
          Leaked: cut now
        </Button>
      ) : null}
      {mayUpdate && isWorking ? (
        <Button size="xs" variant="default" onClick={() => onDialog("rotate")}>
          Rotate
        </Button>
      ) : null}
      {permissions.includes("keys.revoke") && key.state !== "revoked" ? (
        <Button size="xs" variant="outline" color="red" onClick={() => onDialog("revoke")}>
          Revoke
        </Button>
      ) : null}
    </header>
  );
}

/** Why a key does not work. */
function EndNotice({ of: key, timeZone }: { of: KeyDetail; timeZone: string }) {
  if (key.state === "revoked")
    return (
      <div className={classes.notice} data-tone="refused">
        <b>
          Revoked by {key.revokedBy}, <TimeAgo at={key.revokedAt!} timeZone={timeZone} />
        </b>
        <span>{key.revokeReason}</span>
      </div>
    );
  if (key.state === "expired")
    return (
      <div className={classes.notice}>
        <b>
          Expired <TimeAgo at={key.expiresAt!} timeZone={timeZone} />
        </b>
        <span>It is refused everywhere. Give it a later end, or issue a new key.</span>
      </div>
    );
  if (key.state === "suspended")
    return (
      <div className={classes.notice}>
        <b>
          Suspended itself <TimeAgo at={key.suspendedAt!} timeZone={timeZone} />
        </b>
        <span>It was {key.suspendReason}. It is refused everywhere until somebody resumes it.</span>
      </div>
    );
  return null;
}

function Brought({ tenant, id }: { tenant: string; id: string }) {
  return (
    <section className={page.card} aria-labelledby="brought-title">
      <h2 id="brought-title">What it brought in</h2>
      <p>
        Every event names the key that it came by:{" "}
        <Link href={`/t/${tenant}/events?q=key%3A${id}`}>events that this key appended</Link>. Its refused requests are{" "}
        <Link href={`/t/${tenant}/events?q=${encodeURIComponent(`actor.id:${id} action:key.refused`)}&range=30d`}>
          in the trail
        </Link>
        .
      </p>
    </section>
  );
}
