import { send, signedIn, user } from "./demo.ts";
import { expectSound } from "./sound.ts";
import { expect, type Page, test } from "./test.ts";

const DAY_MS = 86_400_000;
const mark = () => Math.random().toString(36).slice(2, 8);
const table = (page: Page) => page.getByRole("table", { name: "Secrets" });
const rowOf = (page: Page, name: string) => table(page).getByRole("row").filter({ hasText: name });
const overdueHref = (id: string) => `/t/acme/secrets?filter=overdue&q=${encodeURIComponent(id)}`;
const pageHref = (id: string) => `/t/acme/secrets/secret/${encodeURIComponent(id)}`;
const counted = (page: Page) => page.getByRole("region", { name: "Events over time" }).getByRole("status");

/** The vault says that a secret was rotated, or read. */
const vault = (id: string, verb: "rotate" | "read", more: object = {}) => ({
  occurred_at: new Date().toISOString(),
  action: `secret.${verb}`,
  crud: verb === "rotate" ? "u" : "r",
  outcome: "success",
  actor: { type: "service", id: "svc_secret_rotator", name: "secret-rotator" },
  targets: [{ type: "secret", id, name: id }],
  source: { environment: "prod", via: "job" },
  origin: { system: "vault.audit" },
  ...(verb === "rotate" ? { metadata: { rotation_days: 30 } } : {}),
  ...more,
});

/** A secret that should have been rotated long ago. */
async function makeOverdue(rotatedDaysAgo = 100): Promise<string> {
  const id = `db/prod/ledger-${mark()}`;
  const ago = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();
  await send([
    vault(id, "rotate", { occurred_at: ago(rotatedDaysAgo) }),
    vault(id, "read", { occurred_at: ago(99) }),
    vault(id, "read", { occurred_at: ago(2) }),
  ]);
  return id;
}

