import type { Change } from "#tlog";
import { changeLines } from "./change-lines.ts";
import classes from "./detail.module.css";
import { visibleBlock, visibleLine } from "./visible-text.ts";

export function ChangeDiff({ changes }: { changes: Change[] }) {
  return changes.map((change, at) => {
    const { lines, unchanged } = changeLines(change.before, change.after);
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: a field may be named twice, and the list never changes
      <section key={at} className={classes.change} aria-label={`Change of ${visibleLine(change.field)}`}>
        <h3>{visibleLine(change.field)}</h3>
        <div className={classes.diff}>
          {lines.map((line) => (
            <div key={`${line.sign}${line.path}`} data-sign={line.sign}>
              <span aria-hidden="true">{line.sign === "-" ? "−" : "+"}</span>
              <span>
                <span className={classes.srOnly}>{line.sign === "-" ? "before" : "after"} </span>
                {line.path ? <b>{visibleLine(line.path)}: </b> : null}
                {visibleBlock(line.text)}
              </span>
            </div>
          ))}
          {lines.length === 0 ? <div>No difference</div> : null}
          {unchanged > 0 && lines.length > 0 ? <div className={classes.same}>{unchanged} unchanged</div> : null}
        </div>
      </section>
    );
  });
}
