import { hash } from "node:crypto";
import { TlogError, useSha256 } from "../tlog/index.ts";
import { readArguments, wrong } from "./arguments.ts";
import { CliError, UsageError } from "./cli-error.ts";
import { exportEvents } from "./export.ts";
import { HELP } from "./help.ts";
import { importFiles } from "./import.ts";
import { keys } from "./keys.ts";
import { VERSION } from "./post.ts";
import { sendEvents } from "./send.ts";
import { processTerminal, type Terminal } from "./terminal.ts";
import { verify } from "./verify.ts";

const DESTINATION = { url: { type: "string" }, key: { type: "string" }, tenant: { type: "string" } } as const;

const COMMANDS: Record<string, (args: string[], terminal: Terminal) => Promise<number>> = {
  verify,
  async import(args, terminal) {
    const { values, positionals } = readArguments("import", args, DESTINATION);
    if (values.help) return help("import", terminal);
    const [system, ...files] = positionals;
    if (system === undefined) throw wrong("import", "no system is named");
    if (files.length === 0) throw wrong("import", "no file is named; - stands for standard input");
    const { url, key, tenant, json = false } = values;
    return importFiles({ system, files, url, key, tenant, json }, terminal);
  },
  async send(args, terminal) {
    const { values, positionals } = readArguments("send", args, {
      ...DESTINATION,
      "idempotency-key": { type: "string" },
    });
    if (values.help) return help("send", terminal);
    if (positionals.length > 1) throw wrong("send", `one file at a time, not ${positionals.length}`);
    const { url, key, tenant, json = false, "idempotency-key": idempotencyKey } = values;
    return sendEvents({ file: positionals[0] ?? "-", url, key, tenant, idempotencyKey, json }, terminal);
  },
  keys,
  async export(args, terminal) {
    const { values, positionals } = readArguments("export", args, {
      ...DESTINATION,
      query: { type: "string" },
      format: { type: "string" },
      from: { type: "string" },
      to: { type: "string" },
      order: { type: "string" },
      "time-zone": { type: "string" },
      columns: { type: "string" },
      output: { type: "string", short: "o" },
    });
    if (values.help) return help("export", terminal);
    if (positionals.length > 0)
      throw wrong("export", `what is ${JSON.stringify(positionals[0])}? A query goes behind --query`);
    const { query = "", format = "csv", "time-zone": timeZone, json = false, help: _, ...rest } = values;
    return exportEvents({ query, format, timeZone, json, ...rest }, terminal);
  },
};

function help(topic: keyof typeof HELP, terminal: Terminal): number {
  terminal.out(HELP[topic]);
  return 0;
}

/** Runs one command; gives the exit code: 0 verified or done, 1 not verified or failed, 2 called wrongly. */
export async function main(args: string[], terminal: Terminal = processTerminal()): Promise<number> {
  useSha256((bytes) => hash("sha256", bytes, "binary"));
  const [name, ...rest] = args;
  try {
    if (name === undefined) throw new UsageError(HELP.main);
    if (name === "--help" || name === "-h" || name === "help") return help("main", terminal);
    if (name === "--version" || name === "-v") {
      terminal.out(VERSION);
      return 0;
    }
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (!command)
      throw new UsageError(
        `sealtrail: there is no command ${JSON.stringify(name)}; there are ${Object.keys(COMMANDS).join(", ")}`,
      );
    return await command(rest, terminal);
  } catch (error) {
    if (error instanceof CliError) {
      terminal.err(error.message);
      return error.exitCode;
    }
    if (error instanceof TlogError) {
      terminal.err(`${error.message} [${error.code}]`);
      return 1;
    }
    terminal.err(`Something unforeseen happened: ${(error as Error).stack}`);
    return 1;
  }
}
