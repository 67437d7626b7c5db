import { type BundleManifest, bundleFacts, bundleProves, bundleProvesNot } from "../tlog/index.ts";

const LINE_MAX = 96;

function wrapped(text: string, first: string, rest: string): string {
  const lines: string[] = [];
  let line = first;
  for (const word of text.split(" ")) {
    const isStart = line === first || line === rest;
    if (!isStart && line.length + 1 + word.length > LINE_MAX) {
      lines.push(line);
      line = rest + word;
    } else line += isStart ? word : ` ${word}`;
  }
  return [...lines, line].join("\n");
}

/** A text from outside on one line, without what moves the cursor or the direction of writing. */
const oneLine = (text: string) =>
  text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** Text of README.txt of an evidence bundle: what it is, the three ways to check it, what that proves and what not. Same facts, same text. */
export function bundleReadme(facts: Omit<BundleManifest, "files" | "v"> & { v: number }): string {
  const known = facts as Omit<BundleManifest, "files">;
  const list = (items: string[]) => items.map((item) => wrapped(item, "  - ", "    ")).join("\n");
  const table = bundleFacts(known).map(([name, text]) => `  ${name.padEnd(11)} ${oneLine(text)}`);
  return `EVIDENCE BUNDLE

Events of an audit log, with everything that is needed to check them: offline, by anyone, without asking
the system that they come from.

${table.join("\n")}

THREE WAYS TO CHECK IT

First get the ledger's verifier key from the tenant by another way than this bundle, and compare it with
verifier.vkey. Whoever forges a bundle can put a key of their own into it.

  1. Open verify.html in a browser, and choose the whole .zip. Nothing is sent anywhere. If the bundle may
     have been forged as a whole, take the page from elsewhere too: it comes with the bundle.
  2. With Sealtrail's command line:   npx sealtrail verify BUNDLE.zip --key VKEY
  3. With a program of your own. The formats are open: RFC 6962 (Merkle tree), RFC 8785 (canonical JSON),
     RFC 8032 (Ed25519), C2SP signed-note and tlog-checkpoint.
     - manifest.note is signed with the key; its third line is the SHA-256 of manifest.json.
     - manifest.json has the SHA-256 of each other file, and the counts.
     - checkpoint is signed with the key; it has the size and the root of the tree.
     - Each line of events.ndjson is an event with the salts of its parts, or the hash of a leaf that is
       left out. A part that is withheld or erased is given by its digest.
       digest of a part = base64url(SHA-256("sealtrail/part/v1 " + part + "\\n" + salt + JCS(part)))
       leaf hash = SHA-256(0x00 + JCS(clear members of the event, and its digests as "personal"))
     - proofs.ndjson has the inclusion proof of each row; range.json has instead the hashes of the largest
       subtrees outside the range, left to right, which with all leaves of the range give the root.

WHAT IT PROVES, ONCE CHECKED

${list(bundleProves(known))}

WHAT IT DOES NOT PROVE

${list(bundleProvesNot(known))}
`;
}
