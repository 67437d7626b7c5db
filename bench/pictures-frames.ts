import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium, type Locator, type Page } from "@playwright/test";
import { systemContext } from "#server/access/index.ts";
import { systemClock } from "#server/clock.ts";
import { parseEvent } from "#server/event-format/index.ts";
import { randomBase62 } from "#server/ids.ts";
import { addMember, createPerson } from "#server/people/index.ts";
import { followRollups } from "#server/rollups/index.ts";
import type { Runtime } from "#server/runtime.ts";
import { ensureBuilt } from "../scripts/build.ts";
import { CHROMIUM_FLAGS, findChromium } from "../scripts/chromium.ts";
import { eventMaker } from "./event-maker.ts";
import { atMost, figure, type ResultRow } from "./results.ts";
import { type BenchTenant, ledgerSize, makeTenant, type Stand, say } from "./stand.ts";
import { median } from "./statistics.ts";

const SLUG = "frames";
const EVENTS = 40_000;
const BATCH_EVENTS = 1_000;
/** 97 days, so that 30 of them have weeks before to be compared with. */
const STEP_MS = 210_000;
const RUNS = 5;
const FRAME_MS_MAX = 50;
const VIEWPORT = { width: 1440, height: 900 };

type Act = (page: Page, plot: Locator) => Promise<void>;

const press = (page: Page, keys: readonly string[]) =>
  keys.reduce(async (before, key) => {
    await before;
    await page.keyboard.press(key);
    await page.waitForTimeout(90);
  }, Promise.resolve());

async function drag(page: Page, plot: Locator, { from, to, steps }: { from: number; to: number; steps: number }) {
  const box = (await plot.boundingBox())!;
  const at = (share: number) => [box.x + share * box.width, box.y + box.height / 2] as const;
  await page.mouse.move(...at(from));
  await page.mouse.down();
  await page.mouse.move(...at(to), { steps });
  await page.mouse.up();
}

/** What people do with the chart. The numbers of the last view arrive meanwhile, as they do for them. */
const WAYS: Record<string, Act> = {
  "zooming by keys": (page) => press(page, ["+", "+", "+", "-", "-", "-", "-", "+"]),
  "moving by keys": (page) => press(page, ["PageDown", "PageDown", "PageDown", "PageUp", "PageUp", "PageDown"]),
  "zooming by dragging": (page, plot) => drag(page, plot, { from: 0.3, to: 0.7, steps: 40 }),
  "moving by dragging": async (page, plot) => {
    await page.keyboard.down("Shift");
    await drag(page, plot, { from: 0.3, to: 0.8, steps: 40 });
    await page.keyboard.up("Shift");
  },
};

/** Frames of the Anomalies page in a real browser while its chart of 500 points is zoomed and moved. */
export async function measurePicturesFrames(stand: Stand): Promise<ResultRow[]> {
  await ensureBuilt(say);
  const reader = await stand.withRuntime((open) => prepare(stand, open));
  const web = await stand.startWeb();
  const browser = await chromium.launch({ executablePath: await findChromium(), args: [...CHROMIUM_FLAGS] });
  try {
    const page = await browser.newPage({ viewport: VIEWPORT, baseURL: stand.variables.SEALTRAIL_URL! });
    await signIn(page, reader);
    const rows: ResultRow[] = [];
    for (const [name, act] of Object.entries(WAYS)) rows.push(...(await measureWay(page, name, act)));
    return rows;
  } finally {
    await browser.close();
    await web.close();
  }
}

async function measureWay(page: Page, name: string, act: Act): Promise<ResultRow[]> {
  const runs: number[][] = [];
  let points = 0;
  for (let run = 0; run < RUNS; run++) {
    await page.goto(`/t/${SLUG}/anomalies?range=30d`);
    const plot = page.getByRole("slider", { name: "Events of the whole tenant over time" });
    await plot.locator("svg path.recharts-line-curve").waitFor();
    points = Number(await plot.getAttribute("aria-valuemax")) - Number(await plot.getAttribute("aria-valuemin")) + 1;
    await plot.focus();
    await page.waitForTimeout(1_000);
    runs.push(
      await framesDuring(page, async () => {
        await act(page, plot);
        // Until the address has followed and the new numbers are drawn.
        await page.waitForTimeout(1_500);
      }),
    );
  }
  const worstMs = median(runs.map((frames) => Math.max(...frames)));
  const sorted = runs.flat().sort((a, b) => a - b);
  const p99Ms = sorted[Math.ceil(sorted.length * 0.99) - 1]!;
  say(`${name}: worst frame ${worstMs.toFixed(1)} ms`);
  return [
    figure(`${points} points, ${name}: worst frame, median of ${RUNS} runs`, worstMs, "ms", atMost(FRAME_MS_MAX)),
    figure(`${points} points, ${name}: frame, p99`, p99Ms, "ms"),
  ];
}

/** The lengths of all frames while something is done, in milliseconds. */
async function framesDuring(page: Page, work: () => Promise<void>): Promise<number[]> {
  const recorder = await page.evaluateHandle(() => {
    const frames: number[] = [];
    let lastMs: number | undefined;
    let isOn = true;
    const frame = (nowMs: number) => {
      if (lastMs !== undefined) frames.push(nowMs - lastMs);
      lastMs = nowMs;
      if (isOn) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    return {
      stop: () => {
        isOn = false;
        return frames;
      },
    };
  });
  await work();
  return recorder.evaluate((one) => one.stop());
}

interface Reader {
  email: string;
  password: string;
}

/** The tenant with its counted events and a person who may read them, made once in a stand that stays. */
async function prepare(stand: Stand, open: Runtime): Promise<Reader> {
  const file = join(stand.dataDir, `bench-${SLUG}-reader.json`);
  const tenant = await makeTenant(stand, SLUG, systemClock);
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8"));
  await loadEvents(stand, open, tenant);
  await followRollups(tenant.id);
  const reader = { email: "reader@frames.example", password: `bench-${randomBase62(12)}` };
  const personId = await createPerson({ ...reader, name: "Bench Reader" });
  await addMember(systemContext(tenant.id, "setup", ["members.create"]), { personId, role: "owner" });
  writeFileSync(file, JSON.stringify(reader), { mode: 0o600 });
  return reader;
}

async function loadEvents(stand: Stand, { committer, signer }: Runtime, tenant: BenchTenant): Promise<void> {
  const make = eventMaker(11);
  for (let from = await ledgerSize(stand, tenant.id); from < EVENTS; from += BATCH_EVENTS) {
    const now = new Date();
    const items = Array.from({ length: BATCH_EVENTS }, (_, i) => {
      const occurredAt = new Date(now.getTime() - (EVENTS - from - i) * STEP_MS);
      const parsed = parseEvent(make(occurredAt), { tenantId: tenant.id, now });
      if (!parsed.event) throw new Error(`a made event breaks the rules: ${JSON.stringify(parsed.faults)}`);
      return { draft: parsed.event, keyId: tenant.ingestKeyId, receivedAtMs: now.getTime() };
    });
    await committer.append(tenant.id, { items, atomic: true });
  }
  await signer.signNow(tenant.id);
  await stand.withSuperuser((client) => client.query("VACUUM (ANALYZE)"));
}

async function signIn(page: Page, reader: Reader): Promise<void> {
  await page.goto("/signin");
  await page.getByLabel("E-mail").fill(reader.email);
  await page.getByRole("textbox", { name: "Password" }).fill(reader.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("navigation", { name: "Main" }).waitFor();
}
