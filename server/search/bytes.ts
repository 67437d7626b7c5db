/** Bytes that are being written one after another; grows by itself. */
export class ByteWriter {
  #bytes = Buffer.allocUnsafe(1 << 12);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  #need(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + more));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }

  byte(value: number): void {
    this.#need(1);
    this.#bytes[this.#length++] = value;
  }

  /** A whole number of up to 53 bits, seven bits a byte, the lowest first. */
  varint(value: number): void {
    this.#need(8);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
  }

  /** A text of which each character is one byte. */
  latin1(text: string): void {
    this.#need(text.length);
    this.#length += this.#bytes.write(text, this.#length, "latin1");
  }

  bytes(more: Uint8Array): void {
    this.#need(more.length);
    this.#bytes.set(more, this.#length);
    this.#length += more.length;
  }

  /** A copy of what was written; begins anew. */
  take(): Buffer {
    const taken = Buffer.from(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
    return taken;
  }
}

/** Reads what a ByteWriter wrote; RangeError where the bytes end too early. */
export class ByteReader {
  readonly #bytes: Buffer;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.at >= this.#bytes.length;
  }

  byte(): number {
    if (this.at >= this.#bytes.length) throw new RangeError("a block of the search index is cut off");
    return this.#bytes[this.at++]!;
  }

  varint(): number {
    let value = 0;
    let unit = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte & 0x7f) * unit;
      if (byte < 0x80) return value;
      unit *= 0x80;
    }
  }

  latin1(length: number): string {
    this.#demand(length);
    this.at += length;
    return this.#bytes.toString("latin1", this.at - length, this.at);
  }

  /** A view, not a copy. */
  bytes(length: number): Buffer {
    this.#demand(length);
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }

  #demand(length: number): void {
    if (this.at + length > this.#bytes.length) throw new RangeError("a block of the search index is cut off");
  }
}
