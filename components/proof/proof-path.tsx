import { equalBytes, toHex, type VerifiedRecord } from "#tlog";
import { count } from "../ui/numbers.ts";
import classes from "./proof.module.css";

const short = (hash: Uint8Array) => toHex(hash).slice(0, 10);

/** The way from the leaf up to the root: at each level our hash and the one beside it make the next. */
export function ProofPath({ verified }: { verified: VerifiedRecord }) {
  const { steps, leafHash, root, size } = verified;
  return (
    <details className={classes.path} open>
      <summary>Path of {steps.length} hashes</summary>
      <ol aria-label="Inclusion path, root first">
        <li className={classes.root}>
          <span className={classes.level}>root</span>
          <code title={toHex(root)}>{short(root)}</code>
          <span className={classes.level}>of {count(size)}</span>
        </li>
        {steps
          .map((step, at) => ({ ...step, level: at, ours: at === 0 ? leafHash : steps[at - 1]!.parent }))
          .reverse()
          .map((step) => {
            const isLeft = equalBytes(step.left, step.ours);
            return (
              <li key={step.level} className={classes.pair}>
                <code title={toHex(step.left)} data-ours={isLeft || undefined}>
                  {short(step.left)}
                </code>
                <span className={classes.level}>{step.level === 0 ? "leaf" : step.level}</span>
                <code title={toHex(step.right)} data-ours={!isLeft || undefined}>
                  {short(step.right)}
                </code>
              </li>
            );
          })}
      </ol>
      <p className={classes.sub}>Filled: recomputed here. Outlined: given by the proof.</p>
    </details>
  );
}
