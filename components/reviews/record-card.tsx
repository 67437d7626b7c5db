import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import Link from "next/link";
import type { ReviewDetail, ReviewRecord } from "#server/reviews/index.ts";
import { absoluteTime } from "../events/times.ts";
import { CodeBlock } from "../ui/code-block.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import page from "../ui/page.module.css";
import type { ReviewTenant } from "./review-acts.ts";
import classes from "./reviews.module.css";

interface Props {
  tenant: ReviewTenant;
  review: ReviewDetail;
  record: ReviewRecord;
}

/** The signed result: its hash, its note, its files and the command that checks them without this site. */
export function RecordCard({ tenant, review, record }: Props) {
  const href = (part: string) => `/t/${tenant.slug}/reviews/${review.id}/record?part=${part}`;
  const query = new URLSearchParams({ q: `action:review.completed target.id:${review.id}`, range: "all" });
  return (
    <section className={page.card} aria-labelledby="record-title">
      <h2 id="record-title">Signed record</h2>
      <p>
        Completed on {absoluteTime(review.completedAt!, tenant.timeZone)} by {review.completedBy}, signed with the key
        of this tenant’s ledger. The ledger itself commits to it: its event{" "}
        <Link href={`/t/${tenant.slug}/events?${query}`} className={classes.textLink}>
          review.completed
        </Link>{" "}
        carries the same SHA-256.
      </p>
      <dl className={page.pairs}>
        <div>
          <dt>SHA-256</dt>
          <dd>
            <code>{record.sha256}</code> <CopyButton text={record.sha256} what="SHA-256" />
          </dd>
        </div>
      </dl>
      <CodeBlock code={record.note} what="note" />
      <div className={page.row}>
        {(["statement", "note"] as const).map((part) => (
          <Button
            key={part}
            component="a"
            href={href(part)}
            download
            size="xs"
            variant="default"
            leftSection={<IconDownload size={14} stroke={1.8} aria-hidden="true" />}
          >
            Download {part === "statement" ? "review.json" : "review.note"}
          </Button>
        ))}
      </div>
      <p className={classes.muted}>Check it without us, with no network:</p>
      <CodeBlock
        code={`npx sealtrail verify review.json --note review.note --key '${record.vkey}'`}
        what="command to verify"
      />
    </section>
  );
}
