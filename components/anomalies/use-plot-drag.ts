import { type PointerEvent, type RefObject, useRef, useState } from "react";
import { timeAt, type View } from "../charts/view.ts";

/** Less is a click. */
const DRAG_PX = 5;

interface Options {
  /** What is shifted while panning. */
  frame: RefObject<HTMLDivElement | null>;
  view: View;
  width: number;
  canMove: boolean;
  onHover: (ms: number) => void;
  onSelect: (span: View) => void;
  /** By which share of the view, above 0 to later times. */
  onPan: (share: number) => void;
}

/** Dragging selects, with shift it pans: then what is drawn is only shifted, and drawn anew at the end. */
export function usePlotDrag({ frame, view, width, canMove, onHover, onSelect, onPan }: Options) {
  const pressed = useRef<{ x: number; isPan: boolean } | null>(null);
  const [selection, setSelection] = useState<View | undefined>(undefined);
  const xOf = (event: PointerEvent<HTMLDivElement>) =>
    Math.min(width, Math.max(0, event.clientX - event.currentTarget.getBoundingClientRect().left));
  const shift = (px: number) => frame.current?.style.setProperty("--pan", `${px}px`);
  const spanTo = (x: number): View | undefined => {
    const from = pressed.current;
    if (!from || from.isPan || Math.abs(x - from.x) < DRAG_PX) return undefined;
    const [a, b] = [Math.min(x, from.x), Math.max(x, from.x)];
    return { fromMs: timeAt(a / width, view), toMs: timeAt(b / width, view) };
  };
  const end = () => {
    pressed.current = null;
    setSelection(undefined);
    shift(0);
  };
  const handlers = {
    onPointerDown(event: PointerEvent<HTMLDivElement>) {
      if (event.button !== 0 || width === 0) return;
      onHover(timeAt(xOf(event) / width, view));
      if (!canMove) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      pressed.current = { x: xOf(event), isPan: event.shiftKey };
    },
    onPointerMove(event: PointerEvent<HTMLDivElement>) {
      if (width === 0) return;
      const x = xOf(event);
      if (pressed.current?.isPan)
        shift(event.clientX - event.currentTarget.getBoundingClientRect().left - pressed.current.x);
      else if (pressed.current) setSelection(spanTo(x));
      else onHover(timeAt(x / width, view));
    },
    onPointerUp(event: PointerEvent<HTMLDivElement>) {
      const span = spanTo(xOf(event));
      const from = pressed.current;
      const by = from ? event.clientX - event.currentTarget.getBoundingClientRect().left - from.x : 0;
      end();
      if (from?.isPan && Math.abs(by) >= DRAG_PX) onPan(-by / width);
      else if (span) onSelect(span);
    },
    onPointerCancel: end,
  };
  return { handlers, selection };
}
