const WORD_START = /[\p{L}\p{N}]/u;

const startsWord = (text: string, at: number) => at === 0 || !WORD_START.test(text[at - 1] ?? "");

/** How well one word fits: at the beginning, at the beginning of a word, within, or its letters in order; 0 for not at all. */
function scoreWord(text: string, word: string): number {
  if (text.startsWith(word)) return 100;
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) if (startsWord(text, at)) return 80;
  if (text.includes(word)) return 60;
  let at = -1;
  let gaps = 0;
  for (const letter of word) {
    const next = text.indexOf(letter, at + 1);
    if (next === -1) return 0;
    if (at === -1 ? !startsWord(text, next) : next > at + 1 && !startsWord(text, next)) gaps++;
    at = next;
  }
  // Letters that lie scattered fit by chance.
  return gaps > word.length / 3 ? 0 : 40 - gaps * 10;
}

/** How well `text` fits what somebody typed, every word of it; 0 for not at all. More fits better; of two that fit alike the shorter does. */
export function fuzzyScore(text: string, typed: string): number {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return 1;
  const folded = text.toLowerCase();
  const scores = words.map((word) => scoreWord(folded, word));
  if (scores.includes(0)) return 0;
  return scores.reduce((sum, score) => sum + score, 0) / words.length - Math.min(folded.length, 100) / 100;
}
