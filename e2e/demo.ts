import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";

interface Demo {
  url: string;
  databases: { app: string; owner: string; superuser: string | null };
  tenants: { id: string; slug: string; name: string; vkey: string }[];
  users: { email: string; password: string; tenant: string | null; role: string }[];
  keys: { tenant: string | null; kind: string; token: string }[];
}

/** What the running demo says of itself. */
export const demo: Demo = JSON.parse(
  readFileSync(join(process.env.SEALTRAIL_DATA_DIR ?? ".data", "demo.json"), "utf8"),
);

export const user = (tenant: string | null, role: string) =>
  demo.users.find((one) => one.tenant === tenant && one.role === role)!;
export const key = (tenant: string, kind: string) =>
  demo.keys.find((one) => one.tenant === tenant && one.kind === kind)!.token;
export const tenant = (slug: string) => demo.tenants.find((one) => one.slug === slug)!;

export async function signIn(page: Page, who: { email: string; password: string }, path = "/"): Promise<void> {
  await page.goto(path);
  await page.getByLabel("E-mail").fill(who.email);
  await page.getByRole("textbox", { name: "Password" }).fill(who.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("heading", { name: /^(Overview|Events)$/, level: 1 })).toBeVisible();
}

type Cookies = Awaited<ReturnType<ReturnType<Page["context"]>["cookies"]>>;
const sessions = new Map<string, Cookies>();

/** Signed in as somebody, by the session of an earlier sign-in where there is one. */
export async function signedIn(page: Page, who: { email: string; password: string }): Promise<void> {
  const known = sessions.get(who.email);
  if (known) return page.context().addCookies(known);
  await signIn(page, who);
  sessions.set(who.email, await page.context().cookies());
}

/** Sends events as an application would. */
export async function send(events: object[], token = key("acme", "ingest")): Promise<{ id: string; seq: number }[]> {
  const response = await fetch(`${demo.url}/api/v1/events`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: JSON.stringify({ events }),
  });
  expect(response.status).toBe(201);
  return ((await response.json()) as { receipts: { id: string; seq: number }[] }).receipts;
}

export function newEvent(more: object = {}): object {
  return {
    occurred_at: new Date().toISOString(),
    action: "secret.rotate",
    outcome: "denied",
    actor: { type: "user", id: "u_e2e", name: "Noor Haddad", email: "noor@acme-robotics.example" },
    targets: [{ type: "secret", id: "sec_e2e", name: "db/prod/primary" }],
    source: { ip: "203.0.113.9", via: "cli", environment: "prod", location: { country: "DE", city: "Berlin" } },
    changes: [{ field: "rotation_days", before: 90, after: 7 }],
    metadata: { ticket: "SEC-1" },
    ...more,
  };
}
