import classes from "./print-line.module.css";
import { type PrintedPage, printText } from "./print-text.ts";

/** On paper alone: what the page is of, by whose clock, and how far it was counted. */
export function PrintLine(page: PrintedPage) {
  return <p className={classes.line}>{printText(page)}</p>;
}
