import type { FileSink } from "./format.ts";

/** A file in memory. */
export function memorySink(): FileSink & { bytes(): Buffer } {
  let held = Buffer.alloc(1 << 20);
  let position = 0;
  return {
    get position() {
      return position;
    },
    async write(bytes) {
      while (position + bytes.length > held.length) held = Buffer.concat([held, Buffer.alloc(held.length)]);
      held.set(bytes, position);
      position += bytes.length;
    },
    async writeAt(offset, bytes) {
      if (offset + bytes.length > position) throw new Error("writes over bytes that are not there");
      held.set(bytes, offset);
    },
    bytes: () => Buffer.from(held.subarray(0, position)),
  };
}
