import { existsSync } from "node:fs";
import { parseVkey, TlogError, toHex } from "../tlog/index.ts";
import { CliError } from "./cli-error.ts";
import { readText } from "./input.ts";
import type { Terminal } from "./terminal.ts";

export interface VerifierKey {
  vkey: string;
  name: string;
  /** Eight hexadecimal digits. */
  id: string;
}

function parse(text: string): VerifierKey {
  const vkey = text.trim();
  const { name, keyId } = parseVkey(vkey);
  return { vkey, name, id: toHex(keyId) };
}

/** A verifier key given as its text, or as the name of a file that holds it. Throws CliError. */
export async function readVerifierKey(given: string, terminal: Terminal): Promise<VerifierKey> {
  try {
    return parse(given);
  } catch (asText) {
    if (!(asText instanceof TlogError)) throw asText;
    if (given !== "-" && !existsSync(given)) {
      const isKeyLike = given.split("+").length >= 3;
      throw new CliError(
        isKeyLike
          ? `--key: is not a verifier key: ${asText.message}`
          : "--key: is neither a verifier key (<name>+<8 hex digits>+<base64>) nor a file that holds one",
        { cause: asText },
      );
    }
    const text = await readText(given, terminal);
    try {
      return parse(text);
    } catch (inFile) {
      throw new CliError(`--key: ${given} does not hold a verifier key: ${(inFile as Error).message}`, {
        cause: inFile,
      });
    }
  }
}
