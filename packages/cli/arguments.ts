import { type ParseArgsConfig, parseArgs } from "node:util";
import { UsageError } from "./cli-error.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** node:util's parser with messages in the words of this program; every command has --help and --json. */
export function readArguments<const T extends Options>(command: string, args: string[], options: T) {
  try {
    const { values, positionals } = parseArgs({
      args,
      options: { ...options, help: { type: "boolean", short: "h" }, json: { type: "boolean" } } as T & {
        help: { type: "boolean"; short: "h" };
        json: { type: "boolean" };
      },
      allowPositionals: true,
      strict: true,
    });
    return { values, positionals };
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    const option = /'(-[^' ,]+)/.exec(message)?.[1] ?? "an option";
    if (code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") throw wrong(command, `there is no option ${option}`);
    if (code === "ERR_PARSE_ARGS_INVALID_OPTION_VALUE") throw wrong(command, valueProblem(message, option));
    throw error;
  }
}

function valueProblem(message: string, option: string): string {
  return message.includes("does not take an argument")
    ? `${option} takes no value`
    : `${option} needs a value after it`;
}

/** A usage error of one command, with the way to its help. */
export function wrong(command: string, problem: string): UsageError {
  return new UsageError(`sealtrail ${command}: ${problem}; see: npx sealtrail ${command} --help`);
}
