import { isMembers, type Members, readCanonical } from "./bundle-json.ts";
import { PathChecker } from "./bundle-path.ts";
import { isCut, linesOf, type Proof, ProofReader, readHashes } from "./bundle-proofs.ts";
import type { BundleManifest, Collector } from "./bundle-report.ts";
import { RowReader } from "./bundle-row.ts";
import { equalBytes, fromHex } from "./bytes.ts";
import { TlogError } from "./errors.ts";
import { HASH_BYTES, isCount, rootFromRange } from "./merkle.ts";
import { isNotEmpty } from "./seal.ts";

const EVENTS = "events.ndjson";
const PROOFS = "proofs.ndjson";
const LINES_A_STEP = 500;
const GAPS_MAX = 100;

/** What the lines are judged by: the manifest, and the checkpoint where it is right. */
export interface Basis {
  manifest: BundleManifest;
  /** Whether the lines' file is by its hash the one of a signed manifest. */
  isEventsFileSigned: boolean;
  checkpoint?: { tenant: string; size: number; root: Uint8Array };
}

/** One pass over the lines; `run` gives the bytes read so far at every step. */
export class LineChecker {
  readonly #files: ReadonlyMap<string, Uint8Array>;
  readonly #collector: Collector;
  readonly #basis: Basis;
  readonly #proofs: ProofReader | undefined;
  readonly #paths: PathChecker | undefined;
  readonly #row = new RowReader();
  readonly #lineOfId = new Map<unknown, number>();
  readonly #leaves: Uint8Array[] = [];
  readonly #gaps: [from: number, to: number][] = [];
  readonly #displaced = new Set<number>();
  #lines = 0;
  /** Lines without a seq since the last one in its place. */
  #unreadable = 0;
  #lastSeq = -1;
  #lastLine = 0;
  #rows = 0;
  #leftOut = 0;
  #withheld = 0;
  #erased = 0;

  constructor(files: ReadonlyMap<string, Uint8Array>, basis: Basis, collector: Collector) {
    this.#files = files;
    this.#basis = basis;
    this.#collector = collector;
    const proofs = basis.manifest.mode === "rows" ? files.get(PROOFS) : undefined;
    this.#proofs = proofs && new ProofReader(proofs, collector);
    const { checkpoint } = basis;
    this.#paths = checkpoint && new PathChecker(checkpoint.size, checkpoint.root);
    this.#lastSeq = basis.manifest.mode === "range" ? basis.manifest.seq_from - 1 : -1;
  }

  *run(): Generator<number> {
    const bytes = this.#files.get(EVENTS)!;
    if (isCut(bytes)) this.#fail("bundle_line_form", `${EVENTS} is cut off in its last line`, {});
    for (const line of linesOf(bytes)) {
      this.#lines = line.number;
      this.#checkLine(line.bytes, line.number);
      if (line.number % LINES_A_STEP === 0) yield line.end;
    }
    if (this.#basis.manifest.mode === "range") this.#noteGap(this.#basis.manifest.seq_to);
    this.#reportGaps();
    this.#proofs?.end(this.#unreadable, this.#displaced);
    this.#collector.pass("lines");
    this.#checkCounts();
    this.#checkRoot();
    this.#checkComplete();
  }

  #fail(code: TlogError["code"], message: string, place: { line?: number; seq?: number }): void {
    this.#collector.fail("lines", code, message, { file: EVENTS, ...place });
  }

  #checkLine(bytes: Uint8Array, number: number): void {
    let line: Members;
    try {
      line = this.#row.read(bytes);
    } catch (error) {
      this.#unreadable++;
      this.#fail("bundle_line_form", `${EVENTS} line ${number} ${(error as TlogError).message}`, { line: number });
      return;
    }
    const { seq } = line;
    if (!isCount(seq)) {
      this.#unreadable++;
      this.#fail("bundle_line_form", `${EVENTS} line ${number} has a seq that is none`, { line: number });
      return;
    }
    const isInPlace = this.#checkPlace(seq, number);
    const leaf = this.#checkContent(line, seq, number);
    if (!isInPlace) return;
    const proof = this.#proofs?.of(seq, number, this.#unreadable);
    this.#unreadable = 0;
    if (leaf === undefined) return;
    if (this.#basis.manifest.mode === "range") this.#leaves.push(leaf);
    else if (proof !== undefined) this.#checkPath(leaf, seq, number, proof);
  }

