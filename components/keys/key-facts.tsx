"use client";
import Link from "next/link";
import type { ReactNode } from "react";
import type { PermissionText } from "#server/access/index.ts";
import type { KeyDetail } from "#server/keys/index.ts";
import { TimeAgo } from "../events/time-ago.tsx";
import page from "../ui/page.module.css";
import classes from "./key-page.module.css";
import { DueTime } from "./key-state.tsx";
import { dayText, KIND_WORDS, limitsText, rotationText } from "./key-words.ts";

interface Props {
  tenant: { slug: string; timeZone: string };
  of: KeyDetail;
  /** What it may, in the words of the pages. */
  rights: PermissionText[];
  maySeeRoles: boolean;
}

/** What a key is for, and everything that holds for it. */
export function KeyFacts({ tenant, of: key, rights, maySeeRoles }: Props) {
  const { slug, timeZone } = tenant;
  const isProviding = key.kind === "provisioning";
  return (
    <section className={page.card} aria-labelledby="facts-title">
      <h2 id="facts-title">What it is for</h2>
      <p className={classes.purpose}>{key.purpose}</p>
      <dl className={page.pairs}>
        <Fact what="Kind">{KIND_WORDS[key.kind].name}</Fact>
        <Fact what="Recipient">{key.recipient || <None />}</Fact>
        <Fact what="Owner">{key.owner ? (key.owner.name ?? "somebody who has left") : "Sealtrail"}</Fact>
        {key.kind === "ingest" ? null : (
          <>
            <Fact what="Role">
              {maySeeRoles ? (
                <Link href={`/t/${slug}/roles/${encodeURIComponent(key.role)}`}>{key.role.replaceAll("_", " ")}</Link>
              ) : (
                key.role.replaceAll("_", " ")
              )}
            </Fact>
            <Fact what="May">{rights.map(({ label }) => label).join(", ") || "nothing"}</Fact>
          </>
        )}
        {isProviding ? (
          <>
            <Fact what="Sees">{key.words}</Fact>
            {key.scope?.query ? (
              <Fact what="Query">
                <code>{key.scope.query}</code>
              </Fact>
            ) : null}
            <Fact what="Masked">{key.masks.length > 0 ? <Codes values={key.masks} /> : <None what="nothing" />}</Fact>
          </>
        ) : null}
        <Fact what="Addresses">{key.addresses.length > 0 ? <Codes values={key.addresses} /> : "from anywhere"}</Fact>
        <Fact what="Limits">{limitsText(key)}</Fact>
        <Fact what="Expires">
          {key.expiresAt === null ? (
            <None what="when it is revoked" />
          ) : (
            <>
              {dayText(key.expiresAt, timeZone)}, <DueTime at={key.expiresAt} timeZone={timeZone} />
            </>
          )}
        </Fact>
        <Fact what="Rotation">
          {rotationText(key.rotationDays)} · secret made <TimeAgo at={key.secretMadeAt} timeZone={timeZone} />
          {key.rotationDueAt === null ? null : (
            <>
              {" · due "}
              <DueTime at={key.rotationDueAt} timeZone={timeZone} />
            </>
          )}
        </Fact>
        <Fact what="Token">
          <code>{key.prefix}••••••••</code>
        </Fact>
        <Fact what="Last used">
          {key.lastUsedAt === null ? (
            "never"
          ) : (
            <>
              <TimeAgo at={key.lastUsedAt} timeZone={timeZone} />
              {key.lastUsedIp ? (
                <>
                  {" from "}
                  <code>{key.lastUsedIp}</code>
                </>
              ) : null}
            </>
          )}
        </Fact>
        <Fact what="Reviewed">
          {key.review.lastAt === null ? (
            "not yet"
          ) : (
            <>
              kept by {key.review.lastBy}, <TimeAgo at={key.review.lastAt} timeZone={timeZone} />
            </>
          )}
          {" · next "}
          <DueTime at={key.review.nextDueAt} timeZone={timeZone} soonDays={0} />
        </Fact>
      </dl>
    </section>
  );
}

export function Fact({ what, children }: { what: string; children: ReactNode }) {
  return (
    <div>
      <dt>{what}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const None = ({ what = "none" }: { what?: string }) => <span className={classes.faint}>{what}</span>;

const Codes = ({ values }: { values: readonly string[] }) => (
  <span className={classes.codes}>
    {values.map((value) => (
      <code key={value}>{value}</code>
    ))}
  </span>
);
