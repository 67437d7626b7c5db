import { Notice } from "../ui/notice.tsx";

/** In place of a profile whose ids are masked for the viewer. */
export function ProfileRefusal({ kind, message }: { kind: "actor" | "target"; message: string }) {
  return (
    <Notice isPage title={`Your role does not show ${kind === "actor" ? "who acted" : "what was acted on"}`}>
      {message} Ask an owner of the tenant for a role that shows them. That you looked stands in the trail.
    </Notice>
  );
}
