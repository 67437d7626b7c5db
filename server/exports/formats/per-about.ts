import type { FileAbout } from "./format.ts";

/** What follows from an export alone, worked out once for all of its rows. */
export function perAbout<T>(work: (about: FileAbout) => T): (about: FileAbout) => T {
  const done = new WeakMap<FileAbout, { of: T }>();
  return (about) => {
    let known = done.get(about);
    if (!known) {
      known = { of: work(about) };
      done.set(about, known);
    }
    return known.of;
  };
}
