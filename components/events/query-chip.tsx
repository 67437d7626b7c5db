import { UnstyledButton } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import type { KeyboardEvent } from "react";
import { readQuery, type TimeSetting } from "#query";
import { shortId, visibleLine } from "#wording";
import { instantInFull, spanInFull } from "./histogram-time.ts";
import type { NameBook } from "./name-book.ts";
import classes from "./query-bar.module.css";
import type { QueryPiece } from "./query-pieces.ts";

const VALUES_SHOWN = 3;
const CHARACTERS_MAX = 48;

interface Props {
  pieces: readonly QueryPiece[];
  /** Where the first of them stands in the query. */
  from: number;
  names: NameBook;
  setting: TimeSetting;
  onEdit: (at: number) => void;
  onRemove: (at: number) => void;
}

/** The pieces of a query side by side: a click makes one text again, the cross or Delete takes it away. */
export function QueryChips({ pieces, from, names, setting, onEdit, onRemove }: Props) {
  return pieces.map((piece, i) => {
    const at = from + i;
    const { prefix, words } = chipWords(piece, names);
    const time = timeInFull(piece, setting);
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "Delete" && event.key !== "Backspace") return;
      event.preventDefault();
      onRemove(at);
    };
    return (
      <span key={`${at} ${piece.text}`} className={classes.chip} data-not={piece.isNegated || undefined}>
        <UnstyledButton
          className={classes.term}
          aria-label={`Edit ${prefix}${words}${time ? ` ${time}` : ""}`}
          title={visibleLine(piece.text)}
          onClick={() => onEdit(at)}
          onKeyDown={onKeyDown}
        >
          <i>{prefix}</i>
          {words}
          {time ? <span className={classes.time}> {time}</span> : null}
        </UnstyledButton>
        <UnstyledButton
          className={classes.cross}
          tabIndex={-1}
          aria-label={`Remove ${visibleLine(piece.text)}`}
          onClick={() => onRemove(at)}
        >
          <IconX size={12} aria-hidden="true" />
        </UnstyledButton>
      </span>
    );
  });
}

/** What a chip says: `-actor:` and the name of the actor. */
export function chipWords({ text, isNegated, field, values }: QueryPiece, names: NameBook) {
  const minus = isNegated ? "-" : "";
  if (field === undefined) return { prefix: minus, words: visibleLine(short(text.slice(minus.length))) };
  const shown = values.slice(0, VALUES_SHOWN).map(({ text, exact }) => {
    const name = exact === undefined ? undefined : names.of(field, exact);
    return name ?? visibleLine(shortId(text, CHARACTERS_MAX));
  });
  const more = values.length > VALUES_SHOWN ? ` OR ${values.length - VALUES_SHOWN} more` : "";
  const words = values.length > 1 ? `(${shown.join(" OR ")}${more})` : shown.join("");
  return { prefix: `${minus}${visibleLine(field)}:`, words };
}

/** What a written time means, with its zone; undefined for any other piece. */
export function timeInFull({ text, field, values }: QueryPiece, setting: TimeSetting): string | undefined {
  if ((field !== "after" && field !== "before" && field !== "during") || values.length !== 1) return undefined;
  const node = readQuery(text, setting).node;
  const term = node?.kind === "not" ? node.node : node;
  if (term?.kind !== "term" || term.match !== "time") return undefined;
  const { fromMs, toMs } = term;
  if (fromMs !== null && toMs !== null) return spanInFull(fromMs, toMs, setting.timeZone);
  return instantInFull(new Date((fromMs ?? toMs)!).toISOString(), setting.timeZone);
}

const short = (text: string) => (text.length > CHARACTERS_MAX ? `${text.slice(0, CHARACTERS_MAX - 1)}…` : text);
