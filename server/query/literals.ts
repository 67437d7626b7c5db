import pg from "pg";
import { Parameters } from "./parameters.ts";

/** The same for a statement that takes no parameters (COPY): `add` gives the value itself, escaped. */
export class Literals extends Parameters {
  override add(value: unknown, type: string): string {
    return `${literal(value)}::${type}`;
  }
}

function literal(value: unknown): string {
  if (value === null) return "NULL";
  if (value instanceof Date) return pg.escapeLiteral(value.toISOString());
  if (Array.isArray(value)) return pg.escapeLiteral(arrayText(value));
  if (["string", "number", "bigint", "boolean"].includes(typeof value)) return pg.escapeLiteral(String(value));
  throw new Error(`a ${typeof value} is no literal`);
}

const arrayText = (values: readonly unknown[]) =>
  `{${values.map((value) => `"${String(value).replaceAll(/["\\]/g, "\\$&")}"`).join(",")}}`;
