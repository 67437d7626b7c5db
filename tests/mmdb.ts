import ipaddr from "ipaddr.js";

/** A value of an MMDB file. Numbers become doubles; `{ uint: n }` an unsigned integer. */
export type MmdbValue = string | number | boolean | MmdbValue[] | { uint: number } | { [name: string]: MmdbValue };

export interface MmdbOptions {
  /** 6 holds IPv4 too, in ::/96, as the published files do. */
  ipVersion?: 4 | 6;
  type?: string;
}

/** A node of the search tree: left and right, each a node, a record's offset in the data section, or nothing. */
type Branch = Node | number | undefined;
type Node = [Branch, Branch];

const MARKER = Buffer.from("\xab\xcd\xefMaxMind.com", "latin1");
const RECORD_BYTES = 4;
const SEPARATOR_BYTES = 16;

/**
 * Writes a MaxMind DB file (format 2.0) of networks such as `203.0.113.0/24` and their records. Later networks lie within earlier ones
 * or beside them.
 */
export function encodeMmdb(networks: Record<string, MmdbValue>, options: MmdbOptions = {}): Buffer {
  const ipVersion = options.ipVersion ?? 6;
  const root: Node = [undefined, undefined];
  const data: Buffer[] = [];
  let offset = 0;
  for (const [network, record] of Object.entries(networks)) {
    insert(root, bitsOf(network, ipVersion), offset);
    const bytes = encode(record);
    data.push(bytes);
    offset += bytes.length;
  }
  const nodes = listNodes(root);
  const metadata = encode({
    binary_format_major_version: { uint: 2 },
    binary_format_minor_version: { uint: 0 },
    build_epoch: { uint: 1_790_000_000 },
    database_type: options.type ?? "Test-City",
    description: { en: "For tests" },
    ip_version: { uint: ipVersion },
    languages: ["en"],
    node_count: { uint: nodes.length },
    record_size: { uint: RECORD_BYTES * 8 },
  });
  return Buffer.concat([encodeTree(nodes), Buffer.alloc(SEPARATOR_BYTES), ...data, MARKER, metadata]);
}

function bitsOf(network: string, ipVersion: 4 | 6): number[] {
  const [address, prefix] = ipaddr.parseCIDR(network);
  const bytes = address.toByteArray();
  const bits = bytes.flatMap((byte) => Array.from({ length: 8 }, (_, bit) => (byte >> (7 - bit)) & 1)).slice(0, prefix);
  return ipVersion === 6 && bytes.length === 4 ? [...Array<number>(96).fill(0), ...bits] : bits;
}

function insert(root: Node, bits: number[], offset: number): void {
  let node = root;
  for (const bit of bits.slice(0, -1)) {
    const next = node[bit as 0 | 1];
    // A network within a wider one: both halves of the wider keep its record until they get their own.
    if (!Array.isArray(next)) node[bit as 0 | 1] = [next, next];
    node = node[bit as 0 | 1] as Node;
  }
  node[bits.at(-1) as 0 | 1] = offset;
}

function listNodes(root: Node): Node[] {
  const nodes = [root];
  for (const node of nodes) nodes.push(...node.filter((branch): branch is Node => Array.isArray(branch)));
  return nodes;
}

function encodeTree(nodes: Node[]): Buffer {
  const places = new Map(nodes.map((node, index) => [node, index]));
  const tree = Buffer.alloc(nodes.length * RECORD_BYTES * 2);
  const pointerTo = (branch: Branch) => {
    if (branch === undefined) return nodes.length;
    return Array.isArray(branch) ? places.get(branch)! : nodes.length + SEPARATOR_BYTES + branch;
  };
  nodes.flat().forEach((branch, index) => void tree.writeUInt32BE(pointerTo(branch), index * RECORD_BYTES));
  return tree;
}

const TYPES = { text: 2, double: 3, uint32: 6, map: 7, list: 11, boolean: 14 } as const;

function encode(value: MmdbValue): Buffer {
  if (typeof value === "string") return Buffer.concat([control("text", Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === "boolean") return control("boolean", Number(value));
  if (typeof value === "number") {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleBE(value);
    return Buffer.concat([control("double", 8), bytes]);
  }
  if (Array.isArray(value)) return Buffer.concat([control("list", value.length), ...value.map(encode)]);
  if (typeof value.uint === "number") {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value.uint);
    return Buffer.concat([control("uint32", 4), bytes]);
  }
  const members = Object.entries(value as Record<string, MmdbValue>);
  return Buffer.concat([
    control("map", members.length),
    ...members.flatMap(([name, item]) => [encode(name), encode(item)]),
  ]);
}

/** The control byte: type and size; types above 7 and sizes above 28 take bytes of their own. */
function control(type: keyof typeof TYPES, size: number): Buffer {
  const extended = TYPES[type] > 7;
  const first = (extended ? 0 : TYPES[type] << 5) | (size < 29 ? size : size < 285 ? 29 : 30);
  const bytes = [first, ...(extended ? [TYPES[type] - 7] : [])];
  if (size >= 285) bytes.push((size - 285) >> 8, (size - 285) & 0xff);
  else if (size >= 29) bytes.push(size - 29);
  return Buffer.from(bytes);
}
