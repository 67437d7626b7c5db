import { bundleProves, bundleProvesNot } from "#tlog";
import { count, plural } from "../ui/numbers.ts";
import type { Export } from "./export-api.ts";
import classes from "./exports.module.css";
import parts from "./parts.module.css";
import { Fact } from "./selection-facts.tsx";

/** What an evidence bundle holds and shows, and what it does not: in the words of the bundle itself. */
export function EvidenceFacts({ of }: { of: Export & { evidence: NonNullable<Export["evidence"]> } }) {
  const { mode, isComplete, seqFrom, seqTo, leftOut, withheld, size } = of.evidence;
  const facts = {
    ...{ mode, withheld, size, rows: of.rowsDone, complete: isComplete },
    ...{ seq_from: seqFrom, seq_to: seqTo, left_out: leftOut },
  };
  return (
    <>
      <dl className={parts.facts}>
        <Fact name="Proof">
          {mode === "range"
            ? "one for a contiguous range: every number of it has a line"
            : "one for each event, by itself"}
        </Fact>
        <Fact name="Numbers">
          {seqTo > seqFrom ? `#${count(seqFrom)} to #${count(seqTo - 1)}` : "none"}, of {plural(size, "sealed event")}
        </Fact>
        {mode === "range" ? (
          <Fact name="Complete">
            {isComplete
              ? "yes: none of these numbers is missing"
              : `no: ${plural(leftOut, "event")} left out, by hash only`}
          </Fact>
        ) : null}
        <Fact name="Withheld">
          {withheld === 0
            ? "nothing: every event is shown whole"
            : `parts of ${plural(withheld, "event")}, by digest only`}
        </Fact>
      </dl>
      <p>Once checked, it proves:</p>
      <ul className={classes.proves} data-yes>
        {bundleProves(facts).map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      <p>It does not prove:</p>
      <ul className={classes.proves}>
        {bundleProvesNot(facts).map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </>
  );
}
