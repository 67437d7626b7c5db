import Link from "next/link";
import type { Entity } from "#server/findings/index.ts";
import { count, plural } from "../ui/numbers.ts";
import { alertsHref } from "./alerts-address.ts";

interface Props {
  tenant: string;
  entity: Pick<Entity, "type" | "id">;
  open: number;
  /** Nothing before it says what is counted. */
  isAlone?: boolean;
}

/** How many alerts about somebody or something are open, which leads to them. */
export function OpenAlerts({ tenant, entity, open, isAlone }: Props) {
  return (
    <Link href={alertsHref(tenant, { entity })} prefetch={false}>
      {isAlone ? plural(open, "open alert") : open === 0 ? "none open" : `${count(open)} open`}
    </Link>
  );
}
