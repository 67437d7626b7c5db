"use client";
import Link from "next/link";
import type { ComponentProps } from "react";
import type { SecretsAddress } from "./secrets-address.ts";
import type { SecretsPlace } from "./use-secrets-address.ts";

interface Props extends Omit<ComponentProps<typeof Link>, "href"> {
  place: SecretsPlace;
  change: Partial<SecretsAddress>;
}

/** A link to another list that shows at once that it is coming; in another tab it opens as any link does. */
export function PlaceLink({ place, change, ...rest }: Props) {
  return (
    <Link
      {...rest}
      href={place.hrefOf(change)}
      scroll={change.from !== undefined}
      prefetch={false}
      onNavigate={(event) => {
        event.preventDefault();
        place.go(change);
      }}
    />
  );
}
