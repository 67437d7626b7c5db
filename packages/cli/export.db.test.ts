import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runExport, sweepExports } from "../../server/exports/index.ts";
import { openApiServer } from "../../tests/api-server.ts";
import { openTestRuntime, type TestRuntime, testDirectory } from "../../tests/database.ts";
import { makeTenant, newEvent, sendEvents, type TestTenant } from "../../tests/tenant.ts";
import { main } from "./main.ts";
import { testTerminal } from "./test-terminal.ts";

let runtime: TestRuntime;
let tenant: TestTenant;
let url: string;
let isWorking = true;
let worker: Promise<void>;
beforeAll(async () => {
  runtime = await openTestRuntime();
  ({ url } = await openApiServer());
  tenant = await makeTenant();
  const events = Array.from({ length: 40 }, (_, i) =>
    newEvent({ action: i % 4 === 0 ? "secret.read" : "user.updated" }),
  );
  await sendEvents(tenant.ingest, events, { waitForCheckpoint: true });
  worker = (async () => {
    for (; isWorking; await sleep(20))
      for (const { tenantId, id } of await sweepExports()) await runExport(tenantId, id, () => false);
  })();
});
afterAll(async () => {
  isWorking = false;
  await worker;
});

const place = () => ["--url", url, "--key", tenant.provisioning];

test("asks, waits, downloads and checks the hash; the file says what it is of", async () => {
  const output = join(testDirectory(), "out.csv");
  const terminal = testTerminal();
  const args = [
    "--query",
    "action:secret.read",
    "--format",
    "csv",
    "--columns",
    "time,action,metadata.x",
    "-o",
    output,
  ];
  expect(await main(["export", ...place(), ...args, "--json"], terminal)).toBe(0);
  const answer = JSON.parse(terminal.lines.join(""));
  expect(answer).toMatchObject({ state: "done", rows_done: 10, query: "action:secret.read", output });
  const file = readFileSync(output);
  expect(createHash("sha256").update(file).digest("hex")).toBe(answer.sha256);
  expect(file.toString().trim().split("\r\n")).toHaveLength(11);
  const again = testTerminal();
  expect(await main(["export", ...place(), ...args], again)).toBe(2);
  expect(again.errors.join()).toContain("is there already");
});

test("an evidence bundle goes from one command into the other", async () => {
  const output = join(testDirectory(), "evidence.zip");
  expect(await main(["export", ...place(), "--format", "evidence", "-o", output], testTerminal())).toBe(0);
  const vkey = runtime.signer.vkeyOf(tenant.origin);
  const verified = testTerminal();
  expect(await main(["verify", output, "--key", vkey], verified)).toBe(0);
  const bytes = readFileSync(output);
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(output, bytes);
  expect(await main(["verify", output, "--key", vkey], testTerminal())).toBe(1);
});

test("what is refused is said, and leaves no file", async () => {
  const output = join(testDirectory(), "out.csv");
  const attempts: [string[], number, string][] = [
    [["--query", "action:"], 1, "cannot be read at position"],
    [["--format", "doc"], 1, "refused it with 422"],
    [["--from", "yesterday"], 1, "refused it with 422"],
    [["surplus"], 2, "behind --query"],
  ];
  for (const [args, code, words] of attempts) {
    const terminal = testTerminal();
    expect(await main(["export", ...place(), "-o", output, ...args], terminal)).toBe(code);
    expect(terminal.errors.join("\n")).toContain(words);
  }
  const closed = testTerminal();
  expect(
    await main(["export", "--url", "http://127.0.0.1:1", "--key", tenant.provisioning, "-o", output], closed),
  ).toBe(1);
  expect(closed.errors.join()).toContain("cannot be reached");
  expect(existsSync(output) || existsSync(`${output}.part`)).toBe(false);
});
