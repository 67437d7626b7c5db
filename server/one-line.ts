// Marks, embeddings and isolates that turn the direction of what follows, also of what is not theirs.
const TURNS = /[\u202a-\u202e\u2066-\u2069]/;
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{C}\p{Z}\u2800]/gu;

/** Whether a text can be a name on a page and in the trail: one line of whole characters with something to see, none of which turns others. */
export function isOneLine(text: string): boolean {
  return !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(text) && !TURNS.test(text) && text.replace(INVISIBLE, "") !== "";
}
