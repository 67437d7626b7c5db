import { systemCall } from "../access/index.ts";
import { runtime } from "../runtime.ts";
import { mintKey } from "./token.ts";

/** Issues an operator's ingest key, whose every event names its tenant. For set-up; it belongs to no tenant. */
export async function createPlatformKey(input: {
  name: string;
  purpose: string;
}): Promise<{ id: string; token: string }> {
  const key = mintKey("platform-ingest");
  await systemCall(
    "platform_key_create($1, $2, $3, $4, $5::timestamptz, NULL)",
    key.id,
    input.name,
    input.purpose,
    Buffer.from(key.secretHash),
    runtime().clock.now(),
  );
  return { id: key.id, token: key.token };
}
