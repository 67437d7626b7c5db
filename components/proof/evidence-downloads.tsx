"use client";
import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { CodeBlock } from "../ui/code-block.tsx";
import { type Evidence, evidenceFiles, saveFile, verifyCommand } from "./evidence.ts";
import classes from "./proof.module.css";

interface Props {
  seq: number;
  tenant: string;
  vkey: string;
  evidence: Evidence | null;
  fetchFresh: () => Promise<Evidence | undefined>;
}

type FileKind = "record" | "proof" | "vkey";

/** The three files and the command that checks them without this site. */
export function EvidenceDownloads({ seq, tenant, vkey, evidence, fetchFresh }: Props) {
  async function download(...kinds: FileKind[]) {
    const ready = evidence ?? (await fetchFresh());
    if (!ready) return;
    const files = evidenceFiles(tenant, seq, ready, vkey);
    for (const kind of kinds) saveFile(files[kind]);
  }
  const button = (label: string, ...kinds: FileKind[]) => (
    <Button variant="default" size="xs" onClick={() => void download(...kinds)}>
      {label}
    </Button>
  );
  return (
    <section className={classes.stack} aria-label="Evidence files">
      <h3 className={classes.subtitle}>Check it without us</h3>
      <div className={classes.buttons}>
        {button("Download proof", "proof")}
        {button("Download record", "record")}
        {button("Download verifier key", "vkey")}
        <Button
          variant="default"
          size="xs"
          leftSection={<IconDownload size={14} stroke={1.8} />}
          onClick={() => void download("record", "proof", "vkey")}
        >
          Download all three
        </Button>
      </div>
      <CodeBlock code={verifyCommand(tenant, seq)} what="command" />
    </section>
  );
}
