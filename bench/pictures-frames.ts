import { chromium, type Locator, type Page } from "@playwright/test";
import { followRollups } from "#server/rollups/index.ts";
import { ensureBuilt } from "../scripts/build.ts";
import { CHROMIUM_FLAGS, findChromium } from "../scripts/chromium.ts";
import { prepareReader, signIn } from "./reader.ts";
import { atMost, figure, type ResultRow } from "./results.ts";
import { type Stand, say } from "./stand.ts";
import { median } from "./statistics.ts";

const SLUG = "frames";
const EVENTS = 40_000;
/** 97 days, so that 30 of them have weeks before to be compared with. */
const STEP_MS = 210_000;
const TENANT = { slug: SLUG, events: EVENTS, stepMs: STEP_MS, seed: 11, prepare: followRollups };
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
  const reader = await stand.withRuntime((open) => prepareReader(stand, open, TENANT));
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
