import { CliError, printable } from "./cli-error.ts";
import type { Destination } from "./place.ts";
import { RefusedError, readAnswer, VERSION } from "./post.ts";
import type { Terminal } from "./terminal.ts";

const TIMEOUT_MS = 60_000;

/**
 * Asks the server once; undefined where the answer has no body. Nothing is repeated: issuing twice makes two keys. Faults of a refusal are
 * printed by the option that they belong to, before it is thrown.
 */
export async function callKeys<Answer>(
  to: Destination,
  { method, path, body }: { method: "GET" | "POST"; path: string; body?: unknown },
  terminal: Terminal,
): Promise<Answer> {
  const url = `${to.url}/api/v1/keys${path}`;
  try {
    const response = await fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${to.token}`,
        "user-agent": `sealtrail-cli/${VERSION}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    return response.status === 204 ? (undefined as Answer) : readAnswer<Answer>(to.url, response, text);
  } catch (error) {
    if (error instanceof RefusedError) {
      for (const { path: at, message, at: offset } of error.fields)
        terminal.err(
          `${optionOf(at)}: ${offset === undefined ? "" : `at character ${offset + 1}: `}${printable(message)}`,
        );
    }
    if (error instanceof CliError) throw error;
    const cause = (error as Error).cause as (Error & { code?: string }) | undefined;
    const why = cause?.code ?? cause?.message ?? (error as Error).message;
    const after = method === "GET" ? "" : "; look with keys list what was done before you repeat it";
    throw new CliError(`${to.url}: the server cannot be reached (${why})${after}`);
  }
}

const OPTIONS: Record<string, string> = {
  expires_at: "expires",
  owner_id: "owner",
  grace_hours: "grace",
  scope: "scope-query",
  masks: "mask",
  addresses: "address",
};

/** `expires_at` as `--expires`, `masks.0` as `--mask`. */
function optionOf(path: string): string {
  const name = path.split(".")[0]!;
  return path === "" ? "the request" : `--${printable(OPTIONS[name] ?? name.replaceAll("_", "-"))}`;
}
