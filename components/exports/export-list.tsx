"use client";
import { Button } from "@mantine/core";
import Link from "next/link";
import { useMemo } from "react";
import { useNowMs } from "../frame/clock.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { DataTable } from "../ui/data-table.tsx";
import { Notice } from "../ui/notice.tsx";
import type { Export } from "./export-api.ts";
import { exportColumns } from "./export-columns.tsx";
import type { ExportAct } from "./export-dialogs.tsx";
import classes from "./exports.module.css";
import parts from "./parts.module.css";
import type { ExportsList } from "./use-exports.ts";

interface Props {
  tenant: { slug: string; timeZone: string };
  url: string;
  list: ExportsList;
  mayManage: boolean;
  onOpen: (id: string) => void;
  onAct: (act: ExportAct) => void;
}

/** Every export, newest first. */
export function ExportList({ tenant, url, list, mayManage, onOpen, onAct }: Props) {
  const nowMs = useNowMs();
  const columns = useMemo(
    () => exportColumns({ tenant, paceOf: list.watch.paceOf, nowMs, onOpen, onAct, onChange: list.put }),
    [tenant, list.watch.paceOf, nowMs, onOpen, onAct, list.put],
  );
  if (list.exports.length === 0) return <NoExports tenant={tenant.slug} url={url} />;
  return (
    <div className={classes.content}>
      {list.watch.isUnreachable ? (
        <p className={parts.note} role="status">
          The server cannot be reached just now: what is shown is as it was. Exports go on without this page.
        </p>
      ) : null}
      <section className={classes.card} aria-label={mayManage ? "Exports of all members and keys" : "Your exports"}>
        <DataTable label="Exports" items={list.exports} columns={columns} idOf={(one: Export) => one.id} empty={null} />
      </section>
      <footer className={classes.foot}>
        {list.hasMore ? (
          <Button size="xs" variant="default" loading={list.isLoading} onClick={list.loadOlder}>
            Older
          </Button>
        ) : null}
        <span role="alert" className={parts.fault}>
          {list.fault?.message}
        </span>
        <p className={parts.note}>
          {mayManage ? "You see everybody’s, since you manage exports. " : "You see your own. "}
          To make one, open <Link href={`/t/${tenant.slug}/events`}>Events</Link> and choose Export. Files are deleted
          after 7 days; what was exported by whom stays in the trail.
        </p>
      </footer>
    </div>
  );
}

function NoExports({ tenant, url }: { tenant: string; url: string }) {
  const snippet = [
    `curl ${url}/api/v1/exports \\`,
    '  -H "Authorization: Bearer st_prv_…" \\',
    '  -H "Content-Type: application/json" \\',
    `  -d '{"format":"evidence","q":"outcome:denied"}'`,
  ].join("\n");
  return (
    <Notice
      title="No exports yet"
      action={
        <Button component={Link} href={`/t/${tenant}/events`} size="xs">
          Go to Events
        </Button>
      }
    >
      <p>
        An export is a file of exactly the events that the Events page lists: the same query, range, columns and order,
        without what is masked for you. Choose <b>Export</b> there, at the right of the title, or press <kbd>e</kbd>.
      </p>
      <p>
        An <b>evidence bundle</b> proves itself: whoever gets it checks it offline, without an account here. A program
        asks for a file with a provisioning key that has the right “Export events”:
      </p>
      <CodeBlock code={snippet} what="command to ask for an export" />
    </Notice>
  );
}
