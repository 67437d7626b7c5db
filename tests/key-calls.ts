import type { Answer, Call, Sending } from "./api-server.ts";
import { noteSecret } from "./secrets/register.ts";
import { inDays, type TestTenant } from "./tenant.ts";

export const KEYS = "/api/v1/keys";

/** The body that issues a key which may read for 30 days. */
export const newKey = (over: Record<string, unknown> = {}) => ({
  kind: "provisioning",
  name: "Data lake",
  purpose: "Nightly copy",
  expires_at: inDays(30).toISOString(),
  ...over,
});

/** What the tests of keys ask the API for, with the management key of `tenant` unless another is given. */
export function keyCalls(call: Call, tenant: TestTenant) {
  const manage = (path: string, sending: Sending = {}) => call(path, { token: tenant.management, ...sending });
  const act = (id: string, verb: string, json?: unknown) =>
    manage(`${KEYS}/${id}/${verb}`, { method: "POST", ...(json === undefined ? {} : { json }) });

  /** The new token of an answer, noted as a secret. */
  function tokenIn<T extends { id: string; token: string }>(answer: Answer, status: number): T {
    if (answer.status !== status) throw new Error(`${answer.status} instead of ${status}: ${answer.text}`);
    noteSecret(answer.json.token);
    return answer.json;
  }

  return {
    manage,
    act,
    patch: (id: string, json: unknown) => manage(`${KEYS}/${id}`, { method: "PATCH", json }),
    shown: async (id: string) => (await manage(`${KEYS}/${id}`)).json,
    issue: async (over: Record<string, unknown> = {}, token = tenant.management) =>
      tokenIn(await call(KEYS, { token, json: newKey(over) }), 201),
    rotate: async (id: string, graceHours: number) =>
      tokenIn<{ id: string; token: string; old_secret_until: string | null }>(
        await act(id, "rotate", { grace_hours: graceHours }),
        200,
      ),
    /** Uses a key that may read, as from an address behind a proxy if one is given. */
    read: (token: string, ip?: string) =>
      call("/api/v1/events?limit=1", { token, ...(ip ? { headers: { "x-forwarded-for": ip } } : {}) }),
  };
}
