import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import type { TenantTransaction } from "../access/index.ts";
import { uuidv7 } from "../ids.ts";
import { macKey } from "../macs.ts";

const PREFIX = "whsec_";
const SECRET_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** The channel that a secret belongs to; bound to it by the encryption. */
interface Owner {
  tenantId: string;
  channelId: string;
}

const boundTo = ({ tenantId, channelId }: Owner) => Buffer.from(`${tenantId}/${channelId}`);

/** A new secret of 256 bits as Standard Webhooks writes it: `whsec_` and base64. */
export const newWebhookSecret = (): string => PREFIX + randomBytes(SECRET_BYTES).toString("base64");

/** AES-256-GCM bound to tenant and channel: nonce (12 bytes), ciphertext, tag (16 bytes). */
export function sealWebhookSecret(secret: string, owner: Owner): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", macKey("channel-secret"), nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(boundTo(owner));
  return Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
}

/** Throws when the bytes were changed, belong to another channel or were sealed under another master key. */
export function openWebhookSecret(sealed: Uint8Array, owner: Owner): string {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv("aes-256-gcm", macKey("channel-secret"), nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(boundTo(owner)).setAuthTag(sealed.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString();
}

/** `webhook-signature` of Standard Webhooks: `v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`, one for each secret. */
export function signWebhook(
  secrets: readonly string[],
  { id, timestampS, body }: { id: string; timestampS: number; body: string },
): string {
  return secrets
    .map((secret) => {
      const key = Buffer.from(secret.slice(PREFIX.length), "base64");
      return `v1,${createHmac("sha256", key).update(`${id}.${timestampS}.${body}`).digest("base64")}`;
    })
    .join(" ");
}

/** Stores a new secret of a channel and gives it as text, the only time it can be read. */
export async function issueSecret(tx: TenantTransaction, channelId: string, now: Date): Promise<string> {
  const secret = newWebhookSecret();
  const { tenantId } = tx;
  const sealed = new Uint8Array(sealWebhookSecret(secret, { tenantId, channelId }));
  const id = uuidv7(now.getTime());
  await tx.db.alertChannelSecret.create({ data: { tenantId, channelId, id, secret: sealed, createdAt: now } });
  return secret;
}
