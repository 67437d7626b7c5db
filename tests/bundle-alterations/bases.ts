import { type BundleFiles, type BundleLedger, bundleLedger, makeBundle } from "../../packages/tlog/testing/bundle.ts";
import type { Random } from "../../packages/tlog/testing/random.ts";

/** An untouched bundle, with what is needed to alter it well. */
export interface Base {
  name: string;
  ledger: BundleLedger;
  files: BundleFiles;
  /** A bundle of another ledger, and one of the same ledger at another size. */
  foreign: BundleFiles;
  otherSize: BundleFiles;
  foreignLedger: BundleLedger;
}

const OTHER_TENANT = "22222222-2222-4222-8222-222222222222";

/** Bundles of both modes and of the edges of both. */
export async function makeBases(random: Random): Promise<Base[]> {
  const ledger = bundleLedger(random, 37);
  const foreignLedger = bundleLedger(random, 37, OTHER_TENANT);
  const withheld = (seq: number) => (seq % 3 === 0 ? (["actor", "content"] as const).slice() : []);
  const erasedBy = (seq: number) => (seq % 6 === 0 && seq < 36 ? 36 : undefined);
  const shapes = {
    "range, complete": { mode: "range", from: 4, to: 21 },
    "range, all": { mode: "range", from: 0, to: 37 },
    "range, left out, withheld": {
      mode: "range",
      from: 3,
      to: 30,
      isIn: (seq: number) => seq % 2 === 0,
      withheld,
      erasedBy,
    },
    "range, one": { mode: "range", from: 36, to: 37 },
    rows: { mode: "rows", from: 1, to: 37, isIn: (seq: number) => seq % 5 === 1 },
    "rows, withheld": { mode: "rows", from: 0, to: 37, isIn: (seq: number) => seq % 3 === 0, withheld, erasedBy },
    "rows, none": { mode: "rows", from: 0, to: 0 },
  } as const;
  const bases: Base[] = [];
  for (const [name, shape] of Object.entries(shapes)) {
    const files = await makeBundle(ledger, shape);
    const foreign = await makeBundle(foreignLedger, shape);
    const otherSize = await makeBundle(ledger, { ...shape, from: 0, to: Math.min(shape.to, 30), size: 30 });
    bases.push({ name, ledger, files, foreign, otherSize, foreignLedger });
  }
  for (const [name, size] of [
    ["empty ledger", 0],
    ["ledger of one", 1],
  ] as const) {
    const small = bundleLedger(random, size);
    const files = await makeBundle(small, { mode: "range", from: 0, to: size });
    const foreign = await makeBundle(bundleLedger(random, size, OTHER_TENANT), { mode: "range", from: 0, to: size });
    bases.push({ name, ledger: small, files, foreign, otherSize: foreign, foreignLedger });
  }
  return bases;
}
