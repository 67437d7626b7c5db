import { spawnSync } from "node:child_process";
import { runInThisContext } from "node:vm";
import { examineZip } from "../../packages/cli/verify-bundle.ts";
import type { BundleReport } from "../../packages/tlog/index.ts";
import { PYTHON_VERIFIER } from "../../packages/tlog/testing/vectors.ts";

export interface Question {
  zip: Uint8Array;
  vkey: string;
}

/** What a judge says of each bundle: "verified", or why not. */
export type Judge = (questions: readonly Question[]) => string[];

const verdictOf = ({ verified, findings }: BundleReport) =>
  verified ? "verified" : (findings[0]?.message ?? "no finding");

export const commandLine: Judge = (questions) =>
  questions.map(({ zip, vkey }) => verdictOf(examineZip(zip, vkey).report));

/** The script out of verify.html, as it is in the bundle, run for real. */
export function pageScript(html: string): Judge {
  const script = /<script>(.*)<\/script>/s.exec(html)![1]!;
  const { verifyZip } = runInThisContext(`${script};sealtrail`) as {
    verifyZip: (zip: Uint8Array, vkey: string) => BundleReport;
  };
  return (questions) => questions.map(({ zip, vkey }) => verdictOf(verifyZip(zip, vkey)));
}

export const hasIndependent = PYTHON_VERIFIER !== undefined && spawnSync("python3", ["--version"]).status === 0;

const SCRIPT = `
import base64, io, json, sys
import tlogverify as t
def judge(q):
    try: t.verify_bundle(io.BytesIO(base64.b64decode(q["zip"])), q["vkey"])
    except Exception as e: return f"{type(e).__name__}: {e}"
    return "verified"
json.dump([judge(json.loads(line)) for line in sys.stdin], sys.stdout)
`;

/** The verifier that shares no code with this project: one process for all. */
export const independent: Judge = (questions) => {
  const input = questions
    .map(({ zip, vkey }) => `${JSON.stringify({ zip: Buffer.from(zip).toString("base64"), vkey })}\n`)
    .join("");
  const { stdout, stderr, status } = spawnSync("python3", ["-B", "-c", SCRIPT], {
    input,
    env: { ...process.env, PYTHONPATH: PYTHON_VERIFIER, PYTHONIOENCODING: "utf-8:backslashreplace" },
    maxBuffer: 2 ** 28,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`the independent verifier ended with ${status}: ${stderr.slice(0, 500)}`);
  return JSON.parse(stdout) as string[];
};
