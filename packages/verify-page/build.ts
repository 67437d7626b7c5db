import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rolldown } from "rolldown";

const here = join(import.meta.dirname, "page");
const target = join(import.meta.dirname, "..", "..", "generated");

const sha256 = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** The script as one text; what it exports is the global `sealtrail`, so that it can be tried without a page. */
async function script(): Promise<string> {
  const bundle = await rolldown({ input: join(here, "main.ts"), platform: "browser", logLevel: "silent" });
  try {
    const { output } = await bundle.generate({ format: "iife", name: "sealtrail", minify: true });
    if (output.length !== 1) throw new Error("the script of the page is not one piece");
    return output[0].code.trim().replaceAll("</script", "<\\/script");
  } finally {
    await bundle.close();
  }
}

/** The page as one text: style and script inside, and a policy that allows these two and nothing else, no network at all. */
export async function buildPage(): Promise<string> {
  const css = readFileSync(join(here, "page.css"), "utf8").trim();
  const js = await script();
  const policy = `default-src 'none'; script-src ${sha256(js)}; style-src ${sha256(css)}; base-uri 'none'; form-action 'none'`;
  const parts: Record<string, string> = {
    POLICY: policy,
    "<!--style-->": `<style>${css}</style>`,
    "<!--script-->": `<script>${js}</script>`,
  };
  return readFileSync(join(here, "page.html"), "utf8").replace(/POLICY|<!--\w+-->/g, (name) => parts[name]!);
}

if (import.meta.main) {
  const html = await buildPage();
  mkdirSync(target, { recursive: true });
  const draft = join(target, `verify.html.${process.pid}`);
  writeFileSync(draft, html);
  renameSync(draft, join(target, "verify.html"));
}
