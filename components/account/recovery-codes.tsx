"use client";
import { Button, Checkbox } from "@mantine/core";
import { IconDownload, IconPrinter } from "@tabler/icons-react";
import { useState } from "react";
import { CopyButton } from "../ui/copy-button.tsx";
import classes from "./account.module.css";

interface Props {
  codes: string[];
  email: string;
  doneLabel: string;
  onDone: () => void;
}

/** Recovery codes, the one time that they are shown. */
export function RecoveryCodes({ codes, email, doneLabel, onDone }: Props) {
  const [isKept, setKept] = useState(false);
  return (
    <div className={classes.codes}>
      <h3 id="codes-title">Your recovery codes</h3>
      <p>
        Each lets you sign in once when your authenticator is not at hand. They are shown now and never again: keep them
        where your phone is not, such as a password manager or on paper.
      </p>
      <ol aria-labelledby="codes-title" className={classes.codeList}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <div className={`${classes.foot} ${classes.noPrint}`}>
        <CopyButton text={codes.join("\n")} what="recovery codes" withLabel />
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconDownload size={13} aria-hidden="true" />}
          onClick={() => download(codes, email)}
        >
          Download
        </Button>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconPrinter size={13} aria-hidden="true" />}
          onClick={() => window.print()}
        >
          Print
        </Button>
      </div>
      <div className={`${classes.foot} ${classes.noPrint}`}>
        <Checkbox
          label="I have kept these codes"
          checked={isKept}
          onChange={(event) => setKept(event.currentTarget.checked)}
        />
        <Button size="xs" disabled={!isKept} onClick={onDone}>
          {doneLabel}
        </Button>
      </div>
    </div>
  );
}

function download(codes: string[], email: string): void {
  const text = `Sealtrail recovery codes of ${email}\nEach works once.\n\n${codes.join("\n")}\n`;
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = Object.assign(document.createElement("a"), { href: url, download: "sealtrail-recovery-codes.txt" });
  link.click();
  URL.revokeObjectURL(url);
}
