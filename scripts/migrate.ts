import { withoutSecrets } from "#server/log.ts";
import { applyMigrations } from "../prisma/schema-engine.ts";

const url = process.env.DATABASE_OWNER_URL;
if (!url) {
  process.stderr.write(
    "DATABASE_OWNER_URL is not set; for example DATABASE_OWNER_URL=postgres://sealtrail_owner:password@127.0.0.1:5432/sealtrail\n",
  );
  process.exit(1);
}
try {
  const applied = await applyMigrations(url);
  process.stdout.write(applied.length === 0 ? "The database is up to date.\n" : `Applied ${applied.join(", ")}.\n`);
  process.exit(0);
} catch (error) {
  process.stderr.write(`The migrations could not be applied: ${withoutSecrets((error as Error).message)}\n`);
  process.exit(1);
}
