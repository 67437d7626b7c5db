import Link from "next/link";
import { CodeBlock } from "../ui/code-block.tsx";
import page from "../ui/page.module.css";
import { sendSnippet } from "../ui/send-snippet.ts";

interface Props {
  tenant: string;
  url: string;
  ingestKey: string;
  isDemoKey: boolean;
  mayIssue: boolean;
}

/** Ways to get events in, each as a command that runs as it stands. */
export function SourcesScreen({ tenant, url, ingestKey, isDemoKey, mayIssue }: Props) {
  return (
    <>
      <header className={page.header}>
        <h1>Send events</h1>
      </header>
      <div className={page.content}>
        <section className={page.card} aria-labelledby="http-title">
          <h2 id="http-title">Over HTTP</h2>
          <p>
            One event, or up to 1,000 as <code>{'{"events":[…]}'}</code>. The answer is a receipt with the event’s
            number and leaf hash; it is given once the event is stored for good.
          </p>
          <CodeBlock code={sendSnippet(url, ingestKey)} what="command to send an event" />
          <p>
            {isDemoKey ? (
              "The key above is this demo’s own ingest key: the command works as it is, and the event shows under Events within a second."
            ) : (
              <>
                An ingest key begins with <code>st_ing_</code> and can do nothing but append.{" "}
                {mayIssue ? (
                  <Link href={`/t/${tenant}/keys/new?kind=ingest`}>Issue one</Link>
                ) : (
                  "Somebody with the right “Issue keys” issues it"
                )}
                ; it is shown once, so keep it where the sending system keeps its secrets.
              </>
            )}
          </p>
          <p>
            <Link href={`/t/${tenant}/events?range=24h`}>Watch it arrive</Link>, or read{" "}
            <a href="/api/v1/openapi.json">the OpenAPI description</a> of every field.
          </p>
        </section>
        <section className={page.card} aria-labelledby="import-title">
          <h2 id="import-title">From files of other systems</h2>
          <p>
            Each record becomes one event with its original kept word for word. Repeating an import adds nothing twice.
          </p>
          <CodeBlock
            what="commands to import files"
            code={[
              `export SEALTRAIL_URL=${url} SEALTRAIL_KEY=${ingestKey}`,
              "npx sealtrail import cloudtrail FILE",
              "npx sealtrail import kubernetes FILE",
            ].join("\n")}
          />
        </section>
      </div>
    </>
  );
}
