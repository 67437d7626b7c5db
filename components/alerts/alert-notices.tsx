"use client";
import { VisuallyHidden } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { visibleLine } from "#wording";
import { useAlertBadge } from "../frame/pulse.tsx";
import { type AlertNews, knownAtStart, newsOf } from "./alert-news.ts";
import classes from "./marks.module.css";
import { SeverityMark } from "./severity-mark.tsx";

interface Props {
  tenant: string;
  /** When the page was made, by the server's clock. */
  startMs: number;
}

const SHOWN_MS = 12_000;

/** Tells of an alert that is raised while a page is open: once, in whichever of the browser's tabs is in sight. */
export function AlertNotices({ tenant, startMs }: Props) {
  const badge = useAlertBadge();
  const path = usePathname();
  const known = useRef("");
  const here = useRef(path);
  here.current = path;
  const [said, setSaid] = useState("");
  useEffect(() => {
    if (known.current === "") known.current = knownAtStart(badge, startMs);
    const toldElsewhere = recall(tenant);
    if (toldElsewhere > known.current) known.current = toldElsewhere;
    const news = newsOf(badge, known.current);
    if (!news) return;
    known.current = news.at;
    remember(tenant, news.at);
    if (here.current.endsWith(`/alerts/${news.id}`)) return;
    setSaid(`New ${news.severity} alert: ${visibleLine(news.title)}`);
    tell(tenant, news);
  }, [badge, tenant, startMs]);
  return <VisuallyHidden aria-live="polite">{said}</VisuallyHidden>;
}

function tell(tenant: string, { id, title, severity }: AlertNews): void {
  notifications.show({
    id: `alert ${id}`,
    title: (
      <span className={classes.noticeTitle}>
        <SeverityMark severity={severity} />
        New alert
      </span>
    ),
    message: (
      <Link href={`/t/${tenant}/alerts/${id}`} prefetch={false} onClick={() => notifications.hide(`alert ${id}`)}>
        {visibleLine(title)}
      </Link>
    ),
    withBorder: true,
    autoClose: SHOWN_MS,
    color: severity === "critical" || severity === "high" ? "red" : "gray",
    // Said by the page, politely.
    role: "status",
    "aria-live": "off",
  });
}

const storageKey = (tenant: string) => `sealtrail.alerts.${tenant}.told`;

function recall(tenant: string): string {
  try {
    return window.localStorage.getItem(storageKey(tenant)) ?? "";
  } catch {
    return "";
  }
}

function remember(tenant: string, at: string): void {
  try {
    window.localStorage.setItem(storageKey(tenant), at);
  } catch {
    // Without storage every tab tells of it.
  }
}
