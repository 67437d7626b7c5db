import { EVERYTHING, type View } from "../query/index.ts";
import type { Permission } from "./permissions.ts";

/** Where a request came from. `ip` is canonical, after trusted proxies. */
export interface RequestOrigin {
  requestId: string;
  ip?: string;
  userAgent?: string;
  /** Method and route, such as `GET /api/v1/events`. */
  endpoint?: string;
  via: "ui" | "api" | "cli" | "job";
}

/** Who acts, as it stands in trail events. */
export type Caller =
  | {
      type: "user";
      id: string;
      name: string;
      email: string;
      /** Empty before there is a session. */
      sessionId: string;
    }
  | { type: "key"; id: string; name: string; purpose: string; kind: string; isOldSecret?: boolean }
  | { type: "system"; id: string; name: string };

/** One request with a key: the door counts it when it records something of it. */
export interface KeyUse {
  /** SHA-256 of the secret that came: what is recorded is refused unless it works at that moment. */
  secretHash: Uint8Array;
  /** Rows that the key may read a day of UTC; null without limit. */
  rowsPerDay: number | null;
  /** Something of the request stands in the trail. */
  isRecorded: boolean;
}

/** Why a caller has no rights at all in a tenant, although it is one of its own. */
export type Bar = "suspended" | "second_factor";

/** A caller in one tenant with its effective rights: what every verb takes first. */
export interface TenantContext {
  tenantId: string;
  caller: Caller;
  permissions: ReadonlySet<Permission>;
  /** What the caller may hand on to others, in roles and keys: of a person its own role, of a key the role that it acts within. */
  grantable: ReadonlySet<Permission>;
  /** The role of a person in the tenant, or the one that a key acts within. */
  role?: string;
  /** What of the events the caller sees; every read applies it. */
  view: View;
  bar?: Bar;
  /** When a person last proved itself in this session; absent for keys and for Sealtrail itself. */
  confirmedAt?: Date;
  /** Of a request with a key. */
  use?: KeyUse;
  origin: RequestOrigin;
}

/** Sealtrail itself, for set-up and scheduled work; it has just the rights named. */
export function systemContext(tenantId: string, id: string, permissions: readonly Permission[]): TenantContext {
  return {
    tenantId,
    caller: { type: "system", id, name: "Sealtrail" },
    permissions: new Set(permissions),
    grantable: new Set(permissions),
    view: EVERYTHING,
    origin: { requestId: id, via: "job" },
  };
}
