import { beforeAll, describe, expect, it } from "vitest";
import { AppError } from "../errors.ts";
import { setMacKeys } from "../macs.ts";
import { openCursor, sealCursor } from "./cursor.ts";

beforeAll(() => setMacKeys(new Uint8Array(32).fill(7)));

const list = ["tenant", "action:x", "", "", "newest"];
const position = { occurredAtMs: Date.UTC(2026, 10, 20), seq: 218_830 };

const refused = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return error instanceof AppError && error.code === "invalid" && error.fields?.[0]?.path === "cursor";
  }
  return false;
};

describe("cursors", () => {
  it("open for the list they were made for", () => {
    expect(openCursor(list, sealCursor(list, position))).toEqual(position);
    expect(sealCursor(list, position)).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  it("open for no other tenant, query, range or order", () => {
    const cursor = sealCursor(list, position);
    for (let i = 0; i < list.length; i++) {
      const other = list.map((part, j) => (i === j ? `${part}x` : part));
      expect(refused(() => openCursor(other, cursor))).toBe(true);
    }
    expect(refused(() => openCursor(["tenantaction:x", "", "", "", "newest"], cursor))).toBe(true);
  });

  it("do not survive a changed character", () => {
    const cursor = sealCursor(list, position);
    for (let i = 0; i < cursor.length - 1; i++) {
      const altered = cursor.slice(0, i) + (cursor[i] === "A" ? "B" : "A") + cursor.slice(i + 1);
      expect(refused(() => openCursor(list, altered))).toBe(true);
    }
    for (const text of ["x", "", "==", cursor.slice(1), `${cursor}AAAA`])
      expect(refused(() => openCursor(list, text))).toBe(true);
  });
});
