import { type DragEvent, useState } from "react";
import { moveColumn } from "./columns.ts";

type Side = "before" | "after";

/** Things in a row or a column that are dragged to another place among their own. */
export function useReorder<Id extends string>(ids: readonly Id[], onOrder: (ids: Id[]) => void, axis: "x" | "y" = "x") {
  const [dragged, setDragged] = useState<Id>();
  const [over, setOver] = useState<{ id: Id; side: Side }>();
  const end = () => {
    setDragged(undefined);
    setOver(undefined);
  };
  const sideOf = (event: DragEvent): Side => {
    const box = event.currentTarget.getBoundingClientRect();
    const isBefore = axis === "x" ? event.clientX < box.left + box.width / 2 : event.clientY < box.top + box.height / 2;
    return isBefore ? "before" : "after";
  };
  return {
    /** For what is taken hold of. */
    handle: (id: Id) => ({
      draggable: true,
      onDragStart: (event: DragEvent) => {
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", id);
        setDragged(id);
      },
      onDragEnd: end,
    }),
    /** For what it may be dropped on. */
    target: (id: Id) => ({
      "data-drop": over?.id === id && dragged !== undefined && dragged !== id ? over.side : undefined,
      "data-dragged": dragged === id || undefined,
      onDragOver: (event: DragEvent) => {
        if (dragged === undefined) return;
        event.preventDefault();
        const side = sideOf(event);
        setOver((now) => (now?.id === id && now.side === side ? now : { id, side }));
      },
      onDrop: (event: DragEvent) => {
        if (dragged === undefined) return;
        event.preventDefault();
        const at = ids.indexOf(id) + (sideOf(event) === "after" ? 1 : 0);
        if (dragged !== id) onOrder(moveColumn(ids, dragged, at));
        end();
      },
    }),
  };
}
