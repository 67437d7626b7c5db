import type { ReactNode } from "react";
import type { NameBook } from "../events/name-book.ts";
import { useServerClock } from "../frame/clock.tsx";
import type { ExportFormat, ExportPreview, Selection } from "./export-api.ts";
import { columnsText, eventsText, rangeText } from "./export-words.ts";
import { choiceOf } from "./format-choices.ts";
import { MaskedPaths } from "./masked-paths.tsx";
import classes from "./parts.module.css";
import { QueryWords } from "./query-words.tsx";

interface Props {
  selection: Selection;
  format: ExportFormat;
  preview: ExportPreview | undefined;
  isCounting: boolean;
  names: NameBook;
}

/** What will be in the file, in words. */
export function SelectionFacts({ selection, format, preview, isCounting, names }: Props) {
  const clock = useServerClock();
  const { q, order, reads, timeZone, columns } = selection;
  const { each } = choiceOf(format);
  return (
    <dl className={classes.facts} aria-label="What will be in the file">
      <Fact name="Events">
        <span role="status">
          {preview ? (
            <strong>{eventsText(preview.rows, preview.isLowerBound)}</strong>
          ) : isCounting ? (
            "Counting …"
          ) : (
            "not counted"
          )}
        </span>
      </Fact>
      <Fact name="Query">
        <QueryWords q={q} names={names} setting={{ nowMs: clock.now(), timeZone }} />
      </Fact>
      <Fact name="Time">
        {rangeText(selection, timeZone)}
        {selection.to ? "" : ", up to this moment"}
      </Fact>
      <Fact name="Order">{orderText(format, order)}</Fact>
      {each === null ? (
        <Fact name="Columns">
          {columnsText(columns)}; times in {timeZone}
        </Fact>
      ) : (
        <Fact name="Each event">{each}</Fact>
      )}
      {reads === "hide" ? (
        <Fact name="Left out">events of Sealtrail itself about who read what, as on this page</Fact>
      ) : null}
      {preview && preview.masks.length > 0 ? (
        <Fact name="Not in the file for you">
          <MaskedPaths masks={preview.masks} format={format} />
        </Fact>
      ) : null}
    </dl>
  );
}

const orderText = (format: ExportFormat, order: Selection["order"]) =>
  format === "evidence" ? "as sealed, by number" : order === "newest" ? "newest first" : "oldest first";

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