  /** Whether the line stands behind all lines before it, inside the range. */
  #checkPlace(seq: number, line: number): boolean {
    const { mode, seq_from, seq_to } = this.#basis.manifest;
    const place = { line, seq };
    if (seq < seq_from || seq >= seq_to) {
      const message = `${EVENTS} line ${line} (seq ${seq}) is outside the manifest's range [${seq_from}, ${seq_to}): it was added, or the range was changed`;
      this.#fail("bundle_line_added", message, place);
      return false;
    }
    if (this.#lastLine > 0 && seq === this.#lastSeq) {
      const message = `${EVENTS} line ${line} (seq ${seq}) is doubled: line ${this.#lastLine} has the same seq`;
      this.#fail("bundle_line_doubled", message, place);
      return false;
    }
    if (this.#lastLine > 0 && seq < this.#lastSeq) {
      const message = `${EVENTS} line ${line} (seq ${seq}) is out of order: it stands behind line ${this.#lastLine} (seq ${this.#lastSeq})`;
      this.#fail("bundle_line_order", message, place);
      this.#displaced.add(seq);
      return false;
    }
    if (mode === "range") this.#noteGap(seq);
    this.#lastSeq = seq;
    this.#lastLine = line;
    return true;
  }

  #noteGap(seq: number): void {
    const missing = seq - this.#lastSeq - 1;
    if (missing > this.#unreadable && this.#gaps.length < GAPS_MAX) this.#gaps.push([this.#lastSeq + 1, seq]);
  }

  #reportGaps(): void {
    for (const [from, to] of this.#gaps) {
      let start = from;
      // A line that is there, but in another place, is not missing.
      const there = [...this.#displaced].filter((seq) => seq >= from && seq < to).sort((a, b) => a - b);
      for (const end of [...there, to]) {
        if (end > start) {
          const what = end - start === 1 ? `seq ${start} is` : `seq ${start} to ${end - 1} are`;
          this.#fail(
            "bundle_line_missing",
            `${what} missing: ${EVENTS} has no line for ${end - start === 1 ? "it" : "them"}`,
            { seq: start },
          );
        }
        start = end + 1;
      }
    }
  }

  /** Leaf hash of a line; undefined, and said, where it has none. */
  #checkContent(line: Members, seq: number, number: number): Uint8Array | undefined {
    const place = { line: number, seq };
    const where = `${EVENTS} line ${number} (seq ${seq})`;
    const isLeftOut = Object.hasOwn(line, "leaf");
    if (isLeftOut === Object.hasOwn(line, "event") || (isLeftOut && Object.keys(line).length !== 2)) {
      this.#fail("bundle_line_form", `${where} is neither a row nor a left-out leaf`, place);
      return undefined;
    }
    try {
      if (isLeftOut) {
        this.#leftOut++;
        return fromHex(line.leaf as string, HASH_BYTES);
      }
      this.#checkRow(line, seq, number);
      return this.#row.leafHash(line);
    } catch (error) {
      this.#fail("bundle_line_edited", `${where}: ${(error as Error).message}`, place);
      return undefined;
    }
  }

  #checkRow(line: Members, seq: number, number: number): void {
    const place = { line: number, seq };
    const where = `${EVENTS} line ${number} (seq ${seq})`;
    this.#rows++;
    const isWithheld = isNotEmpty(line.digests);
    if (isWithheld) this.#withheld++;
    if (Object.hasOwn(line, "erased_by")) {
      this.#erased++;
      const by = line.erased_by;
      if (!isWithheld || !isCount(by) || by <= seq || by >= this.#basis.manifest.size)
        this.#fail(
          "bundle_line_edited",
          `${where} names no later seq of this ledger as its erasure, or shows no digest`,
          place,
        );
    }
    const event = line.event;
    if (!isMembers(event)) throw new TlogError("event_form", "the event is no object");
    const tenant = this.#basis.checkpoint?.tenant ?? this.#basis.manifest.tenant;
    if (event.tenant !== tenant) this.#fail("bundle_event_tenant", `${where} is an event of another tenant`, place);
    const id = typeof event.id === "boolean" ? Number(event.id) : (event.id ?? null);
    if (typeof id === "object" && id !== null) throw new TlogError("event_form", "the id of the event is no text");
    const other = this.#lineOfId.get(id);
    if (other === undefined) this.#lineOfId.set(id, number);
    else this.#fail("bundle_event_doubled", `${where} has the event of line ${other} once more, by its id`, place);
  }

  #checkPath(leaf: Uint8Array, seq: number, line: number, proof: Proof): void {
    if (this.#paths === undefined) return;
    const place = { file: EVENTS, line, seq };
    const where = `${EVENTS} line ${line} (seq ${seq})`;
    try {
      if (this.#paths.leadsToRoot(seq, leaf, proof.hashes)) return;
      const blame = this.#basis.isEventsFileSigned
        ? `its proof, ${PROOFS} line ${proof.line}, was edited: the path does not lead to the signed root`
        : "the event does not lead to the signed root: the line was edited, or exchanged, or its proof was";
      this.#collector.fail("root", "bundle_line_edited", `${where}: ${blame}`, place);
    } catch (error) {
      const message = `${where}: ${PROOFS} line ${proof.line}: ${(error as Error).message}`;
      this.#collector.fail("root", "bundle_proof_form", message, { file: PROOFS, line: proof.line, seq });
    }
  }

  #checkCounts(): void {
    const { manifest } = this.#basis;
    const found = { rows: this.#rows, left_out: this.#leftOut, withheld: this.#withheld, erased: this.#erased };
    const words = {
      rows: "rows",
      left_out: "left-out rows",
      withheld: "rows with withheld parts",
      erased: "erased rows",
    };
    for (const name of ["rows", "left_out", "withheld", "erased"] as const) {
      if (manifest[name] === found[name]) continue;
      const message = `the manifest counts ${manifest[name]} ${words[name]}, and ${EVENTS} has ${found[name]}`;
      this.#collector.fail("counts", "bundle_counts", message, { file: "manifest.json" });
    }
    this.#collector.pass("counts");
  }

  #checkRoot(): void {
    const { manifest, checkpoint } = this.#basis;
    if (manifest.mode === "range") this.#checkRange();
    else if (this.#proofs !== undefined && checkpoint !== undefined && !this.#collector.hasFailed("lines"))
      this.#collector.pass("root");
  }

  #checkRange(): void {
    const { manifest, checkpoint, isEventsFileSigned } = this.#basis;
    const range = this.#files.get("range.json");
    if (range === undefined) return;
    const { seq_from: lo, seq_to: hi } = manifest;
    try {
      const outside = readHashes(readCanonical(range, ["outside"]).outside);
      if (checkpoint === undefined || this.#collector.hasFailed("lines")) return;
      if (equalBytes(rootFromRange(lo, hi, checkpoint.size, this.#leaves, outside), checkpoint.root)) {
        this.#collector.pass("root");
        return;
      }
    } catch (error) {
      this.#collector.fail("root", "bundle_range", `range.json: ${(error as Error).message}`, { file: "range.json" });
      return;
    }
    if (isEventsFileSigned) {
      const message = "range.json was edited: its hashes and the rows do not give the signed root";
      this.#collector.fail("root", "bundle_range", message, { file: "range.json" });
      return;
    }
    const which = `one or more of lines 1 to ${this.#lines} (seq ${lo} to ${hi - 1}) was edited, exchanged or replaced`;
    const message = `${EVENTS}: ${which}: together they do not give the signed root. A range proof covers all of its lines at once`;
    this.#collector.fail("root", "bundle_lines_edited", message, { file: EVENTS });
  }

  #checkComplete(): void {
    const { mode, complete, left_out } = this.#basis.manifest;
    const fail = (message: string) =>
      this.#collector.fail("complete", "bundle_complete", message, { file: "manifest.json" });
    if (mode === "rows") {
      if (complete) fail("the manifest claims completeness, which single rows cannot have");
      if (left_out > 0) fail("the manifest counts left-out rows, of which single rows say nothing");
    } else if (complete !== (left_out === 0))
      fail(
        complete
          ? `the manifest claims completeness, although it leaves ${left_out} rows out`
          : "the manifest denies completeness, although nothing is left out",
      );
    this.#collector.pass("complete");
  }
}
