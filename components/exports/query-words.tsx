import type { TimeSetting } from "#query";
import { visibleLine } from "#wording";
import { NameBook } from "../events/name-book.ts";
import { chipWords, timeInFull } from "../events/query-chip.tsx";
import { queryPieces } from "../events/query-pieces.ts";
import classes from "./parts.module.css";

interface Props {
  q: string;
  setting: TimeSetting;
  /** Names for ids, where some are known. */
  names?: NameBook;
}

const NO_NAMES = new NameBook();

/** A query as it is read: its pieces side by side, written times in full. */
export function QueryWords({ q, setting, names = NO_NAMES }: Props) {
  const pieces = q.trim() === "" ? [] : queryPieces(q);
  if (pieces?.length === 0) return <span>all events</span>;
  if (!pieces) return <code className={classes.chip}>{visibleLine(q)}</code>;
  return (
    <span className={classes.chips}>
      {pieces.map((piece, i) => {
        const { prefix, words } = chipWords(piece, names);
        const time = timeInFull(piece, setting);
        return (
          <code
            // biome-ignore lint/suspicious/noArrayIndexKey: the same piece may stand in it twice, and none ever moves
            key={`${i} ${piece.text}`}
            className={classes.chip}
            data-not={piece.isNegated || undefined}
            title={visibleLine(piece.text)}
          >
            <i>{prefix}</i>
            {words}
            {time ? <small> {time}</small> : null}
          </code>
        );
      })}
    </span>
  );
}
