import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { AppError } from "#server/errors.ts";
import { type ApiContext, headerOf } from "./caller.ts";

export const BODY_BYTES_MAX = 8 * 1024 * 1024;
const DROPPED_BYTES_MAX = 8 * BODY_BYTES_MAX;

const unzip = promisify(gunzip);
const tooLarge = () =>
  new AppError("too_large", "A request body is at most 8 MB: send the events in several requests.", {
    fields: [{ path: "", message: `is over ${BODY_BYTES_MAX} bytes` }],
  });

/** The body's bytes, unzipped if need be. Refuses other encodings, over 8 MB (before and after unzipping) and, with `json`, other content types. */
export async function readBody(c: ApiContext, kind: "json" | "any"): Promise<Uint8Array> {
  const type = (headerOf(c, "content-type") ?? "application/json").split(";")[0]!.trim().toLowerCase();
  if (kind === "json" && type !== "application/json") {
    throw new AppError("invalid", "The body must be sent as application/json.", {
      fields: [{ path: "Content-Type", message: "must be application/json" }],
    });
  }
  const encoding = (headerOf(c, "content-encoding") ?? "identity").trim().toLowerCase();
  if (encoding !== "identity" && encoding !== "gzip") {
    throw new AppError("invalid", "The body must be sent plain or as gzip.", {
      fields: [{ path: "Content-Encoding", message: "must be gzip or absent" }],
    });
  }
  if (Number(headerOf(c, "content-length") ?? 0) > BODY_BYTES_MAX) throw tooLarge();
  const bytes = await collect(c);
  return encoding === "gzip" ? unzipped(bytes) : bytes;
}

/** All chunks. What comes after the limit is read and dropped, up to eight times as much, so that the sender gets to see the refusal. */
function collect(c: ApiContext): Promise<Buffer> {
  const { incoming } = c.env;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    incoming.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= BODY_BYTES_MAX) {
        chunks.push(chunk);
        return;
      }
      chunks.length = 0;
      reject(tooLarge());
      if (length > DROPPED_BYTES_MAX) incoming.destroy();
    });
    incoming.on("end", () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    incoming.on("error", (cause) => reject(cutOff(cause)));
    incoming.on("aborted", () => reject(cutOff("the connection was closed")));
  });
}

const cutOff = (cause: unknown) =>
  new AppError("invalid", "The body ended before it was complete; nothing was stored.", {
    status: 400,
    cause,
    fields: [{ path: "", message: "is cut off" }],
  });

async function unzipped(bytes: Buffer): Promise<Uint8Array> {
  try {
    return await unzip(bytes, { maxOutputLength: BODY_BYTES_MAX });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge();
    throw new AppError("invalid", "The body is not valid gzip.", {
      status: 400,
      cause: error,
      fields: [{ path: "", message: "is not valid gzip" }],
    });
  }
}
