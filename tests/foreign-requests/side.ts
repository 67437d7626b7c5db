import type { TestTenant } from "../tenant.ts";
import type { Things } from "./things.ts";

/** One of the two tenants. `known` is what the other may name; of every kind there is as much that it never names. */
export interface Side {
  tenant: TestTenant;
  /** Stands in every personal and every clear part that a tenant writes. */
  mark: string;
  known: Things;
  /** Ids and names that nobody else ever sends. */
  kept: Set<string>;
  /** Keys that work. */
  tokens: { ingest: string; provisioning: string; scoped: string; management: string };
  /** `Cookie` of members, by role. */
  cookies: string[];
  /** What is read, and what may be changed, both used by nobody: so that what is read stays as it is. */
  steady: Spare;
  spare: Spare;
}

export type Spare = Record<"key" | "role" | "member", string[]>;

/** How many there are of most kinds. */
export const EACH = 8;

/** Every other one is known. */
export function share(side: Side, kind: keyof Things, things: string[]): void {
  things.forEach((thing, i) => void (i % 2 === 0 ? side.known[kind].push(thing) : side.kept.add(thing)));
}
