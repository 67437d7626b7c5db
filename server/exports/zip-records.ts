/** What the zip says of one entry; `offset` and sizes in bytes. */
export interface ZipRecord {
  name: Uint8Array;
  isDeflated: boolean;
  crc: number;
  packedBytes: number;
  bytes: number;
  offset: number;
}

const VERSION = 20;
const UTF8_NAME = 0x0800;
// 1980-01-01, the first date there is.
const DATE = 0x0021;
const TIME = 0;

/** What both headers share, 24 bytes from the version to the length of the name (APPNOTE 4.3.7, 4.3.12). */
function writeShared(to: Buffer, at: number, { name, isDeflated, crc, packedBytes, bytes }: ZipRecord): void {
  to.writeUInt16LE(VERSION, at);
  to.writeUInt16LE(name.some((byte) => byte > 0x7f) ? UTF8_NAME : 0, at + 2);
  to.writeUInt16LE(isDeflated ? 8 : 0, at + 4);
  to.writeUInt16LE(TIME, at + 6);
  to.writeUInt16LE(DATE, at + 8);
  to.writeUInt32LE(crc, at + 10);
  to.writeUInt32LE(packedBytes, at + 14);
  to.writeUInt32LE(bytes, at + 18);
  to.writeUInt16LE(name.length, at + 22);
}

/** The header before an entry (APPNOTE 4.3.7). */
export function localHeader(record: ZipRecord): Uint8Array {
  const header = Buffer.alloc(30 + record.name.length);
  header.writeUInt32LE(0x0403_4b50, 0);
  writeShared(header, 4, record);
  header.set(record.name, 30);
  return header;
}

/** An entry's line in the directory (APPNOTE 4.3.12). */
export function centralRecord(record: ZipRecord): Uint8Array {
  const line = Buffer.alloc(46 + record.name.length);
  line.writeUInt32LE(0x0201_4b50, 0);
  line.writeUInt16LE(VERSION, 4);
  writeShared(line, 6, record);
  line.writeUInt32LE(record.offset, 42);
  line.set(record.name, 46);
  return line;
}

/** The end of the directory (APPNOTE 4.3.16). */
export function endRecord(entries: number, directoryBytes: number, offset: number): Uint8Array {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x0605_4b50, 0);
  end.writeUInt16LE(entries, 8);
  end.writeUInt16LE(entries, 10);
  end.writeUInt32LE(directoryBytes, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}
