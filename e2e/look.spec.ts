import AxeBuilder from "@axe-core/playwright";
import { newEvent, send, signIn, user } from "./demo.ts";
import { expect, test } from "./test.ts";

const PAGES = ["/t/acme/events", "/t/acme/integrity", "/t/acme/sources"];

for (const scheme of ["light", "dark"] as const) {
  test(`axe finds nothing, ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    await page.goto("/signin");
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await signIn(page, user("acme", "owner"));
    const [receipt] = await send([newEvent()]);
    for (const path of [
      ...PAGES,
      `/t/acme/events?q=id%3A${receipt!.id}&range=all&event=${receipt!.id}`,
      `/t/acme/events/${receipt!.id}`,
    ]) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      if (path.includes("event="))
        await expect(page.getByRole("complementary", { name: "Event" }).getByRole("heading").first()).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => ({ path, id, nodes: nodes.map((node) => node.html) }))).toEqual([]);
    }
  });
}

test("nothing scrolls sideways on a phone, and the navigation opens", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, user("acme", "viewer"));
  for (const path of PAGES) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow, path).toBeLessThanOrEqual(0);
  }
  await page.getByRole("button", { name: "Navigation" }).click();
  await expect(page.getByRole("link", { name: "Integrity", exact: true })).toBeVisible();
});

test("pages carry their protections", async ({ request }) => {
  const response = await request.get("/signin");
  expect(response.headers()).toMatchObject({ "x-frame-options": "DENY", "x-content-type-options": "nosniff" });
  expect(response.headers()["x-powered-by"]).toBeUndefined();
});
