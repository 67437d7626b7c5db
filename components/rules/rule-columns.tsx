import { Switch } from "@mantine/core";
import Link from "next/link";
import type { Rule } from "#server/detection/index.ts";
import { SEVERITIES } from "../alerts/alert-words.ts";
import { SeverityMark } from "../alerts/severity-mark.tsx";
import { TimeAgo } from "../events/time-ago.tsx";
import { QueryWords } from "../exports/query-words.tsx";
import type { DataColumn } from "../ui/data-table.tsx";
import { count } from "../ui/numbers.ts";
import { RuleHealthLine } from "./rule-state.tsx";
import { definitionWords } from "./rule-words.ts";
import classes from "./rules.module.css";

interface Options {
  tenant: { slug: string; timeZone: string };
  mayManage: boolean;
  isOn: (rule: Rule) => boolean;
  onSwitch: (rule: Rule, isOn: boolean) => void;
  nowMs: number;
}

/** What the list says of a rule. */
export function ruleColumns({ tenant, mayManage, isOn, onSwitch, nowMs }: Options): DataColumn<Rule>[] {
  const { slug, timeZone } = tenant;
  return [
    {
      id: "on",
      header: "On",
      width: "70px",
      sortBy: (rule) => (isOn(rule) ? 0 : 1),
      cell: (rule) => (
        <Switch
          size="xs"
          aria-label={`${rule.name} is on`}
          checked={isOn(rule)}
          disabled={!mayManage}
          onChange={(event) => onSwitch(rule, event.currentTarget.checked)}
        />
      ),
    },
    {
      id: "name",
      header: "Rule",
      sortBy: ({ name }) => name,
      cell: (rule) => (
        <span className={classes.two}>
          <Link href={`/t/${slug}/rules/${rule.id}`} prefetch={false} className={classes.name}>
            {rule.name}
          </Link>
          <span title={definitionWords(rule.definition)}>{definitionWords(rule.definition)}</span>
        </span>
      ),
    },
    {
      id: "query",
      header: "Looks for",
      cell: ({ definition }) => (
        <span className={classes.queries}>
          <QueryWords
            q={definition.kind === "sequence" ? definition.steps[0]!.query : definition.query}
            setting={{ nowMs, timeZone }}
          />
          {definition.kind === "sequence" ? <small>then {definition.steps.length - 1} more</small> : null}
        </span>
      ),
    },
    {
      id: "severity",
      header: "Severity",
      width: "100px",
      isDescendingFirst: true,
      sortBy: ({ severity }) => SEVERITIES.indexOf(severity),
      cell: ({ severity }) => <SeverityMark severity={severity} withWord />,
    },
    {
      id: "alerts",
      header: "Alerts, 30 d",
      width: "100px",
      align: "end",
      isDescendingFirst: true,
      sortBy: ({ alerts30d }) => alerts30d,
      cell: ({ alerts30d }) => <span className={classes.number}>{count(alerts30d)}</span>,
    },
    {
      id: "health",
      header: "How it runs",
      width: "210px",
      isDescendingFirst: true,
      sortBy: ({ health }) => health?.microsPerEvent ?? null,
      cell: (rule) => <RuleHealthLine of={rule} timeZone={timeZone} />,
    },
    {
      id: "changed",
      header: "Changed",
      width: "130px",
      isDescendingFirst: true,
      sortBy: ({ updatedAt }) => Date.parse(updatedAt),
      cell: ({ updatedAt }) => <TimeAgo at={updatedAt} timeZone={timeZone} />,
    },
  ];
}
