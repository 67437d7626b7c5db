/** What of a key stands in the trail when it changes: everything that it was given, nothing of its secret. */
export interface KeyFacts {
  name: string;
  purpose: string;
  recipient: string;
  owner_id: string | null;
  role: string;
  permissions: string[];
  scope: unknown;
  masks: string[];
  addresses: string[];
  requests_per_minute: number;
  rows_per_day: number | null;
  rotation_days: number | null;
  expires_at: string | null;
}

interface Given {
  name: string;
  purpose: string;
  recipient: string;
  ownerId: string | null;
  role: string;
  permissions: readonly string[];
  scope: unknown;
  masks: readonly string[];
  addresses: readonly string[];
  requestsPerMinute: number;
  rowsPerDay: number | bigint | null;
  rotationDays: number | null;
  expiresAt: Date | null;
}

export function factsOf(key: Given): KeyFacts {
  return {
    name: key.name,
    purpose: key.purpose,
    recipient: key.recipient,
    owner_id: key.ownerId,
    role: key.role,
    permissions: [...key.permissions],
    scope: key.scope ?? null,
    masks: [...key.masks],
    addresses: [...key.addresses],
    requests_per_minute: key.requestsPerMinute,
    rows_per_day: key.rowsPerDay === null ? null : Number(key.rowsPerDay),
    rotation_days: key.rotationDays,
    expires_at: key.expiresAt?.toISOString() ?? null,
  };
}
