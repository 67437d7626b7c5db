export { type AuthenticatedKey, authenticateKey } from "./authenticate-key.ts";
export { createKey } from "./create-key.ts";
export { createPlatformKey } from "./create-platform-key.ts";
export { recordRefusal } from "./record-refusal.ts";
export { readToken } from "./token.ts";
