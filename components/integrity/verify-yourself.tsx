import { CodeBlock } from "../ui/code-block.tsx";
import page from "../ui/page.module.css";

/** The commands that check proofs and checkpoints on the auditor's own machine. */
export function VerifyYourself({ tenant, url, vkey }: { tenant: string; url: string; vkey: string }) {
  return (
    <section className={page.card} aria-labelledby="verify-title">
      <h2 id="verify-title">Verify it yourself</h2>
      <ol className={page.steps}>
        <li>
          <span>
            <b>Take the evidence of an event.</b> Open it under Events and choose “Download all three” in its Proof tab,
            or fetch it with a provisioning key:
          </span>
          <CodeBlock
            what="commands to fetch a record and its proof"
            code={[
              `curl -H "Authorization: Bearer st_prv_…" ${url}/api/v1/events/EVENT_ID -o event.json`,
              `curl -H "Authorization: Bearer st_prv_…" ${url}/api/v1/events/EVENT_ID/proof -o event.tlog-proof`,
            ].join("\n")}
          />
        </li>
        <li>
          <span>
            <b>Check it offline.</b> The command recomputes the leaf from the record, follows the path to the root and
            checks the signature:
          </span>
          <CodeBlock
            what="command to verify"
            code={`npx sealtrail verify event.tlog-proof --record event.json --key '${vkey}'`}
          />
        </li>
        <li>
          <span>
            <b>Keep checkpoints.</b> A checkpoint that you hold pins everything before it: the ledger can never again
            show you another past.
          </span>
          <CodeBlock
            what="command to fetch the checkpoint"
            code={`curl -H "Authorization: Bearer st_prv_…" ${url}/api/v1/checkpoints/latest -o ${tenant}.checkpoint`}
          />
        </li>
      </ol>
    </section>
  );
}
