import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { newWebhookSecret, signWebhook } from "./webhook-secret.ts";

const page = readFileSync(join(import.meta.dirname, "../../docs/channels.md"), "utf8");
const exampleIn = (language: string) => page.split(`\`\`\`${language}\n`)[1]!.split("```")[0]!;

const [secret, other] = [newWebhookSecret(), newWebhookSecret()];
const body = '{"title":"Zoë in São Paulo"}';
const timestampS = 1_795_176_000;
const headersOf = (secrets: string[], over: Record<string, string> = {}) => ({
  "webhook-id": "01a2",
  "webhook-timestamp": String(timestampS),
  "webhook-signature": signWebhook(secrets, { id: "01a2", timestampS, body }),
  ...over,
});

interface Case {
  headers: Record<string, string>;
  body?: string;
  nowS?: number;
  is: boolean;
}
const unsigned = { "webhook-id": "01a2", "webhook-timestamp": String(timestampS) };
const CASES: Record<string, Case> = {
  signed: { headers: headersOf([secret]), is: true },
  "signed with both of two secrets": { headers: headersOf([other, secret]), is: true },
  "signed with another secret": { headers: headersOf([other]), is: false },
  "with another body": { headers: headersOf([secret]), body: `${body} `, is: false },
  "with another id": { headers: headersOf([secret], { "webhook-id": "01a3" }), is: false },
  "with another time": { headers: headersOf([secret], { "webhook-timestamp": String(timestampS + 1) }), is: false },
  "six minutes old": { headers: headersOf([secret]), nowS: timestampS + 360, is: false },
  "four minutes old": { headers: headersOf([secret]), nowS: timestampS + 240, is: true },
  "of the future": { headers: headersOf([secret]), nowS: timestampS - 360, is: false },
  "with a time that is none": { headers: headersOf([secret], { "webhook-timestamp": "now" }), is: false },
  "without a signature": { headers: unsigned, is: false },
  "without anything": { headers: {}, is: false },
  "with an empty signature": { headers: headersOf([secret], { "webhook-signature": "v1," }), is: false },
};

const DRIVERS: Record<string, { command: string[]; source: string }> = {
  js: {
    command: [process.execPath, "--input-type=module", "-e"],
    source: `
import { readFileSync } from "node:fs";
const { secret, cases } = JSON.parse(readFileSync(0, "utf8"));
const answers = cases.map((one) => isFromSealtrail(secret, one.headers, Buffer.from(one.body), one.nowS * 1000));
process.stdout.write(JSON.stringify(answers));`,
  },
  python: {
    command: ["python3", "-B", "-c"],
    source: `
import json, sys
given = json.load(sys.stdin)
json.dump([is_from_sealtrail(given["secret"], one["headers"], one["body"].encode(), one["nowS"]) for one in given["cases"]], sys.stdout)`,
  },
};
const isThere = (language: string) => language === "js" || spawnSync("python3", ["--version"]).status === 0;

describe.each(Object.entries(DRIVERS))("the example in %s", (language, { command, source }) => {
  it.skipIf(!isThere(language))("tells what is from Sealtrail from what is not", () => {
    const cases = Object.values(CASES).map((one) => ({ body, nowS: timestampS, ...one }));
    const [program, ...flags] = command as [string, ...string[]];
    const { stdout, stderr } = spawnSync(program, [...flags, exampleIn(language) + source], {
      input: JSON.stringify({ secret, cases }),
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    const answers: boolean[] = JSON.parse(stdout);
    const wanted = Object.entries(CASES).map(([name, { is }]) => [name, is]);
    expect(Object.keys(CASES).map((name, i) => [name, answers[i]])).toEqual(wanted);
  });
});
