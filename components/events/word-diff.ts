import { matchSequences } from "./sequence-match.ts";

/** A stretch of a text; `isOwn` where the other text does not have it. */
export interface WordRun {
  text: string;
  isOwn: boolean;
}

const LONG_CHARACTERS_MIN = 24;
/** Texts with less in common than this share read better one after the other. */
const COMMON_SHARE_MIN = 0.2;

const wordsOf = (text: string) => text.match(/[\p{L}\p{M}\p{N}_]+|\s+|[^\p{L}\p{M}\p{N}_\s]/gu) ?? [];

/** What differs between two texts, word by word; undefined for short ones and for those that have little in common. */
export function diffWords(before: string, after: string): { before: WordRun[]; after: WordRun[] } | undefined {
  if (Math.max(before.length, after.length) < LONG_CHARACTERS_MIN) return undefined;
  const [old, now] = [wordsOf(before), wordsOf(after)];
  const pairs = matchSequences(old, now);
  const commonLength = pairs.reduce((sum, [at]) => sum + old[at]!.trim().length, 0);
  if (commonLength < COMMON_SHARE_MIN * Math.max(before.length, after.length)) return undefined;
  return {
    before: runsOf(old, new Set(pairs.map(([at]) => at))),
    after: runsOf(now, new Set(pairs.map(([, at]) => at))),
  };
}

function runsOf(words: readonly string[], common: ReadonlySet<number>): WordRun[] {
  const runs: WordRun[] = [];
  words.forEach((text, at) => {
    const isOwn = !common.has(at);
    const last = runs.at(-1);
    if (last?.isOwn === isOwn) last.text += text;
    else runs.push({ text, isOwn });
  });
  return runs;
}
