import {
  type BundleProgress,
  examineBundle,
  keyInBundle,
  type UnpackedBundle,
  unpackBundle,
} from "../../tlog/index.ts";
import { element, part, visible } from "./dom.ts";
import { inTurns } from "./engine.ts";
import { reportView, verdictView } from "./report-view.ts";
import { rowsView } from "./rows-view.ts";

export { verifyZip } from "./engine.ts";

const WORDS = { unpacking: "Unpacking", hashing: "Hashing", verifying: "Verifying" } as const;
const OWN_KEY =
  "This key came with the bundle. Whoever forges a bundle can put in a key of their own: compare it, character by character, with the key that you got from the tenant by another way, or paste that one here.";
const GIVEN_KEY = "This is the key that you gave.";

interface Opened {
  name: string;
  bundle: UnpackedBundle;
}

let opened: Opened | undefined;
/** The newest piece of work: an older one that is still going on stops. */
let turn = 0;

function showProgress({ doing, file, done, total }: BundleProgress): void {
  part("progress").hidden = false;
  part("doing").textContent = `${WORDS[doing]} ${visible(file)}`;
  part<HTMLProgressElement>("bar").value = total === 0 ? 0 : done / total;
}

function showKeyNote(isOwn: boolean): void {
  const note = part("key-note");
  note.textContent = isOwn ? OWN_KEY : GIVEN_KEY;
  note.classList.toggle("warn", isOwn);
}

async function open(file: File): Promise<void> {
  const mine = ++turn;
  part("status").replaceChildren();
  part("result").replaceChildren();
  part("file-note").textContent = visible(file.name);
  showProgress({ doing: "unpacking", file: file.name, done: 0, total: 0 });
  try {
    const zip = new Uint8Array(await file.arrayBuffer());
    const bundle = await inTurns(unpackBundle(zip), showProgress);
    if (mine !== turn) return;
    opened = { name: file.name, bundle };
    const key = part<HTMLTextAreaElement>("key");
    const ofBundle = keyInBundle(bundle);
    if (key.value.trim() === "" || key.dataset.own !== undefined) {
      key.value = ofBundle ?? "";
      key.dataset.own = "";
    }
    part<HTMLButtonElement>("again").disabled = false;
    await verify();
  } catch (error) {
    if (mine === turn) showUnreadable(error as Error);
  }
}

function showUnreadable(error: Error): void {
  part("progress").hidden = true;
  const text = `The file could not be read: ${visible(error.message)}`;
  part("status").replaceChildren(
    element("div", { class: "verdict" }, element("h2", {}, "NOT verified"), element("p", {}, text)),
  );
}

async function verify(): Promise<void> {
  if (!opened) return;
  const mine = ++turn;
  const { name, bundle } = opened;
  const key = part<HTMLTextAreaElement>("key");
  const isOwn = key.dataset.own !== undefined;
  showKeyNote(isOwn);
  const report = await inTurns(examineBundle(bundle, key.value), (progress) => {
    if (mine === turn) showProgress(progress);
  });
  if (mine !== turn) return;
  part("progress").hidden = true;
  part("status").replaceChildren(verdictView(report, name, isOwn));
  const events = bundle.files.get("events.ndjson");
  part("result").replaceChildren(...reportView(report), ...(events ? [rowsView(events, report)] : []));
}

function listenForDrops(): void {
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    document.body.classList.add("over");
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) document.body.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    document.body.classList.remove("over");
    const file = event.dataTransfer?.files[0];
    if (file) void open(file);
  });
}

function start(): void {
  const input = part<HTMLInputElement>("file");
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    if (file) void open(file);
    // So that the same file can be chosen again after it has changed.
    input.value = "";
  });
  const key = part<HTMLTextAreaElement>("key");
  key.addEventListener("input", () => {
    delete key.dataset.own;
  });
  part("key-form").addEventListener("submit", (event) => {
    event.preventDefault();
    void verify();
  });
  listenForDrops();
}

if (typeof document !== "undefined") start();
