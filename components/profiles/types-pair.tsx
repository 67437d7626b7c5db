import Link from "next/link";
import { visibleLine } from "#wording";
import type { FacetData } from "../events/explore-data.ts";
import { Pair } from "./pair.tsx";

interface Props {
  facet: FacetData | undefined;
  shown: string;
  asked: string | undefined;
}

/** The types that events give to the id, where there are several: ids of different systems may be the same. */
export function TypesPair({ facet, shown, asked }: Props) {
  const types = facet?.values.map(({ value }) => value) ?? [];
  if (asked !== undefined)
    return (
      <Pair label="Type">
        {visibleLine(shown)} · <Link href="?">of every type</Link>
      </Pair>
    );
  if (types.length < 2) return <Pair label="Type">{visibleLine(shown)}</Pair>;
  return (
    <Pair label="Types">
      {types.map((type, at) => (
        <span key={type}>
          {at > 0 ? ", " : ""}
          <Link href={`?${new URLSearchParams({ type })}`} prefetch={false}>
            {visibleLine(type)}
          </Link>
        </span>
      ))}
    </Pair>
  );
}
