import { randomOf } from "../random.ts";
import { decoded, ENCODINGS, madeUpLike, type ThingKind, type Things } from "./things.ts";

/** Which of two requests is drawn, that with the other tenant's things or that with made-up ones of the same form. */
export type Half = "foreign" | "made up";

/** A thing as it went into a request. */
export interface Placed {
  kind: ThingKind;
  encoding: string;
  text: string;
}

/**
 * The choices of one request. Two draws of the same seed choose the same, but for the things: where one takes the other tenant's, the
 * other takes made-up ones.
 */
export interface Draw {
  /** A whole number from 0 up to, not including, `below`. */
  pick(below: number): number;
  oneOf<T>(list: readonly T[]): T;
  /** A thing as it is. */
  thing(kinds: readonly ThingKind[]): string;
  /** The same, in one of ENCODINGS. */
  encodedThing(kinds: readonly ThingKind[]): Placed;
  /** A name that differs in every request. */
  fresh(start: string): string;
  /** The thing that was made of `text`, where not a thing of THING_KINDS itself goes into the request. */
  made(kind: ThingKind, make: (madeUp: (text: string) => string) => string): string;
  /** Everything that went in. */
  placed: Placed[];
}

// Enough to tell the choices of one request from its made-up things.
const OTHER_SEED = 0x5bd1e995;

export function drawOf(seed: number, half: Half, things: Things): Draw {
  const random = randomOf(seed);
  const other = randomOf(seed ^ OTHER_SEED);
  const pick = (below: number) => Math.floor(random() * below);
  const oneOf = <T>(list: readonly T[]): T => list[pick(list.length)]!;
  const placed: Placed[] = [];
  const twins = new Map<string, string>();

  function twinOf(kind: ThingKind, text: string): string {
    const known = twins.get(text) ?? madeUpLike(kind, text, (below) => Math.floor(other() * below));
    twins.set(text, known);
    return known;
  }

  function place(kinds: readonly ThingKind[], encoding: string): Placed {
    const kind = oneOf(kinds);
    const known = oneOf(things[kind]);
    // Both halves draw the twin, so that both go on with the same numbers.
    const twin = twinOf(kind, known);
    const thing = half === "foreign" ? known : twin;
    const one = { kind, encoding, text: ENCODINGS[encoding]!(thing) };
    placed.push({ kind, encoding: "plain", text: thing }, one);
    return one;
  }

  return {
    pick,
    oneOf,
    placed,
    thing(kinds) {
      return decoded(place(kinds, "plain").text);
    },
    encodedThing: (kinds) => place(kinds, oneOf(pick(3) === 0 ? ["plain"] : Object.keys(ENCODINGS))),
    fresh(start) {
      const text = `${start}-${seed.toString(36)}-${half === "foreign" ? "f" : "m"}`;
      placed.push({ kind: "newRole", encoding: "plain", text });
      return text;
    },
    made(kind, make) {
      const [known, twin] = [make((text) => text), make((text) => twinOf(kind, text))];
      const text = half === "foreign" ? known : twin;
      placed.push({ kind, encoding: "plain", text });
      return text;
    },
  };
}
