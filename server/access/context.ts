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
  | { type: "user"; id: string; name: string; email: string; sessionId: string }
  | { type: "key"; id: string; name: string; purpose: string; kind: string }
  | { type: "system"; id: string; name: string };

/** A caller in one tenant with its effective rights: what every verb takes first. */
export interface TenantContext {
  tenantId: string;
  caller: Caller;
  permissions: ReadonlySet<Permission>;
  origin: RequestOrigin;
}

/** Sealtrail itself, for set-up and scheduled work; it has just the rights named. */
export function systemContext(tenantId: string, id: string, permissions: readonly Permission[]): TenantContext {
  return {
    tenantId,
    caller: { type: "system", id, name: "Sealtrail" },
    permissions: new Set(permissions),
    origin: { requestId: id, via: "job" },
  };
}
