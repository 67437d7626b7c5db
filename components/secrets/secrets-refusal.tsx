import { Notice } from "../ui/notice.tsx";

/** In place of what is reckoned from all events, for a viewer whose role hides some. */
export function PartViewRefusal({ what }: { what: string }) {
  return (
    <Notice isPage title="Your role shows a part of the events">
      {what} of any event and any field, and so needs a role without scope and masks. Ask an owner of the tenant for
      one; the events that you may see stand under Events.
    </Notice>
  );
}
