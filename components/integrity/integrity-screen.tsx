"use client";
import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import type { LedgerSeal } from "#server/proofs/index.ts";
import { absoluteTime, span } from "../events/times.ts";
import { useNowMs } from "../frame/clock.tsx";
import { useSeal } from "../frame/seal-state.tsx";
import { saveFile } from "../proof/evidence.ts";
import { CodeBlock } from "../ui/code-block.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { Notice } from "../ui/notice.tsx";
import { count, plural } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import { VerifyYourself } from "./verify-yourself.tsx";

interface Props {
  seal: LedgerSeal;
  tenant: { slug: string; timeZone: string };
  url: string;
}

/** How far the ledger is sealed, by which key, and how to check it without this site. */
export function IntegrityScreen({ seal: first, tenant, url }: Props) {
  const live = useSeal();
  const seal = live?.seal ?? first;
  const save = (name: string, text: string) =>
    saveFile({ name, type: "text/plain", bytes: new TextEncoder().encode(text) });
  return (
    <>
      <header className={page.header}>
        <h1>Integrity</h1>
      </header>
      <div className={page.content}>
        {seal.refusal ? (
          <Notice title="This ledger is not being sealed" tone="bad" isAlert>
            The database does not continue what was signed before, so nothing more is signed until an operator has
            looked into it. Events are still taken in and kept. {seal.refusal}
          </Notice>
        ) : null}
        <Figures seal={seal} timeZone={tenant.timeZone} />
        <section className={page.card} aria-labelledby="key-title">
          <h2 id="key-title">Ledger and verifier key</h2>
          <dl className={page.pairs}>
            <div>
              <dt>Origin</dt>
              <dd>
                <code>{seal.origin}</code> <CopyButton text={seal.origin} what="origin" />
              </dd>
            </div>
            <div>
              <dt>Verifier key</dt>
              <dd>
                <code>{seal.vkey}</code> <CopyButton text={seal.vkey} what="verifier key" />
              </dd>
            </div>
          </dl>
          <p>
            Write the verifier key down once, somewhere else, or have it sent to you by someone you trust. Whoever holds
            it can check every proof of this ledger, and notices if another key is put in its place.
          </p>
          <div className={page.row}>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconDownload size={14} stroke={1.8} />}
              onClick={() => save(`${tenant.slug}.vkey`, `${seal.vkey}\n`)}
            >
              Download verifier key
            </Button>
          </div>
        </section>
        <section className={page.card} aria-labelledby="checkpoint-title">
          <h2 id="checkpoint-title">Newest checkpoint</h2>
          {seal.checkpoint ? (
            <>
              <p>
                Origin, number of events, root of the tree over all of them, and the signature, as a C2SP signed note.
              </p>
              <CodeBlock code={seal.checkpoint} what="checkpoint" />
            </>
          ) : (
            <p>None yet: the first is signed within a second of the first event.</p>
          )}
        </section>
        <VerifyYourself tenant={tenant.slug} url={url} vkey={seal.vkey} />
      </div>
    </>
  );
}

function Figures({ seal, timeZone }: { seal: LedgerSeal; timeZone: string }) {
  const nowMs = useNowMs();
  const waiting = seal.size - seal.signedSize;
  return (
    <dl className={page.figures}>
      <div className={page.figure}>
        <dt>In the ledger</dt>
        <dd>
          {count(seal.size)}
          <small>events, from #0 without a gap</small>
        </dd>
      </div>
      <div className={page.figure} data-tone={seal.refusal ? "broken" : undefined}>
        <dt>Sealed</dt>
        <dd>
          {count(seal.signedSize)}
          <small>{waiting === 0 ? "all of them" : `${plural(waiting, "event")} await the next checkpoint`}</small>
        </dd>
      </div>
      <div className={page.figure}>
        <dt>Newest checkpoint</dt>
        <dd>
          {seal.signedAt ? `${span((nowMs - Date.parse(seal.signedAt)) / 1000)} ago` : "None yet"}
          <small>{seal.signedAt ? absoluteTime(seal.signedAt, timeZone) : "comes with the first event"}</small>
        </dd>
      </div>
    </dl>
  );
}
