import classes from "./dialog.module.css";
import type { ExportFormat } from "./export-api.ts";

/** What of each event its maker does not see, and so the file does not hold. */
export function MaskedPaths({ masks, format }: { masks: readonly string[]; format: ExportFormat }) {
  return (
    <span className={classes.masks}>
      {masks.map((path, i) => (
        <span key={path}>
          <code>{path}</code>
          {i < masks.length - 1 ? ", " : ""}
        </span>
      ))}
      ; with them the original record, the description and the changes, which could repeat them
      {format === "evidence"
        ? ". What is withheld stands in the bundle as a digest, so that the rest still verifies"
        : ""}
    </span>
  );
}
