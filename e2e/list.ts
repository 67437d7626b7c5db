import { expect, type Page } from "@playwright/test";

export const list = (page: Page) => page.getByRole("region", { name: "List of events" });

/** The rows in the document, the header first. */
export const rows = (page: Page) => list(page).getByRole("row");

/** How many events the page says that it holds. */
export const loadedOf = (page: Page): Promise<number> =>
  page
    .getByText(/^[\d,]+ loaded$/)
    .innerText()
    .then((text) => Number(text.replaceAll(/\D/g, "")));

/** Scrolls to the end again and again until so many events are loaded. */
export async function loadRows(page: Page, count: number, timeoutMs: number): Promise<void> {
  await expect(rows(page).nth(5)).toBeVisible();
  await expect
    .poll(
      async () => {
        await list(page)
          .getByRole("table")
          .evaluate((table) => table.parentElement!.scrollTo({ top: table.parentElement!.scrollHeight }));
        return loadedOf(page);
      },
      { timeout: timeoutMs, intervals: [20] },
    )
    .toBeGreaterThanOrEqual(count);
}

/** The frames of one way of scrolling. */
export interface Frames {
  count: number;
  perSecond: number;
  p95Ms: number;
  worstMs: number;
  /** The most rows that were in the document at a time. */
  rowsMax: number;
}

/** Scrolls down from `fromPx` for a while and looks at every frame. */
export async function scrollFrames(
  page: Page,
  { fromPx, pxPerSecond, ms }: { fromPx: number; pxPerSecond: number; ms: number },
): Promise<Frames> {
  const measured = await list(page)
    .getByRole("table")
    .evaluate(
      (table, { fromPx, pxPerSecond, ms }) =>
        new Promise<{ frames: number[]; rowsMax: number }>((resolve) => {
          const scroller = table.parentElement!;
          const rows = table.getElementsByTagName("tr");
          const frames: number[] = [];
          let beganMs: number;
          let lastMs: number;
          let rowsMax = 0;
          const frame = (nowMs: number) => {
            frames.push(nowMs - lastMs);
            lastMs = nowMs;
            rowsMax = Math.max(rowsMax, rows.length);
            scroller.scrollTop = fromPx + (pxPerSecond * (nowMs - beganMs)) / 1_000;
            if (nowMs - beganMs < ms) requestAnimationFrame(frame);
            else resolve({ frames, rowsMax });
          };
          scroller.scrollTop = fromPx;
          // The jump to the beginning is not measured.
          setTimeout(
            () =>
              requestAnimationFrame((nowMs) => {
                beganMs = nowMs;
                lastMs = nowMs;
                requestAnimationFrame(frame);
              }),
            200,
          );
        }),
      { fromPx, pxPerSecond, ms },
    );
  const sorted = measured.frames.toSorted((a, b) => a - b);
  const sumMs = sorted.reduce((sum, one) => sum + one, 0);
  return {
    count: sorted.length,
    perSecond: (sorted.length / sumMs) * 1_000,
    p95Ms: sorted[Math.ceil(sorted.length * 0.95) - 1]!,
    worstMs: sorted.at(-1)!,
    rowsMax: measured.rowsMax,
  };
}

/** How much processor time the page's thread has used, counted from now. */
export async function pageThread(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  return async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find((one) => one.name === "TaskDuration")!.value * 1_000;
  };
}
