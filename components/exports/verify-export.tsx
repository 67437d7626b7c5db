import { CodeBlock } from "../ui/code-block.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import page from "../ui/page.module.css";
import type { Export } from "./export-api.ts";
import classes from "./exports.module.css";
import parts from "./parts.module.css";

interface Props {
  of: Export;
  sha256: string;
  vkey: string | null;
}

/** How whoever has the file checks it without this site. */
export function VerifyExport({ of, sha256, vkey }: Props) {
  if (of.format !== "evidence")
    return (
      <>
        <p className={parts.note}>
          The hash shows that a copy is this file and was not changed since. It does not show that the events are true
          to the ledger: an evidence bundle of the same events does.
        </p>
        <CodeBlock
          code={`echo '${sha256}' \\\n  ' ${of.fileName}' | sha256sum --check`}
          what="command to check the file"
        />
      </>
    );
  const key = vkey ?? "VKEY";
  return (
    <>
      <p className={parts.note}>
        Each way says verified, or names what is wrong: the line, the file or the signature. All of them work without a
        network.
      </p>
      <ol className={page.steps}>
        <li>
          <span>
            <b>In a browser, from the bundle itself.</b> Unpack it, open <code>verify.html</code> from the disk, and
            choose the .zip.
          </span>
          <CodeBlock code={`unzip -o ${of.fileName} verify.html`} what="command to unpack the page" />
        </li>
        <li>
          <span>
            <b>With the command line.</b>
          </span>
          <CodeBlock code={`npx sealtrail verify ${of.fileName} \\\n  --key '${key}'`} what="command to verify" />
        </li>
        <li>
          <span>
            <b>With a program of your own.</b> The formats are open: RFC 6962 (Merkle tree), RFC 8785 (canonical JSON),
            RFC 8032 (Ed25519), C2SP signed-note and tlog-checkpoint. <code>README.txt</code> in the bundle says how
            they hang together; it begins with the signature over the manifest:
          </span>
          <CodeBlock
            code={`unzip -p ${of.fileName} manifest.json | sha256sum\nunzip -p ${of.fileName} manifest.note`}
            what="command to begin with"
          />
        </li>
      </ol>
      {vkey ? (
        <p className={classes.vkey}>
          <span>Verifier key of the ledger</span> <code>{vkey}</code> <CopyButton text={vkey} what="verifier key" />
        </p>
      ) : null}
      <p className={parts.note}>
        The bundle carries the key too. Whoever checks it should have the key by another way, such as from the page
        Integrity: a forger would put in their own.
      </p>
    </>
  );
}
