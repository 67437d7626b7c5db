import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { z } from "@hono/zod-openapi";
import { AppError } from "#server/errors.ts";
import {
  cancelExport,
  createExport,
  deleteExportFile,
  type Export,
  type ExportFile,
  getExport,
  listAllExports,
  listExports,
  makeDownloadLink,
  openDownloadLink,
  openExportFile,
  previewExport,
  retryExport,
} from "#server/exports/index.ts";
import { parseInput } from "#server/parse-input.ts";
import { type ApiContext, headerOf, originOf, readerOf } from "./caller.ts";
import { exportAnswer, exportBody, previewAnswer, previewBody } from "./export-schemas.ts";
import { type Api, readQuery, route } from "./openapi.ts";
import { tenantParameter } from "./parameters.ts";
import { readJson } from "./read-json.ts";
import { camelNames, snakeNames, withSnakePaths } from "./snake-case.ts";

const query = z.object({ tenant: tenantParameter });
const listQuery = query.extend({
  before: z.uuid().optional().openapi({ description: "Id of an export: older ones than it" }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
const params = z.object({ id: z.string() });
const idOf = (c: ApiContext) => c.req.param("id") ?? "";
const one = (description: string, status = 200) => ({
  status,
  description,
  content: { "application/json": exportAnswer },
});
const answerOf = (found: Export) => snakeNames(found);
const file = z.string().openapi({ format: "binary" });
const who = { keys: "provisioning", people: "too" } as const;

/** Exports: made by the worker, watched and downloaded here. */
export function exportRoutes(app: Api): void {
  route(
    app,
    "get",
    "/api/v1/exports",
    {
      summary: "Exports, newest first: the caller's own, or everybody's for those who manage them",
      ...who,
      query: listQuery,
      answer: {
        status: 200,
        description: "One page",
        content: { "application/json": z.object({ exports: z.array(exportAnswer), has_more: z.boolean() }) },
      },
      errors: [401, 403, 422, 429, 503],
    },
    async (c) => {
      const { tenant: _, ...input } = readQuery(c, listQuery);
      const context = await readerOf(c);
      const list = context.permissions.has("exports.manage") ? listAllExports : listExports;
      const { exports, hasMore } = await list(context, input);
      return c.json({ exports: exports.map(answerOf), has_more: hasMore });
    },
  );

  route(
    app,
    "post",
    "/api/v1/exports",
    {
      summary: "Ask for a file of the events that fit, as of now; the answer says where it stands",
      ...who,
      query,
      body: { type: "application/json", schema: exportBody },
      answer: one("Asked for", 201),
      errors: [400, 401, 403, 409, 413, 422, 429, 503],
    },
    async (c) => {
      const context = await readerOf(c);
      const body = camelNames(parseInput(exportBody, await readJson(c)));
      return c.json(answerOf(await withSnakePaths(() => createExport(context, body))), 201);
    },
  );

  route(
    app,
    "post",
    "/api/v1/export-previews",
    {
      summary: "How many events an export would have by now, and what each format takes",
      ...who,
      query,
      body: { type: "application/json", schema: previewBody },
      answer: { status: 200, description: "The preview", content: { "application/json": previewAnswer } },
      errors: [400, 401, 403, 413, 422, 429, 503],
    },
    async (c) => {
      const context = await readerOf(c);
      const body = camelNames(parseInput(previewBody, await readJson(c)));
      return c.json(snakeNames(await withSnakePaths(() => previewExport(context, body))));
    },
  );
  singleRoutes(app);
  fileRoutes(app);
}

function singleRoutes(app: Api): void {
  route(
    app,
    "get",
    "/api/v1/exports/:id",
    {
      summary: "One export as it stands",
      ...who,
      params,
      query,
      answer: one("The export"),
      errors: [401, 403, 404, 429, 503],
    },
    async (c) => c.json(answerOf(await getExport(await readerOf(c), idOf(c)))),
  );

  const acts = [
    ["cancel", "End an export that waits or runs; nothing of its file is left", cancelExport],
    ["retry", "Begin one anew that failed or was cancelled, of the same events", retryExport],
  ] as const;
  for (const [name, summary, act] of acts)
    route(
      app,
      "post",
      `/api/v1/exports/:id/${name}`,
      { summary, ...who, params, query, answer: one("As it stands now"), errors: [401, 403, 404, 409, 429, 503] },
      async (c) => c.json(answerOf(await act(await readerOf(c), idOf(c)))),
    );
}

function fileRoutes(app: Api): void {
  const answer = { status: 200, description: "The file", content: { "application/octet-stream": file } };
  route(
    app,
    "get",
    "/api/v1/exports/:id/file",
    {
      summary: "The file of a finished export; takes a Range",
      ...who,
      params,
      query,
      answer,
      errors: [401, 403, 404, 409, 429, 503],
    },
    async (c) => send(c, await openExportFile(await readerOf(c), idOf(c))),
  );

  route(
    app,
    "delete",
    "/api/v1/exports/:id/file",
    {
      summary: "Delete the file of a finished export at once",
      ...who,
      params,
      query,
      answer: one("As it stands now"),
      errors: [401, 403, 404, 409, 429, 503],
    },
    async (c) => c.json(answerOf(await deleteExportFile(await readerOf(c), idOf(c)))),
  );

  route(
    app,
    "post",
    "/api/v1/exports/:id/link",
    {
      summary: "A link to the file that is good for five minutes without a key, for whoever has it",
      ...who,
      params,
      query,
      answer: {
        status: 201,
        description: "The link",
        content: { "application/json": z.object({ url: z.string(), expires_at: z.string() }) },
      },
      errors: [401, 403, 404, 409, 429, 503],
    },
    async (c) => c.json(snakeNames(await makeDownloadLink(await readerOf(c), idOf(c))), 201),
  );

  const linkQuery = z.object({ link: z.string().min(1).max(2_000) });
  route(
    app,
    "get",
    "/api/v1/export-files",
    {
      summary: "The file that a download link is for",
      keys: "",
      query: linkQuery,
      answer,
      errors: [403, 404, 409, 422, 503],
    },
    async (c) => send(c, await openDownloadLink(readQuery(c, linkQuery).link, originOf(c))),
  );
}

const RANGE = /^bytes=(\d{1,15})-(\d{1,15})?$/;

/** The file, or the part of it that a single range asks for (RFC 9110); any other range is answered with all of it. */
function send(c: ApiContext, { path, bytes, fileName, mediaType, sha256 }: ExportFile): Response {
  const range = RANGE.exec(headerOf(c, "range") ?? "");
  const ifRange = headerOf(c, "if-range");
  const isPart = range !== null && (ifRange === undefined || ifRange === `"${sha256}"`);
  const from = isPart ? Number(range[1]) : 0;
  const to = isPart && range[2] !== undefined ? Math.min(Number(range[2]), bytes - 1) : bytes - 1;
  if (isPart && (from > to || from >= bytes))
    throw new AppError("invalid", `The file has ${bytes} bytes, and the range begins behind them.`, {
      fields: [{ path: "Range", message: "lies outside the file" }],
    });
  const stream = Readable.toWeb(createReadStream(path, { start: from, end: Math.max(from, to) }));
  return c.body(stream as ReadableStream<Uint8Array<ArrayBuffer>>, isPart ? 206 : 200, {
    "Content-Type": mediaType,
    "Content-Length": String(to - from + 1),
    "Content-Disposition": `attachment; filename="${fileName}"`,
    "Accept-Ranges": "bytes",
    ETag: `"${sha256}"`,
    ...(isPart ? { "Content-Range": `bytes ${from}-${to}/${bytes}` } : {}),
  });
}
