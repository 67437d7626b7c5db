import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { demo, key, signedIn, signIn, tenant, user } from "./demo.ts";
import { http } from "./http.ts";
import { expectSound } from "./sound.ts";
import { allowSecretOnce, expect, type Page, test } from "./test.ts";

const run = promisify(execFile);
const cli = join(import.meta.dirname, "../packages/cli/sealtrail.mjs");
const owner = user("acme", "owner");
const tag = Math.random().toString(36).slice(2, 8);
const guest = { name: `Ola Berg ${tag}`, email: `ola-${tag}@example.com`, password: "eleven brass lanterns at noon" };
allowSecretOnce(guest.password);

const manage = async (path: string, body: object) => {
  const answer = await http(demo.url, path, {
    headers: { authorization: `Bearer ${key("acme", "management")}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(201);
  return JSON.parse(answer.text);
};

/** A key of this journey's own: those of the demo are needed by others. */
async function issueKey(name: string): Promise<string> {
  const { token } = await manage("/api/v1/keys", {
    kind: "provisioning",
    name,
    purpose: "Reports that nobody reads any more",
    recipient: "Finance",
    role: "viewer",
    scope: { environments: ["prod"] },
    expires_at: new Date(Date.now() + 30 * 86_400_000).toISOString(),
  });
  allowSecretOnce(token);
  return token;
}

const statusOf = async (token: string) =>
  (await http(demo.url, "/api/v1/events?limit=1", { headers: { authorization: `Bearer ${token}` } })).status;

/** A member of this journey's own, signed in on a page of its own. */
async function joinAsGuest(page: Page): Promise<Page> {
  const { link } = await manage("/api/v1/invitations", { email: guest.email, role: "viewer" });
  allowSecretOnce(link.split("#")[1]);
  const context = await page.context().browser()!.newContext();
  const visitor = await context.newPage();
  await visitor.goto(link);
  await visitor.getByLabel("Your name").fill(guest.name);
  await visitor.getByRole("textbox", { name: "Password" }).fill(guest.password);
  await visitor.getByRole("button", { name: "Create account and join" }).click();
  await expect(visitor).toHaveURL(/\/t\/acme\/(overview|events)/);
  return visitor;
}

const rowOf = (page: Page, table: string, text: string) =>
  page.getByRole("table", { name: table }).getByRole("row").filter({ hasText: text });
const undecided = async (page: Page) => Number(/\d+/.exec(await page.getByText(/^Undecided [\d,]+$/).innerText())![0]);

/** With the keyboard alone: Enter keeps, and the focus goes on to the next that is undecided. */
async function keepRest(page: Page): Promise<void> {
  await page.getByText(/^Undecided/).click();
  await expect(page).toHaveURL(/\?show=undecided$/);
  await expect(page.getByRole("button", { name: /^Keep /, pressed: true })).toHaveCount(0);
  const first = page.getByRole("button", { name: /^Keep / }).first();
  await first.focus();
  for (let left = await undecided(page); left > 0; left--) {
    await page.keyboard.press("Enter");
    await expect(page.getByText(`Undecided ${left - 1}`, { exact: true })).toBeVisible();
    if (left > 1) await expect(page.getByRole("button", { name: /^Keep / }).and(page.locator(":focus"))).toBeVisible();
  }
}

async function complete(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Complete and sign" }).click();
  await expect(page.getByRole("heading", { name: "Signed record" })).toBeVisible();
}

/** Begins a review; one that began by itself is completed before. */
async function start(page: Page): Promise<void> {
  await page.goto("/t/acme/reviews");
  await expect(page.getByRole("heading", { name: "Access reviews", level: 1 })).toBeVisible();
  const open = page.getByRole("link", { name: /^(Begin|Continue)$/ });
  if ((await open.count()) > 0) {
    await open.click();
    await expect(page.getByRole("table", { name: "Keys" })).toBeVisible();
    await keepRest(page);
    await complete(page);
    await page.goto("/t/acme/reviews");
  }
  await page.getByRole("button", { name: "Start review now" }).click();
  await expect(page).toHaveURL(/\/reviews\/[0-9a-f-]{36}$/);
  await expect(page.getByRole("table", { name: "Keys" })).toBeVisible();
}

async function download(page: Page, name: string): Promise<string> {
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: `Download ${name}` }).click(),
  ]);
  expect(file.suggestedFilename()).toBe(name);
  return file.path();
}

async function soundInBothThemes(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const)
    for (const width of [1440, 390]) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height: 900 });
      await expectSound(page);
    }
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await page.setViewportSize({ width: 1440, height: 900 });
}

test.describe.configure({ mode: "serial" });
let reviewPath: string;

test("a review: keep some, revoke a key and a member, complete; the record is verified offline", async ({ page }) => {
  test.setTimeout(180_000);
  const [doomed, spared] = [`old reports ${tag}`, `new reports ${tag}`];
  const [doomedToken, sparedToken] = [await issueKey(doomed), await issueKey(spared)];
  const visitor = await joinAsGuest(page);
  await signIn(page, owner);
  await start(page);
  reviewPath = new URL(page.url()).pathname;

  const row = rowOf(page, "Keys", doomed);
  await expect(row).toContainText("Reports that nobody reads any more");
  await expect(row).toContainText("for Finance");
  await expect(row).toContainText("Sees only prod");
  await expect(row).toContainText("never");
  await expect(rowOf(page, "Members", guest.email)).toContainText("no second factor");
  await expect(rowOf(page, "Members", owner.email).getByRole("button")).toHaveCount(1);
  await expect(page.getByRole("button", { name: "Complete and sign" })).toBeDisabled();
  const total = await undecided(page);

  await page.getByRole("button", { name: `Keep ${spared}` }).click();
  await expect(rowOf(page, "Keys", spared)).toContainText(/by Helena Brandt, (now|\d+ s ago)/);
  await expect(page.getByText(`1 of ${total} decided`)).toBeVisible();
  await soundInBothThemes(page);

  expect(await statusOf(doomedToken)).toBe(200);
  await page.getByRole("button", { name: `Revoke ${doomed}…` }).click();
  const revoke = page.getByRole("dialog", { name: `Revoke ${doomed}?` });
  await expect(revoke).toContainText("This ends 1 key for good, everywhere within a second.");
  await expect(revoke.getByRole("button", { name: "Revoke key" })).toBeDisabled();
  await soundInBothThemes(page);
  await revoke.getByLabel("Reason").fill("Nobody reads them");
  await revoke.getByRole("button", { name: "Revoke key" }).click();
  await expect(row).toContainText("Revoked");
  await expect(row).toContainText("Nobody reads them");
  await expect(row.getByRole("button")).toHaveCount(0);
  await expect.poll(() => statusOf(doomedToken), { timeout: 1_000 }).toBe(401);
  expect(await statusOf(sparedToken)).toBe(200);

  await page.getByRole("button", { name: `Remove ${guest.name}…` }).click();
  const remove = page.getByRole("dialog", { name: `Remove ${guest.name}?` });
  await expect(remove).toContainText("1 session of theirs loses Acme Robotics");
  await remove.getByLabel("Reason").fill("Left the company");
  await remove.getByRole("button", { name: "Remove member" }).click();
  await expect(rowOf(page, "Members", guest.email)).toContainText("Revoked");
  expect((await visitor.goto("/t/acme/events"))!.status()).toBe(404);
  await visitor.context().close();

  const later = await issueKey(`later ${tag}`);
  expect(await statusOf(later)).toBe(200);
  await page.reload();
  await expect(page.getByText("1 key came since this review began")).toBeVisible();
  await expect(rowOf(page, "Keys", `later ${tag}`)).toHaveCount(0);

  await keepRest(page);
  await complete(page);
  await soundInBothThemes(page);
  const [review, note] = [await download(page, "review.json"), await download(page, "review.note")];
  const command = ["verify", review, "--note", note, "--key", tenant("acme").vkey];
  await expect(page.getByRole("region", { name: "command to verify" })).toContainText(tenant("acme").vkey);
  const { stdout } = await run(process.execPath, [cli, ...command]);
  expect(stdout).toContain("Verified: the ledger's key signed this access review");
  expect(stdout).toContain(`(${doomed})`);
  expect(stdout).toContain(await page.getByText(/^[0-9a-f]{64}$/).innerText());
  const changed = `${review}.changed`;
  writeFileSync(changed, readFileSync(review, "utf8").replace("Nobody reads them", "Nobody needs them"));
  const failure = await run(process.execPath, [cli, "verify", changed, ...command.slice(2)]).catch((error) => error);
  expect(failure.code).toBe(1);
  expect(failure.stderr).toContain("FAILS      the signed SHA-256 is that of the review, byte for byte");

  await page.getByRole("link", { name: "review.completed" }).click();
  await expect(page.getByRole("row").filter({ hasText: "Access review of" })).toHaveCount(1);
});

test("its record stays; who may not review sees no buttons, who may not look sees nothing", async ({ page }) => {
  await signedIn(page, user("acme", "auditor"));
  await page.goto("/t/acme/reviews");
  await expect(page.getByRole("button", { name: "Start review now" })).toHaveCount(0);
  const completed = page.getByRole("table", { name: "Completed reviews" });
  await expect(completed.getByRole("row").nth(1)).toContainText(/\d+ kept, 2 revoked/);
  await soundInBothThemes(page);
  await completed.getByRole("row").nth(1).getByRole("link").first().click();
  await expect(page.getByRole("heading", { name: "Signed record" })).toBeVisible();
  await expect(page.getByRole("button", { name: /^(Keep|Revoke|Remove)/ })).toHaveCount(0);
  const file = await page.request.get(`${reviewPath}/record?part=note`);
  expect(file.headers()["content-disposition"]).toBe('attachment; filename="review.note"');
  expect(await file.text()).toMatch(/^sealtrail-review\/v1\n/);
  expect((await page.request.get(`${reviewPath}/record?part=all`)).status()).toBe(404);
  expect((await page.goto("/t/acme/reviews/11111111-1111-4111-8111-111111111111"))!.status()).toBe(404);

  const other = await (await page.context().browser()!.newContext()).newPage();
  expect((await http(demo.url, `${reviewPath}/record?part=note`)).status).toBe(401);
  await signIn(other, user("globex", "owner"));
  expect((await other.goto(reviewPath))!.status()).toBe(404);
  expect((await other.request.get(`${reviewPath}/record?part=note`)).status()).toBe(404);
  const own = reviewPath.replace("/t/acme/", "/t/globex/");
  expect((await other.goto(own))!.status()).toBe(404);
  expect((await other.request.get(`${own}/record?part=note`)).status()).toBe(404);
  await other.context().close();

  const viewer = await (await page.context().browser()!.newContext()).newPage();
  await signIn(viewer, user("acme", "viewer"));
  await viewer.goto(reviewPath);
  await expect(viewer.getByRole("heading", { name: "Your role may not see this" })).toBeVisible();
  expect((await viewer.request.get(`${reviewPath}/record?part=statement`)).status()).toBe(403);
  await viewer.context().close();
});
