"use client";
import { useMemo, useRef } from "react";
import type { EventRow } from "../events/event-rows.ts";
import { NameBook } from "../events/name-book.ts";
import { QueryBar } from "../events/query-bar.tsx";
import classes from "./editor.module.css";
import type { DraftFault } from "./rule-draft.ts";

/** Who writes a query, and what the page knows of what it may hold. */
export interface QueryPlace {
  tenant: { slug: string; timeZone: string };
  /** Id of the person who writes. */
  person: string;
  rows: readonly EventRow[];
}

interface Props {
  label: string;
  description?: string;
  value: string;
  onChange: (query: string) => void;
  place: QueryPlace;
  fault: DraftFault | undefined;
}

/** A query in a form, written as on the Events page. */
export function QueryField({ label, description, value, onChange, place, fault }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const { tenant, person, rows } = place;
  const names = useMemo(() => new NameBook().add(rows), [rows]);
  const address = { q: value, range: "30d", order: "newest", zone: "tenant" } as const;
  return (
    <div className={classes.labelled}>
      <span className={classes.label} aria-hidden="true">
        {label}
      </span>
      {description ? <span className={classes.description}>{description}</span> : null}
      <QueryBar
        field={label}
        q={value}
        fault={
          fault ? { code: "invalid", message: fault.message, requestId: "", fields: [{ ...fault, path: "q" }] } : null
        }
        isStale={false}
        scene={{ tenant: tenant.slug, person, address, timeZone: tenant.timeZone, rows, names, hidden: [] }}
        total={undefined}
        onQuery={onChange}
        input={input}
      />
    </div>
  );
}
