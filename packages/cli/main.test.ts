import { describe, expect, test } from "vitest";
import { main } from "./main.ts";
import { jsonSplitter } from "./split-json.ts";
import { testTerminal } from "./test-terminal.ts";

async function run(args: string[], env: Record<string, string> = {}) {
  const terminal = testTerminal({ env: { SEALTRAIL_DATA_DIR: "/nonexistent/data", ...env } });
  const code = await main(args, terminal);
  return { code, out: terminal.lines.join("\n"), err: terminal.errors.join("\n") };
}

describe("calling the program", () => {
  test.each([["verify"], ["import"], ["send"]])("%s --help", async (command) => {
    const { code, out } = await run([command, "--help"]);
    expect(code).toBe(0);
    expect(out).toContain(`npx sealtrail ${command}`);
    for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(132);
  });

  test("--help names every command, and --version the version", async () => {
    expect((await run(["--help"])).out).toMatch(/verify.*import.*send/s);
    expect((await run(["--version"])).out).toMatch(/^\d+\.\d+\.\d+$/);
  });

  test.each<[string[], RegExp]>([
    [[], /npx sealtrail COMMAND --help/],
    [["tail"], /there is no command "tail"; there are verify, import, send/],
    [["constructor"], /there is no command/],
    [["verify"], /no proof file is named, nor --database; see: npx sealtrail verify --help/],
    [["verify", "p"], /--record is missing/],
    [["verify", "p", "--record", "r"], /--key is missing/],
    [["verify", "p", "q", "--record", "r", "--key", "k"], /one proof at a time; what is "q"/],
    [["verify", "p", "--record", "r", "--key", "k", "--key", "l"], /one --key/],
    [["verify", "p", "--record"], /--record needs a value after it/],
    [["verify", "p", "--recrod", "r"], /there is no option --recrod/],
    [["verify", "--database", "--record", "r"], /--record and --database exclude each other/],
    [["verify", "--database", "a", "b"], /--database takes one address, not 2/],
    [["verify", "p", "--record", "r", "--key", "k", "--tenant", "t"], /--tenant and --data-dir belong to --database/],
    [["verify", "--note", "n"], /no review file is named/],
    [["verify", "r", "--note", "n"], /--key is missing/],
    [["verify", "r", "q", "--note", "n", "--key", "k"], /one review at a time; what is "q"/],
    [["verify", "r", "--note", "n", "--record", "x", "--key", "k"], /--record and --note exclude each other/],
    [["verify", "--database", "--note", "n"], /--note and --database exclude each other/],
    [["import"], /no system is named/],
    [["import", "cloudtrail"], /no file is named/],
    [["import", "windows", "f"], /there is no system "windows"; there are cloudtrail/],
    [["send", "a", "b"], /one file at a time/],
    [["send", "--json=yes"], /--json takes no value/],
  ])("%j is wrong usage", async (args, pattern) => {
    const { code, out, err } = await run(args);
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toMatch(pattern);
  });

  test.each<[string[], RegExp]>([
    [["send", "f"], /no server to send to: give --url/],
    [["send", "f", "--url", "https://audit.test"], /no key to send with: give --key/],
    [["send", "f", "--url", "ftp://audit.test", "--key", "st_ing_a_b"], /--url: must be an http/],
    [["send", "f", "--url", "https://audit.test/api", "--key", "st_ing_a_b"], /--url: must be an address without path/],
    [["send", "f", "--url", "https://audit.test", "--key", "secret"], /--key: is not a Sealtrail key/],
    [["send", "/nonexistent/f", "--url", "https://audit.test", "--key", "st_ing_a_b"], /there is no such file/],
    [["verify", "--database"], /no database to verify/],
    [["verify", "--database=mysql://x"], /--database: must be a postgres:\/\/ address/],
  ])("%j says what is missing and ends with 1", async (args, pattern) => {
    const { code, err } = await run(args);
    expect(code).toBe(1);
    expect(err).toMatch(pattern);
    expect(err.split("\n")).toHaveLength(1);
  });
});

describe("splitting events", () => {
  const split = (text: string, pieces = text.length) => {
    const splitter = jsonSplitter();
    const values = [];
    for (let from = 0; from < text.length; from += pieces)
      values.push(...splitter.push(text.slice(from, from + pieces)));
    return [...values, ...splitter.finish()];
  };
  const a = '{"a":"}]\\"{","n":1.0}';
  const b = '{\n "b": [1, [2, {"c": "\\\\"}]]\n}';

  test.each([
    [
      "lines",
      `${a}\n\n${b}\r\n`,
      [
        [a, 1],
        [b, 3],
      ],
    ],
    [
      "values after each other",
      `${a}${b} ${a}`,
      [
        [a, 1],
        [b, 1],
        [a, 3],
      ],
    ],
    [
      "an array",
      `[${a},\n ${b}\n]\n`,
      [
        [a, 1],
        [b, 2],
      ],
    ],
    ["one object", ` ${b}`, [[b, 1]]],
    ["an empty array", "[ ]", []],
    ["nothing", " \n ", []],
    [
      "text that is no object",
      `nonsense here\n${a}`,
      [
        ["nonsense here", 1],
        [a, 2],
      ],
    ],
    [
      "scalars in an array",
      `[1, "x,y", null]`,
      [
        ["1", 1],
        ['"x,y"', 1],
        ["null", 1],
      ],
    ],
    [
      "an end that is missing",
      `${a}\n{"b":`,
      [
        [a, 1],
        ['{"b":', 2],
      ],
    ],
  ])("%s, in one piece or in many", (_, text, expected) => {
    const values = expected.map(([value, line]) => ({ text: value, line }));
    for (const pieces of [text.length || 1, 1, 2, 3, 7]) expect(split(text, pieces)).toEqual(values);
  });
});
