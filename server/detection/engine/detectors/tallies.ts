/** Texts with a number each, as kept in state. */
export type Tally = Record<string, number>;

const TEXT_CHARACTERS_MAX = 80;

/** A text as a name of a member: not too long, and none that objects already have. */
export const memberOf = (text: string): string =>
  text === "__proto__" ? "__proto__ " : text.length > TEXT_CHARACTERS_MAX ? text.slice(0, TEXT_CHARACTERS_MAX) : text;

export const tallied = (tally: Tally, member: string): number | undefined =>
  Object.hasOwn(tally, member) ? tally[member] : undefined;

/** Leaves the `max` members with the greatest numbers; true if any had to go. */
export function keepGreatest(tally: Tally, max: number): boolean {
  const members = Object.keys(tally);
  if (members.length <= max) return false;
  members.sort((a, b) => tally[a]! - tally[b]!);
  for (const member of members.slice(0, members.length - max)) delete tally[member];
  return true;
}
