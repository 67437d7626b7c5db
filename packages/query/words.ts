/** The words of a text as they are searched for: runs of letters, marks and digits, folded to lower case after NFKC. */
export function wordsOf(text: string): string[] {
  return (
    text
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  );
}
