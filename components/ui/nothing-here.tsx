import Link from "next/link";
import { Notice } from "./notice.tsx";

/** For an unknown address and for one that belongs to somebody else: the two are not told apart. */
export function NothingHere() {
  return (
    <Notice isPage title="There is nothing at this address" action={<Link href="/">Go to your events</Link>}>
      It may be cut off or mistyped, or belong to a tenant that your account is not a member of.
    </Notice>
  );
}
