import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { withInstallLock } from "./install-lock.mjs";
import { NODE_FLAGS } from "./node-flags.mjs";
import { SetupError, whyNpmFailed, whyWriteFailed } from "./setup-error.mjs";

const platforms = ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64"];

/**
 * Makes the clone at `root` ready to run: packages as in the lock file, the pinned Node, the generated database client and verify page.
 * Returns the path of the pinned Node. Throws SetupError with one line that says what is wrong and what to do.
 */
export async function ensureInstalled(root) {
  const paths = layout(root);
  if (isReady(paths)) return paths.node;
  const platform = `${process.platform}-${process.arch}`;
  if (!platforms.includes(platform)) {
    throw new SetupError(
      `Sealtrail runs on ${platforms.join(", ")}, and this is ${platform}. On Windows, use WSL with a Linux such as Debian.`,
    );
  }
  try {
    await withInstallLock(paths.toolchain, say, async () => {
      if (!packagesReady(paths)) await installPackages(paths);
      if (!clientReady(paths)) await generateClient(paths);
      if (!pageReady(paths)) await generatePage(paths);
    });
  } catch (error) {
    throw whyWriteFailed(error, root);
  }
  return paths.node;
}

function layout(root) {
  const modules = path.join(root, "node_modules");
  return {
    root,
    modules,
    toolchain: path.join(root, ".toolchain"),
    bin: path.join(modules, ".bin"),
    node: path.join(modules, ".bin", "node"),
    installStamp: path.join(modules, ".sealtrail-install"),
    clientStamp: path.join(modules, ".sealtrail-client"),
    pageStamp: path.join(modules, ".sealtrail-page"),
    schemaDir: path.join(root, "prisma"),
    clientDir: path.join(root, "generated"),
    page: path.join(root, "generated", "verify.html"),
  };
}

function isReady(paths) {
  return packagesReady(paths) && clientReady(paths) && pageReady(paths);
}

function packagesReady(paths) {
  if (!existsSync(paths.node)) return false;
  const wanted = packagesHash(paths);
  if (read(paths.installStamp) === wanted) return true;
  if (!matchesLockFile(paths) || versionOf(paths.node) !== pinnedNode(paths)) return false;
  writeStamp(paths.installStamp, wanted);
  return true;
}

// Somebody who ran npm by hand, or changed only a script in package.json, must not wait for a second installation.
function matchesLockFile(paths) {
  const lock = readJson(path.join(paths.root, "package-lock.json"))?.packages;
  const installed = readJson(path.join(paths.modules, ".package-lock.json"))?.packages;
  const manifest = readJson(path.join(paths.root, "package.json"));
  if (!lock || !installed || !manifest) return false;
  for (const group of ["dependencies", "devDependencies"]) {
    if (JSON.stringify(sorted(lock[""]?.[group])) !== JSON.stringify(sorted(manifest[group]))) return false;
  }
  for (const [name, entry] of Object.entries(lock)) {
    if (!name.startsWith("node_modules/") || entry.link) continue;
    const present = installed[name];
    if (present ? present.version !== entry.version : !(entry.optional || entry.devOptional || entry.peer))
      return false;
  }
  return true;
}

async function installPackages(paths) {
  const npm = findNpm();
  let node = process.execPath;
  if (Number.parseInt(process.versions.node, 10) < 24) node = await installToolchainNode(paths, npm);
  const env = npmEnvironment(paths, node, npm);
  rmSync(paths.installStamp, { force: true });
  await step("Installing packages", () =>
    runNpm({ node, npm, env, cwd: paths.root, args: ["ci", "--ignore-scripts=false", "--prefer-offline"] }),
  );
  const wanted = pinnedNode(paths);
  if (versionOf(paths.node) !== wanted) repairNode(paths, node, env);
  const found = versionOf(paths.node);
  if (found !== wanted) {
    throw new SetupError(
      `node_modules/.bin/node should be Node ${wanted} but ${found ? `is ${found}` : "does not run"}. ` +
        "Node's own packages need glibc (Debian, Ubuntu, Fedora, not Alpine) and their install scripts: " +
        "check that npm's setting ignore-scripts is off, delete node_modules and start again.",
    );
  }
  writeStamp(paths.installStamp, packagesHash(paths));
}

