"use client";
import Link from "next/link";
import type { CSSProperties } from "react";
import { shortId, visibleBlock, visibleLine } from "#wording";
import classes from "./detail.module.css";
import type { Fact } from "./event-facts.ts";
import { actorHref, targetHref } from "./profile-links.ts";
import { TimeAgo } from "./time-ago.tsx";
import { absoluteTime } from "./times.ts";
import { type OnFilter, ValueActions } from "./value-actions.tsx";

interface Props {
  facts: Fact[];
  tenant: string;
  timeZone: string;
  onFilter: OnFilter | undefined;
}

const ID_CHARACTERS_MAX = 22;
const VALUE_CHARACTERS_MAX = 160;

/** Label and value, with "filter for", "filter out" and "copy" where they make sense. */
export function FactList({ facts, tenant, timeZone, onFilter }: Props) {
  return (
    <dl className={classes.facts}>
      {facts.map((fact, at) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: labels repeat, and the list never changes
          key={at}
          className={classes.fact}
          data-branch={(fact.text === "" && fact.value === undefined) || undefined}
          style={fact.depth ? ({ "--depth": fact.depth } as CSSProperties) : undefined}
        >
          <dt>{fact.label}</dt>
          <dd>
            <span className={classes.factText}>
              <FactText fact={fact} tenant={tenant} timeZone={timeZone} />
            </span>
            {fact.value === undefined ? null : (
              <ValueActions
                what={fact.field?.startsWith("metadata.") ? fact.field : fact.label.toLowerCase()}
                value={fact.value}
                field={fact.field}
                onFilter={onFilter}
              />
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function FactText({ fact, tenant, timeZone }: { fact: Fact; tenant: string; timeZone: string }) {
  const { text, value, page } = fact;
  if (fact.isTime && value !== undefined)
    return (
      <>
        <TimeAgo at={value} timeZone={timeZone} />
        <span className={classes.quiet}> · {absoluteTime(value, timeZone)}</span>
      </>
    );
  const words = page ? (
    <Link href={page.kind === "actor" ? actorHref(tenant, page) : targetHref(tenant, page)} prefetch={false}>
      {text}
    </Link>
  ) : (
    text
  );
  // The words often are the value, or hold it.
  if (value === undefined || text.includes(visibleLine(value)) || text === visibleBlock(value)) return words;
  return (
    <>
      {words}{" "}
      <code title={visibleLine(value)} className={text ? classes.id : undefined}>
        {visibleLine(shortId(value, text ? ID_CHARACTERS_MAX : VALUE_CHARACTERS_MAX))}
      </code>
    </>
  );
}
