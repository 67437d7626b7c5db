"use client";
import { UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { Fragment, useState } from "react";
import type { Change } from "#tlog";
import { visibleBlock, visibleLine } from "#wording";
import { CopyButton } from "../ui/copy-button.tsx";
import { plural } from "../ui/numbers.ts";
import { type ChangeLine, changeLines, groupLines, type LineGroup, leafText } from "./change-lines.ts";
import classes from "./diff.module.css";
import { type OnFilter, ValueActions } from "./value-actions.tsx";
import { diffWords, type WordRun } from "./word-diff.ts";

interface Props {
  changes: Change[];
  onFilter: OnFilter | undefined;
}

/** What changed, field by field, before and after: side by side where there is room, else one below the other. */
export function ChangeDiff({ changes, onFilter }: Props) {
  return (
    <div className={classes.changes}>
      {changes.map((change, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a field may be named twice, and the list never changes
        <ChangeSection key={at} change={change} onFilter={onFilter} />
      ))}
    </div>
  );
}

const copyText = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value, null, 2));

function ChangeSection({ change, onFilter }: { change: Change; onFilter: OnFilter | undefined }) {
  const name = visibleLine(change.field);
  const groups = groupLines(changeLines(change.before, change.after));
  return (
    <section className={classes.change} aria-label={`Change of ${name}`}>
      <header className={classes.head}>
        <h3>{name}</h3>
        {change.before === undefined ? null : (
          <span className={classes.copy}>
            before <CopyButton text={copyText(change.before)} what={`${name} before`} />
          </span>
        )}
        {change.after === undefined ? null : (
          <span className={classes.copy}>
            after <CopyButton text={copyText(change.after)} what={`${name} after`} />
          </span>
        )}
      </header>
      <table aria-label={`${name} before and after`} className={classes.table}>
        <thead className={classes.srOnly}>
          <tr>
            <th scope="col">Where</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        {groups.map((group, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the groups of one change never change
          <Group key={at} group={group} field={change.field} isAll={groups.length === 1} onFilter={onFilter} />
        ))}
      </table>
    </section>
  );
}

interface GroupProps {
  group: LineGroup;
  field: string;
  isAll: boolean;
  onFilter: OnFilter | undefined;
}

function Group({ group, field, isAll, onFilter }: GroupProps) {
  const [isOpen, setOpen] = useState(false);
  const rows = group.lines.map((line, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: two lines may have one path, and the list never changes
    <Line key={at} line={line} field={field} onFilter={onFilter} />
  ));
  if (!group.isSame) return <tbody>{rows}</tbody>;
  const what = isAll ? `No difference in ${plural(rows.length, "value")}` : `${plural(rows.length, "value")} unchanged`;
  const Icon = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <tbody>
      <tr className={classes.fold}>
        <td colSpan={3}>
          <UnstyledButton aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            <Icon size={13} stroke={1.8} aria-hidden="true" />
            {what}
          </UnstyledButton>
        </td>
      </tr>
      {isOpen ? rows : null}
    </tbody>
  );
}

const FIELD = /^[A-Za-z0-9_.-]+$/;

function Line({ line, field, onFilter }: { line: ChangeLine; field: string; onFilter: OnFilter | undefined }) {
  const { kind, path, queryPath, before, after } = line;
  const isText = kind === "changed" && typeof before === "string" && typeof after === "string";
  const words = isText ? diffWords(before, after) : undefined;
  const queried = queryPath === "" ? field : `${field}.${queryPath}`;
  const side = (value: unknown, what: "before" | "after", runs: WordRun[] | undefined) => {
    const sign = kind === "same" || kind === "moved" ? "" : what === "before" ? "−" : "+";
    return (
      <td className={classes.side} data-side={kind === "same" || kind === "moved" ? undefined : what}>
        {value === undefined ? null : (
          <>
            <span className={classes.sign} aria-hidden="true">
              {sign}
            </span>
            <span className={classes.value}>
              {runs ? <Words runs={runs} what={what} /> : <bdi>{visibleBlock(leafText(value))}</bdi>}
            </span>
            {kind === "moved" ? null : (
              <ValueActions
                what={`${visibleLine(queried)} ${what}`}
                value={leafText(value)}
                field={FIELD.test(queried) && !isEmpty(value) ? `changes.${queried}` : undefined}
                onFilter={onFilter}
              />
            )}
          </>
        )}
      </td>
    );
  };
  return (
    <tr className={classes.line} data-kind={kind} data-path={path === "" ? undefined : true}>
      <th scope="row" className={classes.path}>
        {path === "" ? <span className={classes.srOnly}>{visibleLine(field)}</span> : <Path path={path} />}
        {kind === "moved" ? <span className={classes.quiet}> moved</span> : null}
      </th>
      {side(before, "before", words?.before)}
      {kind === "same" ? <td className={classes.srOnly}>the same</td> : side(after, "after", words?.after)}
    </tr>
  );
}

/** A path that breaks between its steps. */
function Path({ path }: { path: string }) {
  return visibleLine(path)
    .split(/(?=[.[])/)
    .map((step, at) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: steps repeat, and the path never changes
      <Fragment key={at}>
        {at > 0 ? <wbr /> : null}
        {step}
      </Fragment>
    ));
}

const isEmpty = (value: unknown) => value === "" || (typeof value === "object" && value !== null);

function Words({ runs, what }: { runs: WordRun[]; what: "before" | "after" }) {
  const Own = what === "before" ? "del" : "ins";
  return runs.map((run, at) =>
    run.isOwn ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the runs of one text have no other identity
      <Own key={at}>{visibleBlock(run.text)}</Own>
    ) : (
      visibleBlock(run.text)
    ),
  );
}