async function installToolchainNode(paths, npm) {
  const version = pinnedNode(paths);
  const node = path.join(paths.toolchain, "node_modules", "node", "bin", "node");
  if (versionOf(node) === version) return node;
  mkdirSync(paths.toolchain, { recursive: true });
  const manifest = { private: true, allowScripts: { node: true } };
  writeFileSync(path.join(paths.toolchain, "package.json"), JSON.stringify(manifest));
  const env = npmEnvironment(paths, process.execPath, npm);
  const args = ["install", "--prefix", paths.toolchain, "--no-save", "--no-package-lock", "--ignore-scripts=false"];
  await step(`Installing Node ${version}`, () =>
    runNpm({ node: process.execPath, npm, env, cwd: paths.toolchain, args: [...args, `node@${version}`] }),
  );
  if (versionOf(node) === version) return node;
  throw new SetupError(
    `Node ${version} was installed in .toolchain but does not run here. It needs glibc (Debian, Ubuntu, Fedora, ` +
      `not Alpine); or install Node ${version} yourself and start again.`,
  );
}

// npm 11 skips install scripts that it was not told to allow, and some set-ups skip all of them.
function repairNode(paths, node, env) {
  const dir = path.join(paths.modules, "node");
  if (existsSync(dir)) spawnSync(node, ["installArchSpecificPackage.js"], { cwd: dir, env, stdio: "ignore" });
}

function clientReady(paths) {
  const hash = schemaHash(paths);
  return !hash || (read(paths.clientStamp) === hash && existsSync(paths.clientDir));
}

async function generateClient(paths) {
  const env = npmEnvironment(paths, paths.node, undefined);
  const cli = path.join(paths.modules, "prisma", "build", "index.js");
  const hash = schemaHash(paths);
  // Prisma refuses a folder that has files and none of its own.
  if (!existsSync(path.join(paths.clientDir, "client.ts"))) rmSync(paths.page, { force: true });
  await step("Generating the database client", async () => {
    const { code, output } = await capture(paths.node, [cli, "generate"], { cwd: paths.root, env });
    if (code === 0) return;
    process.stderr.write(`\n${output}\n`);
    throw new SetupError("prisma generate failed: see its output above, correct prisma/schema.prisma, start again.");
  });
  writeStamp(paths.clientStamp, hash);
}

function pageReady(paths) {
  const hash = pageHash(paths);
  return !hash || (existsSync(paths.page) && read(paths.pageStamp) === hash);
}

// The page that each evidence bundle brings along to check itself: one file, made of the sources in two packages.
async function generatePage(paths) {
  const hash = pageHash(paths);
  const build = path.join(paths.root, "packages", "verify-page", "build.ts");
  await step("Generating the verify page", async () => {
    const { code, output } = await capture(paths.node, [...NODE_FLAGS, build], { cwd: paths.root, env: process.env });
    if (code === 0) return;
    process.stderr.write(`\n${output}\n`);
    throw new SetupError(
      "The verify page could not be made: see the output above, correct packages/verify-page, start again.",
    );
  });
  writeStamp(paths.pageStamp, hash);
}

function pageHash(paths) {
  const packages = path.join(paths.root, "packages");
  if (!existsSync(path.join(packages, "verify-page", "build.ts"))) return undefined;
  const files = ["tlog", "verify-page", "verify-page/page"]
    .flatMap((folder) => readdirSync(path.join(packages, folder)).map((file) => `${folder}/${file}`))
    .filter((file) => /\.(ts|html|css)$/.test(file) && !file.endsWith(".test.ts"))
    .sort();
  const bundler = readJson(path.join(paths.root, "package.json"))?.dependencies?.rolldown ?? "";
  return sha256([bundler, ...files.flatMap((file) => [file, readFileSync(path.join(packages, file))])]);
}

function schemaHash(paths) {
  if (!existsSync(path.join(paths.schemaDir, "schema.prisma"))) return undefined;
  const files = readdirSync(paths.schemaDir)
    .filter((name) => name.endsWith(".prisma"))
    .sort()
    .map((name) => path.join(paths.schemaDir, name));
  const config = path.join(paths.root, "prisma.config.ts");
  if (existsSync(config)) files.push(config);
  return sha256([...files.map((file) => readFileSync(file)), prismaVersion(paths)]);
}

