const TABLES = Array.from({ length: 4 }, () => new Int32Array(256));
for (let i = 0; i < 256; i++) {
  let value = i;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb8_8320 : value >>> 1;
  TABLES[0]![i] = value;
}
for (let i = 0; i < 256; i++) {
  for (let table = 1; table < 4; table++) {
    const before = TABLES[table - 1]![i]!;
    TABLES[table]![i] = (before >>> 8) ^ TABLES[0]![before & 255]!;
  }
}

/** CRC-32 of zip and gzip (ISO 3309), 0 to 2^32 - 1. */
export function crc32(bytes: Uint8Array): number {
  const [t0, t1, t2, t3] = TABLES as [Int32Array, Int32Array, Int32Array, Int32Array];
  let crc = -1;
  let at = 0;
  for (; at + 4 <= bytes.length; at += 4) {
    crc ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    crc = t3[crc & 255]! ^ t2[(crc >>> 8) & 255]! ^ t1[(crc >>> 16) & 255]! ^ t0[crc >>> 24]!;
  }
  for (; at < bytes.length; at++) crc = (crc >>> 8) ^ t0[(crc ^ bytes[at]!) & 255]!;
  return ~crc >>> 0;
}
