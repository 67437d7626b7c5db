const REGULAR = `
  access acknowledge add amend answer apply approve archive arm ask assign assume attach attempt authenticate
  authorize block book calculate cancel capture challenge change clear clone close comment continue commission commit
  complete configure confirm consume copy create deactivate decide declare decline decommission decrypt delete
  demote deny deploy deprovision deregister describe destroy detach disable discard dispatch download drop edit
  elevate email enable encrypt end enforce enroll erase escalate execute expire export fail flag fork generate grant
  impersonate import index ingest inspect install invite invoke issue join link list load lock log mail map mark merge
  migrate modify mount move mute nominate notify offer open order patch pause perform permit pin place plan post
  preview print process promote propose protect provision publish pull purge push quarantine query rate reassign
  reboot recalculate receive reconcile recover redact redeem refresh refund refuse register reject release reload remind
  relocate remove rename render renew reopen replace report request require reserve resolve respond restart
  restore resume retire retry return reveal revert review revoke roll rotate sample save scale scan schedule seal
  search select settle share ship sign simulate skip sort stage start stop store submit subscribe summarize
  suspend switch sync tag tail terminate test track trade train transfer translate transmit trigger trust tune
  unarchive unassign unblock uninstall unlink unlock unmount unmute unpublish unsubscribe unsuspend update upgrade
  upload use validate verify view void watch wipe
`;

const IRREGULAR: Record<string, string> = {
  begin: "began",
  bind: "bound",
  build: "built",
  buy: "bought",
  cut: "cut",
  do: "did",
  find: "found",
  forget: "forgot",
  get: "got",
  give: "gave",
  hide: "hid",
  hold: "held",
  keep: "kept",
  leave: "left",
  make: "made",
  overwrite: "overwrote",
  pay: "paid",
  put: "put",
  read: "read",
  rebuild: "rebuilt",
  reset: "reset",
  rewrite: "rewrote",
  run: "ran",
  sell: "sold",
  send: "sent",
  set: "set",
  show: "showed",
  shut: "shut",
  split: "split",
  take: "took",
  tell: "told",
  undo: "undid",
  withdraw: "withdrew",
  write: "wrote",
};

// Verbs whose last consonant is doubled before -ed.
const DOUBLED = new Set(
  "cancel commit drop log map permit pin plan scan ship skip stop submit tag transfer transmit".split(" "),
);

function regularPast(verb: string): string {
  if (verb.endsWith("e")) return `${verb}d`;
  if (/[^aeiou]y$/.test(verb)) return `${verb.slice(0, -1)}ied`;
  return DOUBLED.has(verb) ? `${verb}${verb.at(-1)}ed` : `${verb}ed`;
}

const pastOf = new Map<string, string>([
  ...REGULAR.trim()
    .split(/\s+/)
    .map((verb) => [verb, regularPast(verb)] as const),
  ...Object.entries(IRREGULAR),
]);
const baseOf = new Map<string, string>([...pastOf].map(([verb, past]) => [past, verb]));

/** Both forms of an English verb that is known, given in either; undefined for any other word. */
export function verbForms(word: string): { base: string; past: string } | undefined {
  const past = pastOf.get(word);
  if (past !== undefined) return { base: word, past };
  const base = baseOf.get(word);
  return base === undefined ? undefined : { base, past: word };
}
