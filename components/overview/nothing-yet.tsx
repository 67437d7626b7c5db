import Link from "next/link";
import { CodeBlock } from "../ui/code-block.tsx";
import page from "../ui/page.module.css";
import classes from "./cards.module.css";

/** What this page will show, and how to begin. */
export function NothingYet({ tenant, snippet }: { tenant: string; snippet: string }) {
  return (
    <section className={classes.card} data-span="12" aria-labelledby="begin-title">
      <h2 id="begin-title" className={classes.title}>
        No system sends events here yet
      </h2>
      <ol className={page.steps}>
        <li>
          <b>Send the first event.</b> It is counted here within two seconds.
          <CodeBlock code={snippet} what="command" />
          <Link href={`/t/${tenant}/sources`}>All ways to send events</Link>
        </li>
        <li>
          <b>Let detectors learn.</b> They follow every event, and speak after a week or more of history.
          <Link href={`/t/${tenant}/rules?tab=detectors`}>What they look for</Link>
        </li>
        <li>
          <b>Come back here.</b> The first line says whether something is wrong; every number leads to its events.
        </li>
      </ol>
    </section>
  );
}
