import { readEnvironment } from "#server/env.ts";
import { AppError } from "#server/errors.ts";
import { openRuntime } from "#server/open-runtime.ts";
import { createOperator } from "#server/people/index.ts";
import { refuseStart } from "./lifecycle.ts";

/** Makes the account of an operator, or lets one back in: prints a link to a password, once. */
async function main(): Promise<void> {
  const [email = "", name = ""] = process.argv.slice(2);
  if (!email || !name) throw new Error('usage: npm run operator -- ana@example.com "Ana Ruiz"');
  const runtime = await openRuntime(readEnvironment());
  try {
    const { link } = await createOperator({ email, name });
    process.stdout.write(`Open this link within an hour to choose a password; it works once:\n${link}\n`);
  } finally {
    await runtime.close();
  }
}

/** One line that names what was wrong with which argument. */
function inWords(error: unknown): unknown {
  if (!(error instanceof AppError) || !error.fields?.length) return error;
  return new Error(error.fields.map(({ path, message }) => `${path} ${message}`).join("; "), { cause: error });
}

main().catch((error) => refuseStart(inWords(error)));
