"use client";
import { Button } from "@mantine/core";
import { IconPrinter } from "@tabler/icons-react";
import Link from "next/link";
import type { ReactNode } from "react";
import type { PermissionText } from "#server/access/index.ts";
import type { KeyDetail } from "#server/keys/index.ts";
import type { LedgerSeal } from "#server/proofs/index.ts";
import { absoluteTime } from "../events/times.ts";
import { count, plural } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import { Fact } from "./key-facts.tsx";
import { KIND_WORDS, limitsText, rotationText } from "./key-words.ts";
import classes from "./sheet.module.css";

interface Props {
  tenant: { slug: string; name: string; timeZone: string };
  /** The server's address. */
  url: string;
  of: KeyDetail;
  /** Null where the trail does not tell the viewer. */
  issuedBy: string | null;
  rights: PermissionText[];
  /** Null for a viewer who may not see the seal. */
  seal: LedgerSeal | null;
  madeBy: string;
  madeAt: string;
}

/** Everything that holds for a key, on paper: every time with its zone, nothing of its secret. */
export function DataSheet({ tenant, url, of: key, issuedBy, rights, seal, madeBy, madeAt }: Props) {
  const at = (iso: string) => absoluteTime(iso, tenant.timeZone).replace(/\.\d+/, "");
  return (
    <>
      <header className={`${page.header} ${classes.bar}`}>
        <Link href={`/t/${tenant.slug}/keys`} className={classes.crumb}>
          Keys
        </Link>
        <span aria-hidden="true">/</span>
        <Link href={`/t/${tenant.slug}/keys/${key.id}`} className={classes.crumb}>
          {key.name}
        </Link>
        <span aria-hidden="true">/</span>
        <span>Data sheet</span>
        <span className={classes.gap} />
        <Button
          size="xs"
          leftSection={<IconPrinter size={15} stroke={1.7} aria-hidden="true" />}
          onClick={() => window.print()}
        >
          Print
        </Button>
      </header>
      <article className={classes.sheet} aria-labelledby="sheet-title">
        <p className={classes.over}>{tenant.name} · data sheet of a key</p>
        <h1 id="sheet-title">{key.name}</h1>
        <p className={classes.purpose}>{key.purpose}</p>
        <Part title="What it is">
          <Fact what="Kind">
            {KIND_WORDS[key.kind].name}: {lower(KIND_WORDS[key.kind].does)}
          </Fact>
          <Fact what="Key id">
            <code>{key.id}</code> (token begins with <code>{key.prefix}</code>)
          </Fact>
          <Fact what="State">{stateWords(key, at)}</Fact>
          <Fact what="Recipient">{key.recipient || "none named"}</Fact>
          <Fact what="Owner">{key.owner ? (key.owner.name ?? "somebody who has left the tenant") : "Sealtrail"}</Fact>
          <Fact what="Issued">
            {at(key.createdAt)}
            {issuedBy === null ? "" : `, by ${issuedBy}`}
          </Fact>
          <Fact what="Expires">{key.expiresAt === null ? "only when it is revoked" : at(key.expiresAt)}</Fact>
        </Part>
        <Part title="What it may and sees">
          <Fact what="Role">{key.role.replaceAll("_", " ")}</Fact>
          <Fact what="Rights">
            {rights.length === 0 ? (
              key.kind === "ingest" ? (
                "Append events"
              ) : (
                "none"
              )
            ) : (
              <ul>
                {rights.map(({ name, label, description }) => (
                  <li key={name}>
                    {label}: {lower(description)}
                  </li>
                ))}
              </ul>
            )}
          </Fact>
          <Fact what="Sees">{key.words}</Fact>
          {key.scope?.query ? (
            <Fact what="Query">
              <code>{key.scope.query}</code>
            </Fact>
          ) : null}
          <Fact what="Masked fields">
            {key.masks.length > 0 ? <code>{key.masks.join(", ")}</code> : "none of its own"}
          </Fact>
          <Fact what="Addresses">
            {key.addresses.length > 0 ? <code>{key.addresses.join(", ")}</code> : "from anywhere"}
          </Fact>
          <Fact what="Limits">{limitsText(key)}</Fact>
        </Part>
        <Rotations of={key} at={at} />
        <Use of={key} at={at} />
        <Part title="Review">
          <Fact what="Last confirmed">
            {key.review.lastAt === null ? "not yet" : `${at(key.review.lastAt)}, by ${key.review.lastBy}`}
          </Fact>
          <Fact what="Next review due">{at(key.review.nextDueAt)}</Fact>
        </Part>
        <footer className={classes.foot}>
          <p>
            Made {at(madeAt)} by {madeBy} from {url}.
          </p>
          {seal?.signedAt ? (
            <p>
              Everything done with this key stands in the ledger <code>{seal.origin}</code>, of which{" "}
              {count(seal.signedSize)} events were sealed at {at(seal.signedAt)}. Verifier key: <code>{seal.vkey}</code>
            </p>
          ) : null}
        </footer>
      </article>
    </>
  );
}

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

