import { CopyButton } from "../ui/copy-button.tsx";
import { shortHash } from "./export-words.ts";
import classes from "./parts.module.css";

/** The SHA-256 of a file, shortened; whole on hover and when copied. */
export function FileHash({ sha256 }: { sha256: string }) {
  return (
    <span className={classes.hash}>
      <code title={sha256}>{shortHash(sha256)}</code>
      <CopyButton text={sha256} what="SHA-256" />
    </span>
  );
}
