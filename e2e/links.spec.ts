import { key, newEvent, send, signedIn, user } from "./demo.ts";
import { list, rows } from "./list.ts";
import { expect, test } from "./test.ts";

test("a copied link shows somebody else the same list: query, times, columns, order, zone and open event", async ({
  page,
  browser,
}) => {
  const what = `link-${Date.now()}`;
  const [receipt] = await send([newEvent({ session_id: what, metadata: { ticket: "SEC-77" } })]);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await signedIn(page, user("acme", "owner"));
  await page.goto(
    `/t/acme/events?q=session:${what}&range=24h&order=oldest&zone=utc&cols=time,seq,metadata.ticket&event=${receipt!.id}`,
  );
  await page.getByRole("button", { name: "Copy link" }).click();
  await expect(page.getByRole("button", { name: "Link copied" })).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const parameters = new URL(link).searchParams;
  expect(Object.fromEntries(parameters)).toMatchObject({
    q: `session:${what}`,
    order: "oldest",
    zone: "utc",
    cols: "time,seq,metadata.ticket",
    density: "compact",
    event: receipt!.id,
  });
  const ms = (name: string) => Date.parse(parameters.get(name) ?? "");
  expect(ms("to") - ms("from")).toBeGreaterThanOrEqual(86_400_000);
  expect(ms("to") - ms("from")).toBeLessThan(86_400_000 + 120_000);

  // What happens later is not in the list that was shared.
  await send([newEvent({ session_id: what })]);
  const context = await browser.newContext();
  const other = await context.newPage();
  await signedIn(other, user("acme", "viewer"));
  await other.goto(link);
  await expect(list(other).getByRole("cell", { name: "SEC-77" })).toBeVisible();
  await expect(list(other).getByRole("columnheader")).toHaveText(["Time", "Number", "ticket"]);
  await expect(rows(other)).toHaveCount(2);
  await expect(other.getByText("Past range")).toBeVisible();
  await expect(other.getByRole("button", { name: "Time zone: UTC" })).toBeVisible();
  await expect(other.getByRole("complementary", { name: "Event" })).toContainText(receipt!.seq.toLocaleString("en"));
  await context.close();
});

test("an event of another tenant, an unknown one and no id at all are refused in the same words", async ({ page }) => {
  const [foreign] = await send([newEvent()], key("globex", "ingest"));
  await signedIn(page, user("acme", "owner"));
  const texts: string[] = [];
  for (const id of [foreign!.id, "01a2210f-984f-7047-ae3d-1f1899317f54", "nonsense", "../seal"]) {
    await page.goto(`/t/acme/events?event=${encodeURIComponent(id)}`);
    const panel = page.getByRole("complementary", { name: "Event" });
    await expect(panel.getByRole("heading", { name: "There is no such event here" })).toBeVisible();
    texts.push((await panel.innerText()).replaceAll(/[0-9a-f-]{36}/g, ""));
    await expect(rows(page).nth(3)).toBeVisible();
  }
  expect(new Set(texts).size).toBe(1);
});

test("what of a link means nothing is left out with a notice, and the rest holds", async ({ page }) => {
  await signedIn(page, user("acme", "owner"));
  await page.goto("/t/acme/events?from=yesterday&cols=time,bogus,event&order=sideways&zone=Mars/Base&q=outcome:denied");
  const notice = page.getByRole("alert").filter({ hasText: "could not be used" });
  for (const text of ["“yesterday” is no time", "no column “bogus”", "“sideways” is no order", "“Mars/Base”"])
    await expect(notice).toContainText(text);
  await expect(list(page).getByRole("columnheader")).toHaveText(["Time", "Event"]);
  await expect(rows(page).nth(1)).toContainText("was denied");
  await page.getByRole("button", { name: "Dismiss" }).click();
  await expect(notice).toBeHidden();
});

test("a cursor that was altered, or is another tenant's, is refused and the list can begin again", async ({ page }) => {
  await signedIn(page, user("acme", "owner"));
  await page.route(/\/api\/v1\/events\?.*cursor=/, (route) => {
    const url = new URL(route.request().url());
    url.searchParams.set("cursor", `x${url.searchParams.get("cursor")!.slice(1)}`);
    return route.continue({ url: url.href });
  });
  await page.goto("/t/acme/events?range=all");
  await expect(list(page).getByRole("alert")).toContainText("The cursor does not belong to this list");
  await page.unroute(/\/api\/v1\/events\?.*cursor=/);
  await list(page).getByRole("button", { name: "Load the list again" }).click();
  await expect(list(page).getByRole("alert")).toBeHidden();
  await expect(page.getByText(/^[67]\d\d loaded$/)).toBeVisible();
});
