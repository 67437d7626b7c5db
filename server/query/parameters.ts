/** Collects the parameters of one statement; `add` gives the placeholder. */
export class Parameters {
  readonly values: unknown[] = [];

  add(value: unknown, type: string): string {
    this.values.push(value);
    return `$${this.values.length}::${type}`;
  }

  /** `= $1` for one text, `= ANY($1)` for several: an index serves both. */
  oneOf(values: readonly string[]): string {
    return values.length === 1 ? `= ${this.add(values[0], "text")}` : `= ANY(${this.add(values, "text[]")})`;
  }
}
