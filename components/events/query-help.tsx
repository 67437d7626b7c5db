import { Popover, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconHelp } from "@tabler/icons-react";
import classes from "./query-help.module.css";

const EXAMPLES: readonly [string, string][] = [
  ["rotate db", "words in names, descriptions, changes and metadata"],
  ['"rotate secret"', "words next to one another"],
  ["outcome:denied env:prod", "both"],
  ["outcome:(denied OR failure)", "one of the values"],
  ["-actor.type:service", "not"],
  ["(env:prod action:secret.* OR severity:>=high)", "either side"],
  ["action:secret.*", "begins with"],
  ["target:*prod*", "holds"],
  ["session:*", "has any"],
  ["ip:10.0.0.0/8", "addresses of a block"],
  ["metadata.ticket:SEC-1", "a value in the metadata"],
  ["changes.role:admin", "before or after a change"],
  ["during:yesterday", "a day; after: and before: take times, too"],
  ["has:changes", "what is there at all"],
];

/** The language in examples; one that is chosen is written into the bar. */
export function QueryHelp({ onExample }: { onExample: (example: string) => void }) {
  const [isOpen, help] = useDisclosure(false);
  return (
    <Popover
      opened={isOpen}
      onChange={help.close}
      position="bottom-end"
      width="min(430px, calc(100vw - 16px))"
      trapFocus
      shadow="md"
    >
      <Popover.Target>
        <UnstyledButton
          className={classes.button}
          aria-label="Query syntax"
          aria-expanded={isOpen}
          title="How to write a query"
          onClick={help.toggle}
        >
          <IconHelp size={16} stroke={1.6} aria-hidden="true" />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label="Query syntax">
        <div className={classes.help}>
          <p className={classes.lead}>
            What stands side by side must all be so. Choose an example to write it into the bar.
          </p>
          <ul className={classes.list}>
            {EXAMPLES.map(([example, what]) => (
              <li key={example}>
                <UnstyledButton
                  className={classes.example}
                  onClick={() => {
                    help.close();
                    onExample(example);
                  }}
                >
                  <code>{example}</code>
                  <span>{what}</span>
                </UnstyledButton>
              </li>
            ))}
          </ul>
          <p className={classes.foot}>
            Case does not count, except in ids. Values with spaces, commas, parentheses or asterisks stand in quotation
            marks: <code>target:"db prod"</code>.
          </p>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
