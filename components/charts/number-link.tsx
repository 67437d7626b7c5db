import Link from "next/link";
import type { ReactNode } from "react";
import type { EventLink } from "#server/rollups/index.ts";
import type { Zone } from "../events/times.ts";
import { linkHref } from "./event-link.ts";

interface Props {
  tenant: string;
  /** Null where no query says what was counted: the number stands by itself. */
  link: EventLink | null;
  zone?: Zone;
  className?: string | undefined;
  title?: string | undefined;
  children: ReactNode;
}

/** A number that leads to the events that it counts. */
export function NumberLink({ tenant, link, zone, className, title, children }: Props) {
  return link === null ? (
    <span className={className} title={title}>
      {children}
    </span>
  ) : (
    <Link href={linkHref(tenant, link, zone)} prefetch={false} className={className} title={title}>
      {children}
    </Link>
  );
}
