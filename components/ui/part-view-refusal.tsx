import { Notice } from "./notice.tsx";

/** In place of what is reckoned from all events, for a viewer whose role hides some. */
export function PartViewRefusal() {
  return (
    <Notice isPage title="Your role shows a part of the events">
      What stands here is counted from every event and from every field, and so needs a role without scope and masks.
      Ask an owner of the tenant for one; the events that you may see stand under Events.
    </Notice>
  );
}
