import Bowser from "bowser";

/** What a user agent says it is, for lists of sessions and for mails: short, one line. It is the client's word, never a proof. */
export interface Device {
  /** Such as `Chrome 131 on macOS`, `curl 8.5` or `Unknown device`. */
  device: string;
  browser?: string;
  os?: string;
}

const UNKNOWN: Device = { device: "Unknown device" };
const USER_AGENT_CHARACTERS_MAX = 1_000;
const NAMES = new Map([
  ["Microsoft Edge", "Edge"],
  ["Samsung Internet for Android", "Samsung Internet"],
  ["Chrome OS", "ChromeOS"],
]);
// Browsers name several products and begin with Mozilla; tools name themselves first.
const TOOL = /^([A-Za-z][A-Za-z0-9._-]{0,39})(?:\/v?(\d{1,6}(?:\.\d{1,6})?)[^ ]*)?(?: |$)/;
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9 ._+-]{0,39}$/;

/** Reads a user agent, at most its first 1,000 characters; what cannot be told is `Unknown device`. Never throws. */
export function describeDevice(userAgent: string | null | undefined): Device {
  const text = (userAgent ?? "").slice(0, USER_AGENT_CHARACTERS_MAX).trim();
  if (text === "") return UNKNOWN;
  const browser = text.startsWith("Mozilla/") ? browserOf(text) : toolOf(text);
  const os = osOf(text);
  if (!browser && !os) return UNKNOWN;
  return {
    device: browser && os ? `${browser} on ${os}` : (browser ?? `Unknown browser on ${os}`),
    ...(browser ? { browser } : {}),
    ...(os ? { os } : {}),
  };
}

function browserOf(text: string): string | undefined {
  const { name, version } = parsed(text)?.getBrowser() ?? {};
  const known = plainName(name);
  const major = /^\d{1,6}/.exec(version ?? "")?.[0];
  return known && [known, major].filter(Boolean).join(" ");
}

function toolOf(text: string): string | undefined {
  const [, name, version] = TOOL.exec(text) ?? [];
  // Without a version, a word could be anything a stranger wrote.
  return version === undefined ? undefined : `${name} ${version}`;
}

const osOf = (text: string) => plainName(parsed(text)?.getOS().name);

function plainName(name: string | undefined): string | undefined {
  const short = NAMES.get(name ?? "") ?? name ?? "";
  return PLAIN.test(short) ? short : undefined;
}

function parsed(text: string): Bowser.Parser.Parser | undefined {
  try {
    return Bowser.getParser(text);
  } catch {
    return undefined;
  }
}
