/** What was read of segments, which never change, until it is too much; the pieces that were not used for longest go first. */
export class PieceCache<Piece> {
  readonly #pieces = new Map<string, { piece: Piece; bytes: number }>();
  readonly #bytesMax: number;
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  get(name: string): Piece | undefined {
    const found = this.#pieces.get(name);
    if (!found) return undefined;
    this.#pieces.delete(name);
    this.#pieces.set(name, found);
    return found.piece;
  }

  set(name: string, piece: Piece, bytes: number): void {
    const old = this.#pieces.get(name);
    if (old) this.#bytes -= old.bytes;
    this.#pieces.delete(name);
    this.#pieces.set(name, { piece, bytes });
    this.#bytes += bytes;
    for (const [oldest, { bytes: freed }] of this.#pieces) {
      if (this.#bytes <= this.#bytesMax) return;
      this.#pieces.delete(oldest);
      this.#bytes -= freed;
    }
  }
}
