import { canonicalAddress } from "#server/event-format/index.ts";

const IPV4_WITH_PORT = /^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/;
const IPV6_IN_BRACKETS = /^\[([^\]]+)\](?::\d{1,5})?$/;
const MAIL_ADDRESS = /^[^\s@<>"]{1,64}@[^\s@<>"]{1,255}$/;
const ZONE = /%[0-9A-Za-z._-]+$/;

/** The address in `ip`, `ip:port`, `[v6]` or `[v6]:port`; undefined for everything else, such as a host name. */
export function readAddress(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const trimmed = text.trim();
  const bare = IPV4_WITH_PORT.exec(trimmed)?.[1] ?? IPV6_IN_BRACKETS.exec(trimmed)?.[1] ?? trimmed;
  return canonicalAddress(bare.replace(ZONE, ""));
}

export function isMailAddress(text: string | undefined): text is string {
  return text !== undefined && MAIL_ADDRESS.test(text) && text.lastIndexOf(".") > text.indexOf("@") + 1;
}
