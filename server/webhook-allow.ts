import ipaddr from "ipaddr.js";

type Block = ReturnType<typeof ipaddr.parseCIDR>;

/** Destinations that webhooks may have although they are internal, as WEBHOOK_ALLOW says. */
export interface WebhookAllow {
  hosts: ReadonlySet<string>;
  blocks: readonly Block[];
}

const HOST = /^(?=.{1,253}$)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/i;

/**
 * Reads host names, addresses and CIDR blocks, separated by commas. Throws an Error that says what is wrong in words that follow the
 * variable's name.
 */
export function readWebhookAllow(text: string): WebhookAllow {
  const hosts = new Set<string>();
  const blocks: Block[] = [];
  for (const entry of text.split(",").map((part) => part.trim())) {
    if (entry === "") continue;
    const block = blockOf(entry);
    if (block) blocks.push(block);
    else if (HOST.test(entry) && !/^[\d.]+$/.test(entry)) hosts.add(entry.toLowerCase());
    else throw new Error(`must be host names, addresses or CIDR blocks, separated by commas; "${entry}" is none`);
  }
  return { hosts, blocks };
}

function blockOf(entry: string): Block | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(entry)) return [ipaddr.parse(entry), 32];
  if (entry.includes(":") && !entry.includes("/") && ipaddr.isValid(entry)) return [ipaddr.parse(entry), 128];
  try {
    return ipaddr.parseCIDR(entry);
  } catch {
    return undefined;
  }
}

/** Whether the address lies in one of the blocks. */
export function isAllowedAddress({ blocks }: WebhookAllow, address: string): boolean {
  if (blocks.length === 0 || !ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return blocks.some((block) => block[0].kind() === parsed.kind() && parsed.match(block));
}