/** The list shows a secret, or does not any more, within a few seconds. */
async function listed(page: Page, id: string, rows: 0 | 1): Promise<void> {
  await expect(async () => {
    await page.goto(overdueHref(id));
    await expect(page.getByRole("navigation", { name: "Which secrets" })).toBeVisible();
    await expect(rowOf(page, id)).toHaveCount(rows, { timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
}

test.describe("secrets", () => {
  test("one that is overdue is rotated, and leaves the list and the calendar of what is overdue", async ({ page }) => {
    await signedIn(page, user("acme", "security_lead"));
    // The calendar lists those that are overdue longest.
    const id = await makeOverdue(2_000);
    await listed(page, id, 1);
    const chosen = page.getByRole("navigation", { name: "Which secrets" }).locator('[aria-current="true"]');
    const before = Number((await chosen.locator("b").innerText()).replaceAll(",", ""));
    await expect(rowOf(page, id)).toContainText(/\d+ days? over/);
    await page.goto("/t/acme/secrets?tab=rotations");
    await expect(page.getByRole("region", { name: "Overdue" })).toContainText(id);

    await send([vault(id, "rotate")]);
    await listed(page, id, 0);
    expect(Number((await chosen.locator("b").innerText()).replaceAll(",", ""))).toBe(before - 1);

    await page.goto(pageHref(id));
    const facts = page.getByRole("region", { name: "What is known of it" });
    await expect(facts).toContainText(/in (29|30) days/);
    await expect(facts).toContainText("by secret-rotator");
    await expect(page.getByRole("region", { name: "Rotations" }).getByRole("listitem").first()).toContainText(
      "rotated secret",
    );
    await page.goto("/t/acme/secrets?tab=rotations");
    await expect(page.getByRole("region", { name: "Overdue" })).not.toContainText(id);
    await expect(page.getByRole("region", { name: "The coming 90 days" }).getByRole("table")).toBeVisible();
  });

  test("have numbers that their links find", async ({ page }) => {
    const id = await makeOverdue();
    await signedIn(page, user("acme", "security_lead"));
    await listed(page, id, 1);
    await rowOf(page, id).getByRole("link", { name: "1", exact: true }).click();
    await expect(counted(page)).toHaveText("1 event");
    const facts = page.getByRole("region", { name: "What is known of it" });
    for (const [name, number] of [
      ["Reads", "2 events"],
      ["Rotations", "1 event"],
      ["Events", "3 events"],
    ] as const) {
      await page.goto(pageHref(id));
      await facts
        .locator("div")
        .filter({ has: page.getByText(name, { exact: true }) })
        .getByRole("link")
        .click();
      await expect(counted(page)).toHaveText(number);
    }
    await page.goto(pageHref(id));
    const reads = page.getByRole("slider", { name: "Reads a day" });
    await expect(async () => {
      await reads.press("End");
      await expect(reads).toHaveAttribute("aria-valuetext", /; 0 reads$/, { timeout: 1_000 });
    }).toPass();
    await page.getByRole("table", { name: "Readers" }).getByRole("link", { name: "2", exact: true }).click();
    await expect(counted(page)).toHaveText("2 events");
  });

  test("are found by filters that the address keeps, and leave as CSV", async ({ page }) => {
    const id = await makeOverdue();
    await signedIn(page, user("acme", "security_lead"));
    await listed(page, id, 1);
    await page.goto("/t/acme/secrets");
    await page.getByRole("link", { name: /^Overdue/ }).click();
    await expect(page).toHaveURL(/filter=overdue/);
    await page.getByRole("searchbox", { name: "Find secrets" }).fill(id);
    // Before the typing has paused.
    await page.getByRole("link", { name: /^Due soon/ }).click();
    await expect(page).toHaveURL(/filter=soon&q=/);
    await page.getByRole("link", { name: "Overdue 1", exact: true }).click();
    await expect(page).toHaveURL(/filter=overdue&q=/);
    await expect(table(page).getByRole("row")).toHaveCount(2);
    await table(page).getByRole("link", { name: "prod", exact: true }).click();
    await expect(page).toHaveURL(/environment=prod/);
    await page.reload();
    await expect(rowOf(page, id)).toBeVisible();
    const href = await page.getByRole("link", { name: "CSV" }).getAttribute("href");
    const answer = await page.request.get(href!);
    expect(answer.headers()["content-type"]).toContain("text/csv");
    const lines = (await answer.text()).trim().split("\r\n");
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain(id);
    await page.getByRole("button", { name: "Not only prod" }).click();
    await expect(page).not.toHaveURL(/environment=/);
  });

  test("get a period of their own, and the policy back", async ({ page }) => {
    const id = await makeOverdue();
    await signedIn(page, user("acme", "owner"));
    await listed(page, id, 1);
    await page.goto(pageHref(id));
    const form = page.getByRole("form", { name: "Its own period" });
    const facts = page.getByRole("region", { name: "What is known of it" });
    await form.getByRole("radio", { name: "Not to be rotated" }).check();
    await form.getByLabel("Why").fill("It is retired");
    await form.getByRole("button", { name: "Save" }).click();
    await expect(facts).toContainText("not to be rotated, a period of its own");
    await listed(page, id, 0);
    await page.goto(pageHref(id));
    await expect(form.getByLabel("Why")).toHaveValue("It is retired");
    await form.getByRole("radio", { name: "As the policy says" }).check();
    await form.getByRole("button", { name: "Save" }).click();
    await expect(facts).toContainText("every 30 days, as the log says of it");
  });

  test("have a policy that is saved", async ({ page }) => {
    const environment = `e2e-${mark()}`;
    await signedIn(page, user("acme", "owner"));
    await page.goto("/t/acme/secrets?tab=policy");
    const form = page.getByRole("form", { name: "Policy for secrets" });
    await form.getByRole("button", { name: "Add environment" }).click();
    await form
      .getByRole("textbox", { name: /^environment/ })
      .last()
      .fill(environment);
    await form.getByRole("textbox", { name: `Days between rotations, ${environment}` }).fill("45");
    await form.getByRole("button", { name: "Save" }).click();
    await expect(form.getByText("Saved.")).toBeVisible();
    await page.reload();
    await expect(form.getByRole("textbox", { name: `Days between rotations, ${environment}` })).toHaveValue("45 days");
    await form.getByRole("button", { name: `Remove ${environment}` }).click();
    await form.getByRole("button", { name: "Save" }).click();
    await expect(form.getByText("Saved.")).toBeVisible();
  });

  test("have a policy that a viewer sees and cannot change", async ({ page }) => {
    await signedIn(page, user("acme", "viewer"));
    await page.goto("/t/acme/secrets?tab=policy");
    const form = page.getByRole("form", { name: "Policy for secrets" });
    await expect(form.getByRole("button", { name: "Save" })).toHaveCount(0);
    await expect(form).toContainText("the right “Change settings” is needed");
  });

  test("are listed to a viewer, who may not export them", async ({ page }) => {
    await signedIn(page, user("acme", "viewer"));
    await page.goto("/t/acme/secrets");
    await expect(table(page)).toBeVisible();
    await expect(page.getByRole("link", { name: "CSV" })).toHaveCount(0);
  });
});

for (const scheme of ["light", "dark"] as const)
  for (const width of [1440, 390])
    test(`axe finds nothing and nothing scrolls sideways, ${scheme}, ${width} wide`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height: 844 });
      await signedIn(page, user("acme", "owner"));
      for (const path of ["secrets", "secrets?filter=outside", "secrets?tab=rotations", "secrets?tab=policy"]) {
        await page.goto(`/t/acme/${path}`);
        await expect(page.getByRole("tabpanel")).toBeVisible();
        await expectSound(page);
      }
      await page.goto(pageHref("db/prod/primary"));
      await expect(page.getByRole("slider", { name: "Reads a day" })).toBeVisible();
      await expectSound(page);
      await page.getByRole("button", { name: "Show as table" }).click();
      await expect(page.getByRole("region", { name: "Reads a day as a table" })).toBeVisible();
      await expectSound(page);
    });
