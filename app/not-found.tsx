import Link from "next/link";
import { Notice } from "#components/ui/notice.tsx";

export default function NotFound() {
  return (
    <main>
      <Notice title="There is nothing at this address" action={<Link href="/">Go to your events</Link>}>
        It may be cut off or mistyped, or belong to a tenant that your account is not a member of.
      </Notice>
    </main>
  );
}
