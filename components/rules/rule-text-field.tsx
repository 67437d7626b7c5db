"use client";
import { Textarea } from "@mantine/core";
import { useEffect, useRef } from "react";
import { visibleLine } from "#wording";
import page from "../ui/page.module.css";
import classes from "./editor.module.css";
import type { TextFault } from "./rule-text.ts";

interface Props {
  text: string;
  fault: TextFault | null;
  onText: (text: string) => void;
}

/** A rule as text, with the first mistake marked by its place. */
export function RuleTextField({ text, fault, onText }: Props) {
  const input = useRef<HTMLTextAreaElement>(null);
  useEffect(() => input.current?.focus(), []);
  const place = fault ? placeIn(text, fault.at) : null;
  return (
    <section className={page.card} aria-labelledby="text-title">
      <h2 id="text-title">The rule as text</h2>
      <Textarea
        ref={input}
        aria-label="Rule as text"
        value={text}
        onChange={(event) => onText(event.currentTarget.value)}
        classNames={{ input: classes.text! }}
        error={fault !== null}
        aria-describedby="text-fault"
        autosize
        minRows={10}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
      />
      <div id="text-fault" role="alert" className={classes.textFault}>
        {fault && place ? (
          <>
            <code>
              {visibleLine(place.before)}
              <mark>{visibleLine(place.wrong) || " "}</mark>
              {visibleLine(place.after)}
            </code>
            <span>
              Line {place.line}, position {place.column}: {visibleLine(fault.message)}
              {/[.?!]$/.test(fault.message) ? "" : "."}{" "}
              <button
                type="button"
                className={classes.link}
                onClick={() => {
                  input.current?.focus();
                  input.current?.setSelectionRange(fault.at, Math.max(fault.to, fault.at + 1));
                }}
              >
                Show it
              </button>
            </span>
          </>
        ) : null}
      </div>
    </section>
  );
}

/** The line in which a place lies, cut at the word there; line and column from 1. */
export function placeIn(text: string, at: number) {
  const start = text.lastIndexOf("\n", at - 1) + 1;
  const end = text.indexOf("\n", at) === -1 ? text.length : text.indexOf("\n", at);
  const word = /^\S*/.exec(text.slice(at, end))![0];
  return {
    line: text.slice(0, at).split("\n").length,
    column: at - start + 1,
    before: text.slice(start, at),
    wrong: word,
    after: text.slice(at + word.length, end),
  };
}
