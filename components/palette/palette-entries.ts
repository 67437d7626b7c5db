import type { SavedViewState } from "#server/views/index.ts";
import { fuzzyScore } from "./fuzzy.ts";

/** What one line of the palette does. */
export type PaletteAct =
  | { kind: "page"; href: string }
  /** The Events page, in place when it is open already. */
  | { kind: "events"; href: string }
  | { kind: "zone"; zone: string }
  | { kind: "theme"; scheme: "light" | "dark" | "auto" }
  | { kind: "signOut" };

export type PaletteGroup = "Search" | "Recent queries" | "Pages" | "Saved views" | "Actors" | "Keys" | "Actions";

export interface PaletteEntry {
  id: string;
  group: PaletteGroup;
  label: string;
  detail?: string;
  /** Found by these words too. */
  words?: string;
  /** The label is a query or an id. */
  isCode?: boolean;
  act: PaletteAct;
}

/** What is fetched when the palette opens; of what may not be read there is nothing. */
export interface PaletteData {
  views: { id: string; name: string; is_shared: boolean; state: SavedViewState }[];
  keys: { id: string; name: string; kind: string; state: string }[];
  actors: { value: string; label?: string }[];
}

const GROUP_ORDER: readonly PaletteGroup[] = ["Recent queries", "Pages", "Saved views", "Actors", "Keys", "Actions"];
/** How many lines of a group are shown before anything is typed, and after. */
const SHOWN_UNTYPED: Partial<Record<PaletteGroup, number>> = { "Recent queries": 5, Actors: 6, Keys: 6 };
const SHOWN_TYPED = 8;

/** Whether the text can only be a query, and no name of something. */
const isQuery = (text: string) => /^-?[a-z][a-z.]*:|["()]/i.test(text);

/**
 * The lines for what was typed, in the order in which they stand. Untyped every group has its place, so that what comes later pushes
 * nothing that is in sight; typed, the group with the line that fits best comes first.
 */
export function matchingEntries(entries: readonly PaletteEntry[], typed: string, search: PaletteEntry | null) {
  const text = typed.trim();
  const scored = entries
    .map((entry) => ({
      entry,
      score: Math.max(fuzzyScore(entry.label, text), entry.words ? fuzzyScore(entry.words, text) - 5 : 0),
    }))
    .filter(({ score }) => score > 0);
  const groups = GROUP_ORDER.map((name) => {
    const lines = scored.filter(({ entry }) => entry.group === name);
    if (text !== "") lines.sort((a, b) => b.score - a.score);
    return {
      name,
      best: Math.max(0, ...lines.map(({ score }) => score)),
      lines: lines
        .slice(0, text === "" ? (SHOWN_UNTYPED[name] ?? lines.length) : SHOWN_TYPED)
        .map(({ entry }) => entry),
    };
  }).filter(({ lines }) => lines.length > 0);
  if (text !== "") groups.sort((a, b) => b.best - a.best);
  const found: { name: PaletteGroup; lines: PaletteEntry[] }[] = groups.map(({ name, lines }) => ({ name, lines }));
  if (text === "" || !search) return found;
  const own = { name: "Search" as const, lines: [search] };
  return isQuery(text) ? [own, ...found] : [...found, own];
}
