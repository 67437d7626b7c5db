import { signedIn, user } from "./demo.ts";
import { loadRows, pageThread, scrollFrames } from "./list.ts";
import { expect, test } from "./test.ts";

const LOADED = 10_000;
const RUNS = 5;
const FRAME_MS = 1_000 / 60;

// Recording what the page does costs frames.
test.use({ trace: "off" });

// Processor time, not frames a second: those are the benchmark's (bench/scroll.ts), since they tell of the machine as well.
test("ten thousand loaded events scroll within the time of a frame, and few of them are in the document", async ({
  page,
}) => {
  test.setTimeout(240_000);
  await signedIn(page, user("acme", "owner"));
  await page.goto("/t/acme/events?range=all");
  await loadRows(page, LOADED, 120_000);
  const usedMs = await pageThread(page);
  const perFrameMs: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const before = await usedMs();
    const frames = await scrollFrames(page, { fromPx: run * 40_000, pxPerSecond: 3_000, ms: 1_500 });
    perFrameMs.push(((await usedMs()) - before) / frames.count);
    expect(frames.rowsMax).toBeGreaterThan(10);
    expect(frames.rowsMax).toBeLessThan(200);
  }
  perFrameMs.sort((a, b) => a - b);
  test.info().annotations.push({
    type: "processor time a frame",
    description: `${perFrameMs.map((ms) => ms.toFixed(1)).join(", ")} ms`,
  });
  expect(perFrameMs[Math.floor(RUNS / 2)]).toBeLessThan(FRAME_MS);
});
