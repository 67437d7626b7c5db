import classes from "./code-block.module.css";
import { CopyButton } from "./copy-button.tsx";

interface Props {
  code: string;
  /** What the copy button copies: "command". */
  what: string;
  /** Shown in place of `code`, with hidden characters made visible. */
  shown?: string;
  isTall?: boolean;
}

export function CodeBlock({ code, what, shown, isTall }: Props) {
  return (
    <div className={classes.block} data-tall={isTall || undefined}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, which the keyboard must be able to do */}
      <section className={classes.code} tabIndex={0} aria-label={what}>
        <pre>
          <code>{shown ?? code}</code>
        </pre>
      </section>
      <span className={classes.copy}>
        <CopyButton text={code} what={what} withLabel />
      </span>
    </div>
  );
}
