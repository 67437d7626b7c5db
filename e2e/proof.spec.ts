import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { newEvent, send, signedIn, tenant, user } from "./demo.ts";
import { expect, type Page, type Route, test } from "./test.ts";

const run = promisify(execFile);
const cli = join(import.meta.dirname, "../packages/cli/sealtrail.mjs");
const panelOf = (page: Page) => page.getByRole("complementary", { name: "Event" });

async function open(page: Page): Promise<string> {
  const [receipt] = await send([newEvent({ description: "for the proof" })]);
  await page.goto(`/t/acme/events?q=id%3A${receipt!.id}&range=all&event=${receipt!.id}`);
  await panelOf(page).getByRole("tab", { name: "Proof" }).click();
  return receipt!.id;
}

async function verify(page: Page): Promise<void> {
  await panelOf(page)
    .getByRole("button", { name: /Verify in this browser|Verify again/ })
    .click();
}

test.beforeEach(async ({ page }) => {
  await signedIn(page, user("acme", "auditor"));
});

test("an event is verified in the browser", async ({ page }) => {
  await open(page);
  await verify(page);
  await expect(panelOf(page).getByText("Verified in this browser")).toBeVisible();
  await expect(panelOf(page).getByRole("list", { name: "Inclusion path, root first" })).toBeVisible();
  expect(await panelOf(page).getByRole("list", { name: "Steps" }).getByLabel("passed").count()).toBe(4);
});

type Alter = (body: string) => string;
const json =
  (
    change: (record: {
      event: { actor: { name: string }; outcome: string };
      salts: Record<string, string>;
      seq: number;
    }) => void,
  ): Alter =>
  (body) => {
    const record = JSON.parse(body);
    change(record);
    return JSON.stringify(record);
  };
const flipLine =
  (pick: (lines: string[]) => number): Alter =>
  (body) => {
    const lines = body.split("\n");
    const at = pick(lines);
    const line = lines[at]!;
    const middle = Math.floor(line.length / 2);
    lines[at] = line.slice(0, middle) + (line[middle] === "A" ? "B" : "A") + line.slice(middle + 1);
    return lines.join("\n");
  };

const tampering: [string, "record" | "proof", Alter][] = [
  [
    "the actor's name",
    "record",
    json((record) => {
      record.event.actor.name += "x";
    }),
  ],
  [
    "the outcome",
    "record",
    json((record) => {
      record.event.outcome = "success";
    }),
  ],
  [
    "a salt",
    "record",
    json((record) => {
      record.salts.actor = record.salts.targets!;
    }),
  ],
  [
    "the seq",
    "record",
    json((record) => {
      record.seq += 1;
    }),
  ],
  ["a hash of the path", "proof", flipLine(() => 2)],
  ["the root", "proof", flipLine((lines) => lines.indexOf("") + 3)],
  [
    "the size",
    "proof",
    (body) => body.replace(/\n\n(.*)\n(\d+)\n/, (_, origin, size) => `\n\n${origin}\n${Number(size) + 1}\n`),
  ],
  ["the signature", "proof", flipLine((lines) => lines.length - 2)],
];

test("tampering with any part on the way shows as a failure", async ({ page }) => {
  const id = await open(page);
  for (const [what, which, alter] of tampering) {
    await test.step(what, async () => {
      const path =
        which === "record" ? new RegExp(`/api/v1/events/${id}\\?`) : new RegExp(`/api/v1/events/${id}/proof`);
      await page.route(path, async (route: Route) => {
        const response = await route.fetch();
        const body = await response.text();
        const altered = alter(body);
        expect(altered).not.toBe(body);
        await route.fulfill({ response, body: altered });
      });
      await verify(page);
      await expect(panelOf(page).getByText("Not verified")).toBeVisible();
      await expect(panelOf(page).getByText("Verified in this browser", { exact: true })).toHaveCount(0);
      await page.unroute(path);
      await verify(page);
      await expect(panelOf(page).getByText("Verified in this browser")).toBeVisible();
    });
  }
});

test("the three files are downloaded and verify offline with the command line; one changed byte is refused", async ({
  page,
}, info) => {
  await open(page);
  const files: Record<string, string> = {};
  for (const name of ["Download proof", "Download record", "Download verifier key"]) {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      panelOf(page).getByRole("button", { name }).click(),
    ]);
    const file = info.outputPath(download.suggestedFilename());
    await download.saveAs(file);
    files[name] = file;
  }
  const proof = files["Download proof"]!;
  const record = files["Download record"]!;
  const vkeyFile = files["Download verifier key"]!;
  expect(proof).toMatch(/\.tlog-proof$/);
  const vkey = readFileSync(vkeyFile, "utf8").trim();
  expect(vkey).toBe(tenant("acme").vkey);

  for (const given of [vkey, vkeyFile]) {
    const { stdout } = await run(process.execPath, [cli, "verify", proof, "--record", record, "--key", given]);
    expect(stdout).toMatch(/^Verified:/);
    expect(stdout).toContain("Noor Haddad");
  }
  const altered = info.outputPath("altered.json");
  writeFileSync(altered, readFileSync(record, "utf8").replace("Noor Haddad", "Noor Hadded"));
  const refused = await run(process.execPath, [cli, "verify", proof, "--record", altered, "--key", vkey]).catch(
    (error) => error,
  );
  expect(refused.code).toBe(1);
  expect(`${refused.stdout}${refused.stderr}`).toMatch(/not verified/i);
});

test("the page says how far the ledger is sealed, and leads to Integrity", async ({ page }) => {
  await page.goto("/t/acme/events");
  const mark = page.getByRole("link", { name: /Sealed to/ });
  await expect(mark).toBeVisible();
  await mark.click();
  await expect(page.getByRole("heading", { name: "Integrity", level: 1 })).toBeVisible();
  await expect(page.getByText(tenant("acme").vkey).first()).toBeVisible();
});
