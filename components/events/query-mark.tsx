import { type RefObject, useLayoutEffect, useState } from "react";
import classes from "./query-bar.module.css";

interface Props {
  input: RefObject<HTMLInputElement | null>;
  text: string;
  at: number;
  to: number;
}

/** A wavy line beneath a part of the text field's text, wherever the field is scrolled to. */
export function QueryMark({ input, text, at, to }: Props) {
  const [scrolled, setScrolled] = useState(0);
  useLayoutEffect(() => {
    const field = input.current;
    if (!field) return;
    const follow = () => setScrolled(field.scrollLeft);
    follow();
    field.addEventListener("scroll", follow);
    return () => field.removeEventListener("scroll", follow);
  }, [input]);
  return (
    <span className={classes.marks} aria-hidden="true">
      <span style={{ transform: `translateX(${-scrolled}px)` }}>
        {text.slice(0, at)}
        <mark>{text.slice(at, to)}</mark>
      </span>
    </span>
  );
}
