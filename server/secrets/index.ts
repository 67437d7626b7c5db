export { exportSecrets, type SecretsFile } from "./export-secrets.ts";
export { getSecret } from "./get-secret.ts";
export { listRotations } from "./list-rotations.ts";
export { listSecrets } from "./list-secrets.ts";
export { SECRET_POLICY_DEFAULT } from "./policy.ts";
export * from "./schemas.ts";
export type {
  ListedSecret,
  RecentReads,
  RotationCalendar,
  Secret,
  SecretActor,
  SecretDetail,
  SecretList,
  SecretPolicyState,
  SecretReader,
  SecretRotation,
} from "./secret.ts";
export { getSecretPolicy, setSecretOverride, updateSecretPolicy } from "./secret-policy.ts";
export { SOON_DAYS } from "./secrets.sql.ts";
export { type SecretSummary, summariseSecrets } from "./summarise-secrets.ts";
export { sweepSecrets } from "./sweep-secrets.ts";
