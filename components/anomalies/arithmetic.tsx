import classes from "./arithmetic.module.css";

interface Props {
  /** What opens it. */
  title: string;
  /** Names it for a screen reader where the title stands several times. */
  label?: string;
  lines: readonly { label: string; value: string; note?: string | undefined }[];
}

/** How a number comes about, line by line, folded away. */
export function Arithmetic({ title, label, lines }: Props) {
  return (
    <details className={classes.arithmetic}>
      <summary aria-label={label}>{title}</summary>
      <dl>
        {lines.map((line) => (
          <div key={line.label}>
            <dt>{line.label}</dt>
            <dd>
              {line.value}
              {line.note ? <small> {line.note}</small> : null}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
