"use client";
import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import type { SealedEvent } from "#tlog";
import { visibleBlock } from "#wording";
import { CodeBlock } from "../ui/code-block.tsx";
import classes from "./detail.module.css";

/** The event as it is sealed, and the source's own text where it was kept. */
export function RawView({ event }: { event: SealedEvent }) {
  const [view, setView] = useState("event");
  const hasRaw = event.raw !== undefined;
  const code = view === "raw" && hasRaw ? event.raw! : JSON.stringify(event, null, 2);
  return (
    <div className={classes.stack}>
      {hasRaw ? (
        <SegmentedControl
          size="xs"
          value={view}
          onChange={setView}
          aria-label="Which text"
          data={[
            { value: "event", label: "As sealed" },
            { value: "raw", label: "As the source sent it" },
          ]}
        />
      ) : null}
      <CodeBlock
        code={code}
        shown={visibleBlock(code)}
        what={view === "raw" ? "original text" : "event as JSON"}
        isTall
      />
    </div>
  );
}
