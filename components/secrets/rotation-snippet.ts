const EXAMPLE = {
  action: "secret.rotate",
  crud: "u",
  actor: { type: "user", id: "u_ana", name: "Ana Ruiz" },
  targets: [{ type: "secret", id: "db/prod/primary" }],
  source: { environment: "prod" },
  metadata: { rotation_days: 90 },
};

/** A command that tells of the rotation of a secret, with the server's address and an ingest key. */
export function rotationSnippet(url: string, key: string): string {
  const event = JSON.stringify(EXAMPLE).slice(1);
  return `curl ${url}/api/v1/events \\
  -H "Authorization: Bearer ${key}" \\
  -H "Content-Type: application/json" \\
  -d '{"occurred_at":"'"$(date -u +%Y-%m-%dT%H:%M:%SZ)"'",
       ${event}'`;
}
