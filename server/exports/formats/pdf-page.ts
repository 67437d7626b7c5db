import PDFDocument from "pdfkit";
import { Fonts, type Weight } from "./pdf-fonts.ts";
import { A4, INK, MARGIN, RULE } from "./pdf-style.ts";

const FOOT = 34;
// Times and numbers have figures of one width, so that they stand below each other.
const figures = (text: string): PDFKit.Mixins.TextOptions =>
  /^[\d\s.,:+TZ≥-]+$/.test(text) ? { features: ["tnum"] } : {};

export interface TextStyle {
  size: number;
  weight?: Weight;
  color?: string;
}

/** A4 pages on which text and boxes are put at points from the upper left corner. */
export class Paper {
  readonly #pdf: PDFKit.PDFDocument;
  readonly #fonts: Fonts;
  readonly #pieces: Buffer[] = [];
  readonly #ended: Promise<void>;
  readonly #widths = new Map<string, number>();
  width = A4.width;
  height = A4.height;

  constructor(info: { title: string; author: string; at: Date }) {
    this.#pdf = new PDFDocument({
      autoFirstPage: false,
      bufferPages: true,
      size: "A4",
      margin: 0,
      pdfVersion: "1.7",
      lang: "en",
      displayTitle: true,
      info: {
        Title: info.title,
        Author: info.author,
        Creator: "Sealtrail",
        Producer: "Sealtrail",
        CreationDate: info.at,
      },
    });
    this.#pdf.on("data", (piece: Buffer) => this.#pieces.push(piece));
    this.#ended = new Promise((resolve, reject) => {
      this.#pdf.on("end", resolve);
      this.#pdf.on("error", reject);
    });
    this.#fonts = new Fonts((name, bytes) => this.#pdf.registerFont(name, bytes));
  }

  get replaced(): number {
    return this.#fonts.replaced;
  }

  /** The lowest point that is printed on, above the foot. */
  get bottom(): number {
    return this.height - MARGIN - FOOT / 2;
  }

  page(layout: "portrait" | "landscape" = "portrait"): void {
    [this.width, this.height] = layout === "portrait" ? [A4.width, A4.height] : [A4.height, A4.width];
    this.#pdf.addPage({ size: "A4", layout, margin: 0 });
  }

  /** The text in characters that can be printed; those that cannot are counted once. */
  printable(text: string): string {
    return this.#fonts.printable(text);
  }

  /** One line from the left, of printable text. */
  text(text: string, x: number, y: number, { size, weight = 400, color = INK }: TextStyle): void {
    const runs = this.#fonts.runs(text, weight);
    let at = x;
    for (const [i, run] of runs.entries()) {
      this.#pdf.font(run.font).fontSize(size).fillColor(color);
      this.#pdf.text(run.text, at, y, { lineBreak: false, ...figures(run.text) });
      if (i < runs.length - 1) at += this.#pdf.widthOfString(run.text, figures(run.text));
    }
  }

  textRight(text: string, right: number, y: number, style: TextStyle): void {
    this.text(text, right - this.widthOf(text, style), y, style);
  }

  widthOf(text: string, { size, weight = 400 }: TextStyle): number {
    const key = `${weight} ${text}`;
    let width = this.#widths.get(key);
    if (width === undefined) {
      width = 0;
      for (const run of this.#fonts.runs(text, weight))
        width += this.#pdf.font(run.font).fontSize(1_000).widthOfString(run.text, figures(run.text));
      if (this.#widths.size > 20_000) this.#widths.clear();
      this.#widths.set(key, width);
    }
    return (width * size) / 1_000;
  }

  /** The text in lines of at most this width; `isCut` if there were more than `linesMax`: then the last ends with an ellipsis. */
  lines(text: string, width: number, style: TextStyle, linesMax: number): { lines: string[]; isCut: boolean } {
    const lines: string[] = [];
    let line = "";
    let filled = 0;
    for (const piece of text.split(/(?<=[\s/,·-])/u).flatMap((one) => this.#broken(one, width, style))) {
      if (line !== "" && filled + this.widthOf(piece.trimEnd(), style) > width) {
        lines.push(line.trimEnd());
        if (lines.length === linesMax) break;
        line = "";
        filled = 0;
      }
      const kept = line === "" ? piece.trimStart() : piece;
      line += kept;
      filled += this.widthOf(kept, style);
    }
    if (lines.length < linesMax) return { lines: [...lines, line.trimEnd()], isCut: false };
    return { lines: [...lines.slice(0, -1), this.#ellipsis(lines.at(-1)!, width, style)], isCut: true };
  }

  box(x: number, y: number, width: number, height: number, color: string): void {
    if (width > 0 && height > 0) this.#pdf.rect(x, y, width, height).fill(color);
  }

  rule(x: number, y: number, width: number, color = RULE): void {
    this.box(x, y, width, 0.6, color);
  }

  /** Writes the foot of every page and closes; the bytes of the file. */
  async close(foot: (page: number, pages: number, width: number, y: number) => void): Promise<Buffer[]> {
    const { count } = this.#pdf.bufferedPageRange();
    for (let page = 0; page < count; page++) {
      this.#pdf.switchToPage(page);
      this.width = this.#pdf.page.width;
      this.height = this.#pdf.page.height;
      foot(page + 1, count, this.width, this.height - FOOT);
    }
    this.#pdf.end();
    await this.#ended;
    return this.#pieces;
  }

  #broken(piece: string, width: number, style: TextStyle): string[] {
    if (this.widthOf(piece.trimEnd(), style) <= width) return [piece];
    const parts: string[] = [];
    let part = "";
    for (const character of piece) {
      if (part !== "" && this.widthOf(part + character, style) > width) {
        parts.push(part);
        part = "";
      }
      part += character;
    }
    return [...parts, part];
  }

  #ellipsis(line: string, width: number, style: TextStyle): string {
    const characters = Array.from(line);
    while (characters.length > 0 && this.widthOf(`${characters.join("")}…`, style) > width) characters.pop();
    return `${characters.join("").trimEnd()}…`;
  }
}