type At = (iso: string) => string;

function stateWords(key: KeyDetail, at: At): string {
  switch (key.state) {
    case "rotating":
      return `rotating: its old secret works until ${at(key.oldSecretUntil!)}`;
    case "revoked":
      return `revoked ${at(key.revokedAt!)} by ${key.revokedBy}: ${key.revokeReason}`;
    case "suspended":
      return `suspended ${at(key.suspendedAt!)}: ${key.suspendReason}`;
    case "expired":
      return `expired ${at(key.expiresAt!)}`;
    default:
      return "active";
  }
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.part}>
      <h2>{title}</h2>
      <dl className={page.pairs}>{children}</dl>
    </section>
  );
}

function Rotations({ of: key, at }: { of: KeyDetail; at: At }) {
  return (
    <section className={classes.part}>
      <h2>Rotation</h2>
      <p>
        To be rotated: {rotationText(key.rotationDays)}
        {key.rotationDueAt === null ? "" : `, next by ${at(key.rotationDueAt)}`}. Its present secret was made{" "}
        {at(key.secretMadeAt)}.
      </p>
      {key.secrets.length === 0 ? (
        <p>It has had no other secret.</p>
      ) : (
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">Secret made</th>
              <th scope="col">Replaced</th>
              <th scope="col">By</th>
              <th scope="col">Why</th>
              <th scope="col">Worked until</th>
            </tr>
          </thead>
          <tbody>
            {key.secrets.map((secret) => (
              <tr key={secret.replacedAt + secret.madeAt}>
                <td>{at(secret.madeAt)}</td>
                <td>{at(secret.replacedAt)}</td>
                <td>{secret.replacedBy}</td>
                <td>{secret.reason}</td>
                <td>
                  {at(secret.validUntil)}
                  {secret.cutAt === null ? "" : " (cut)"}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Use({ of: key, at }: { of: KeyDetail; at: At }) {
  const sum = (what: "requests" | "rows" | "refusals") => key.hours.reduce((total, hour) => total + hour[what], 0);
  return (
    <Part title="Use in the last 28 days">
      <Fact what="Requests">{count(sum("requests"))}</Fact>
      <Fact what={key.kind === "ingest" ? "Events" : "Rows"}>{count(sum("rows"))}</Fact>
      <Fact what="Refused">{count(sum("refusals"))}</Fact>
      <Fact what="Last used">
        {key.lastUsedAt === null ? "never" : `${at(key.lastUsedAt)}${key.lastUsedIp ? ` from ${key.lastUsedIp}` : ""}`}
      </Fact>
      <Fact what="Addresses">
        {key.seenAddresses.length === 0
          ? "none"
          : `${plural(key.seenAddresses.length, "address", "addresses")}: ${key.seenAddresses
              .slice(0, 12)
              .map(({ ip }) => ip)
              .join(", ")}`}
      </Fact>
    </Part>
  );
}
