import { CodeBlock } from "../ui/code-block.tsx";
import { Notice } from "../ui/notice.tsx";

/** What counts as a secret, and how its reads and rotations come here. */
export function NoSecrets({ snippet }: { snippet: string }) {
  return (
    <Notice title="No event has named a secret yet">
      <p>
        Here stands who reads each secret, when it was last rotated and when it is due again. A target counts as one by
        its type, such as secret, api_key, token, certificate or password, or when the action begins with secret. The
        value of a secret never belongs in an event: its name does.
      </p>
      <CodeBlock code={snippet} what="command that tells of a rotation" />
      <p>
        A rotation is an action with “rotate” in it, and metadata.rotation_days says how long it holds. Reads are
        successful events with crud “r”.
      </p>
    </Notice>
  );
}
