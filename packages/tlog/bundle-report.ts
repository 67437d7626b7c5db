import type { TlogCode } from "./errors.ts";

/** What a bundle says of itself, signed. Only what `verifyBundle` checks has a type: the rest is stated by the exporter, and to be shown as text. */
export interface BundleManifest {
  v: 1;
  tenant: string;
  origin: string;
  query: unknown;
  from: unknown;
  to: unknown;
  exported_at: unknown;
  exported_by: unknown;
  mode: "range" | "rows";
  seq_from: number;
  seq_to: number;
  rows: number;
  left_out: number;
  withheld: number;
  erased: number;
  complete: boolean;
  size: number;
  /** SHA-256 in hex of each file but manifest.json and manifest.note. */
  files: Record<string, unknown>;
}

/** The checks, in their order. */
export const BUNDLE_CHECKS = {
  zip: "The zip is whole and holds nothing but files",
  files: "The bundle has exactly the files that belong to it",
  manifest: "The manifest has its form",
  key: "The bundle's verifier key is the given one",
  signature: "The ledger's key signed this manifest",
  checkpoint: "The ledger's key signed the checkpoint, which is the manifest's",
  hashes: "Each file is the one that the manifest names, by SHA-256",
  lines: "Every line has its form and its place: ascending seq, none twice, none missing",
  counts: "The manifest counts the rows as they are",
  root: "The rows lead to the signed root",
  complete: "The manifest claims no more completeness than there is",
} as const;

export type BundleCheckId = keyof typeof BUNDLE_CHECKS;

/** `ok` is absent where a check could not be tried, since what it needs is itself not right. */
export interface BundleCheck {
  id: BundleCheckId;
  name: string;
  ok?: boolean;
}

/** One thing that is wrong. `line` counts from 1 in `file`. */
export interface BundleFinding {
  check: BundleCheckId;
  code: TlogCode;
  message: string;
  file?: string;
  line?: number;
  seq?: number;
}

/** `manifest` is there when it could be read, be it signed or not; `root` in hex and `keyId` when the checkpoint is right. */
export interface BundleReport {
  verified: boolean;
  manifest?: BundleManifest;
  root?: string;
  keyId?: string;
  checks: BundleCheck[];
  /** What names a place first. */
  findings: BundleFinding[];
  /** Findings beyond the first 100. */
  findingsLeftOut: number;
  /** What is odd without being wrong. */
  remarks: string[];
}

const FINDINGS_MAX = 100;
const VAGUE: TlogCode[] = ["bundle_manifest_other", "bundle_file_changed", "bundle_file_damaged"];

/** Collects what the checks say. */
export class Collector {
  readonly #ok = new Map<BundleCheckId, boolean>();
  readonly #findings: BundleFinding[] = [];
  #leftOut = 0;

  fail(
    check: BundleCheckId,
    code: TlogCode,
    message: string,
    place: Pick<BundleFinding, "file" | "line" | "seq"> = {},
  ) {
    this.#ok.set(check, false);
    if (this.#findings.length < FINDINGS_MAX) this.#findings.push({ check, code, message, ...place });
    else this.#leftOut++;
  }

  /** The check holds, unless it has failed. */
  pass(check: BundleCheckId): void {
    if (!this.#ok.has(check)) this.#ok.set(check, true);
  }

  holds(check: BundleCheckId): boolean {
    return this.#ok.get(check) === true;
  }

  hasFailed(check: BundleCheckId): boolean {
    return this.#ok.get(check) === false;
  }

  /** Whether every check was tried and holds. */
  get isVerified(): boolean {
    return (Object.keys(BUNDLE_CHECKS) as BundleCheckId[]).every((id) => this.holds(id));
  }

  checks(): BundleCheck[] {
    return (Object.entries(BUNDLE_CHECKS) as [BundleCheckId, string][]).map(([id, name]) => {
      const ok = this.#ok.get(id);
      return ok === undefined ? { id, name } : { id, name, ok };
    });
  }

  /** That a file as a whole is another one comes last: it says the least. */
  findings(): { findings: BundleFinding[]; findingsLeftOut: number } {
    const vague = (one: BundleFinding) => VAGUE.indexOf(one.code) + 1;
    return { findings: this.#findings.toSorted((a, b) => vague(a) - vague(b)), findingsLeftOut: this.#leftOut };
  }
}
