import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { AppError } from "#server/errors.ts";
import type { ApiContext } from "./caller.ts";

export const BODY_BYTES_MAX = 8 * 1024 * 1024;

const unzip = promisify(gunzip);
const tooLarge = () =>
  new AppError("too_large", "A request body is at most 8 MB: send the events in several requests.", {
    fields: [{ path: "", message: `is over ${BODY_BYTES_MAX} bytes` }],
  });

/** The body's bytes, unzipped if need be. Refuses other encodings, over 8 MB (before and after unzipping) and, with `json`, other content types. */
export async function readBody(c: ApiContext, kind: "json" | "any"): Promise<Uint8Array> {
  const type = (c.req.header("content-type") ?? "application/json").split(";")[0]!.trim().toLowerCase();
  if (kind === "json" && type !== "application/json") {
    throw new AppError("invalid", "The body must be sent as application/json.", {
      fields: [{ path: "Content-Type", message: "must be application/json" }],
    });
  }
  const encoding = (c.req.header("content-encoding") ?? "identity").trim().toLowerCase();
  if (encoding !== "identity" && encoding !== "gzip") {
    throw new AppError("invalid", "The body must be sent plain or as gzip.", {
      fields: [{ path: "Content-Encoding", message: "must be gzip or absent" }],
    });
  }
  if (Number(c.req.header("content-length") ?? 0) > BODY_BYTES_MAX) throw tooLarge();
  const bytes = await collect(c);
  return encoding === "gzip" ? unzipped(bytes) : bytes;
}

async function collect(c: ApiContext): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of c.env.incoming) {
      length += chunk.length;
      if (length > BODY_BYTES_MAX) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError("invalid", "The body ended before it was complete; nothing was stored.", {
      status: 400,
      cause: error,
      fields: [{ path: "", message: "is cut off" }],
    });
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, length);
}

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
