import Link from "next/link";
import type { Rule } from "#server/detection/index.ts";
import { SeverityMark } from "../alerts/severity-mark.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import page from "../ui/page.module.css";
import { RuleHealthLine, RuleState } from "./rule-state.tsx";
import { definitionWords } from "./rule-words.ts";
import classes from "./rules.module.css";

/** A rule for those who may not change it. */
export function RuleSheet({ tenant, of: rule }: { tenant: { slug: string; timeZone: string }; of: Rule }) {
  return (
    <>
      <header className={page.header}>
        <Link href={`/t/${tenant.slug}/rules`} className={classes.crumb}>
          Rules
        </Link>
        <span aria-hidden="true">/</span>
        <h1>{rule.name}</h1>
        <RuleState of={rule} />
      </header>
      <div className={page.content}>
        <section className={page.card} aria-labelledby="rule-title">
          <h2 id="rule-title">What it looks for</h2>
          {rule.description ? <p>{rule.description}</p> : null}
          <p>
            <SeverityMark severity={rule.severity} withWord /> · {definitionWords(rule.definition)}
          </p>
          <CodeBlock code={rule.text} what="rule as text" />
          <p>
            <RuleHealthLine of={rule} timeZone={tenant.timeZone} />
          </p>
          <p>The right “Manage rules” is needed to change, try or switch it.</p>
        </section>
      </div>
    </>
  );
}
