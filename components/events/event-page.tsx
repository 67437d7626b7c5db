"use client";
import { IconArrowLeft } from "@tabler/icons-react";
import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { useState } from "react";
import { CopyButton } from "../ui/copy-button.tsx";
import { count } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import { readAddress } from "./address.ts";
import classes from "./detail.module.css";
import { EventDetail } from "./event-detail.tsx";
import type { EventRow } from "./event-rows.ts";
import { filterValue } from "./filter-value.ts";
import { eventsHref } from "./profile-links.ts";
import { useTimeZone } from "./zones.ts";

interface Props {
  row: EventRow;
  tenant: { slug: string; timeZone: string };
  vkey: string | null;
}

/** One event as a page of its own. */
export function EventPage({ row, tenant, vkey }: Props) {
  const router = useRouter();
  const parameters = useSearchParams();
  const timeZone = useTimeZone(readAddress((name) => parameters.get(name)).zone, tenant.timeZone);
  const [tab, setTab] = useState("proof");
  return (
    <>
      <header className={page.header}>
        <Link href={`/t/${tenant.slug}/events`} aria-label="All events" title="All events">
          <IconArrowLeft size={17} stroke={1.8} aria-hidden="true" style={{ display: "block" }} />
        </Link>
        <h1>Event #{count(row.seq)}</h1>
        <CopyButton text={row.event.id} what="event id" />
      </header>
      <section className={classes.pageContent} aria-label="Event">
        <EventDetail
          row={row}
          tenant={tenant.slug}
          timeZone={timeZone}
          vkey={vkey}
          tab={tab}
          onTab={setTab}
          onFilter={(field, value, how) => router.push(eventsHref(tenant.slug, filterValue("", field, value, how)))}
          isPage
        />
      </section>
    </>
  );
}