function prismaVersion(paths) {
  return readJson(path.join(paths.root, "package.json"))?.dependencies?.prisma ?? "";
}

function packagesHash(paths) {
  return sha256(["package-lock.json", "package.json"].map((name) => readFileSync(path.join(paths.root, name))));
}

function pinnedNode(paths) {
  return readJson(path.join(paths.root, "package.json"))?.devDependencies?.node;
}

function findNpm() {
  const besideNode = path.dirname(process.execPath);
  const candidates = [
    process.env.npm_execpath,
    path.join(besideNode, "..", "lib", "node_modules", "npm", "bin", "npm-cli.js"),
    ...(process.env.PATH ?? "").split(path.delimiter).map((dir) => path.join(dir, "npm")),
  ];
  for (const candidate of candidates) {
    if (!candidate || !existsSync(candidate)) continue;
    const file = realpathSync(candidate);
    if (path.basename(file) === "npm-cli.js") return file;
  }
  throw new SetupError("npm was not found beside Node or on the PATH. Install npm 9 or newer and start again.");
}

// The `node` package calls plain `npm` in its install script: the shim gives it this npm, run by this Node.
function npmEnvironment(paths, node, npm) {
  const shims = path.join(paths.toolchain, "bin");
  if (npm) {
    mkdirSync(shims, { recursive: true });
    for (const [name, target] of [
      ["npm", `"${node}" "${npm}"`],
      ["node", `"${node}"`],
    ]) {
      writeFileSync(path.join(shims, name), `#!/bin/sh\nexec ${target} "$@"\n`);
      chmodSync(path.join(shims, name), 0o755);
    }
  }
  const env = { ...process.env };
  // Settings of the npm that started us (its prefix, its workspace, --silent) would otherwise steer the npm started here.
  for (const name of Object.keys(env)) {
    if (
      /^npm_(config_(local_prefix|global_prefix|prefix|workspace|workspaces|omit|include|production|loglevel|silent|dry_run|ignore_scripts|global)|lifecycle_|package_|command|execpath|node_execpath)/i.test(
        name,
      )
    ) {
      delete env[name];
    }
  }
  delete env.NODE_ENV;
  return {
    ...env,
    PATH: [npm ? shims : paths.bin, path.dirname(node), env.PATH].join(path.delimiter),
    PRISMA_SCHEMA_ENGINE_BINARY: env.PRISMA_SCHEMA_ENGINE_BINARY || node,
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
    CHECKPOINT_DISABLE: "1",
    NEXT_TELEMETRY_DISABLED: "1",
  };
}

async function runNpm({ node, npm, env, cwd, args }) {
  const { code, output } = await capture(node, [npm, ...args, "--no-audit", "--no-fund"], { cwd, env });
  if (code === 0) return;
  process.stderr.write(`\n${output.trimEnd().split("\n").slice(-30).join("\n")}\n`);
  throw whyNpmFailed(output, args[0]);
}

function capture(command, args, options) {
  return new Promise((resolve, reject) => {
    const chunks = [];
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.on("data", (chunk) => chunks.push(chunk));
    child.stderr.on("data", (chunk) => chunks.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output: Buffer.concat(chunks).toString("utf8") }));
  });
}

async function step(title, work) {
  const started = Date.now();
  process.stderr.write(`${title} … `);
  try {
    await work();
  } catch (error) {
    process.stderr.write("failed\n");
    throw error;
  }
  const seconds = (Date.now() - started) / 1000;
  process.stderr.write(`${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s\n`);
}

function say(line) {
  process.stderr.write(`${line}\n`);
}

function versionOf(node) {
  if (!existsSync(node) || statSync(node).size === 0) return undefined;
  const { status, stdout } = spawnSync(node, ["--version"], { encoding: "utf8" });
  return status === 0 ? stdout.trim().replace(/^v/, "") : undefined;
}

function sha256(parts) {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part).update("\0");
  return hash.digest("hex");
}

function sorted(record) {
  return Object.entries(record ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
}

function read(file) {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return undefined;
  }
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

// A complete installation in a folder that has become read-only still runs: only the short cut is lost.
function writeStamp(file, hash) {
  try {
    writeFileSync(file, `${hash}\n`);
  } catch (error) {
    if (!["EROFS", "EACCES", "EPERM"].includes(error.code)) throw error;
  }
}
