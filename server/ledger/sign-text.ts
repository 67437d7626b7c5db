import { type Signer as NoteSigner, signNote } from "#tlog";

const FIRST_LINE = /^sealtrail-[a-z]+\/v[1-9][0-9]*$/;

/**
 * A signed note over a text of Sealtrail's own, by a ledger's key. The key signs checkpoints too, and a verifier knows a checkpoint by
 * the text alone: line 1 is the ledger's origin, line 2 a size, line 3 a root. So a text is signed only if no reader can take it for a
 * checkpoint of any ledger: its first line is `sealtrail-<what>/v<n>`, which is no origin (those are `<host>/tlog/<tenant>`), its second
 * the origin, which is no size. Throws an Error for any other text: whoever composes one has made a mistake.
 */
export function signText(signer: NoteSigner, text: string): string {
  const [first = "", second] = text.split("\n");
  if (!FIRST_LINE.test(first)) throw new Error("a text that a ledger signs begins with sealtrail-<what>/v<n>");
  if (second !== signer.name) throw new Error("the second line of a text that a ledger signs is the ledger's origin");
  return signNote(text, [signer]);
}
