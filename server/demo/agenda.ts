interface Entry<T> {
  at: number;
  order: number;
  item: T;
}

function precedes(a: Entry<unknown>, b: Entry<unknown>): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** What will happen, by time; things planned for the same millisecond keep the order in which they were planned. */
export class Agenda<T> {
  #heap: Entry<T>[] = [];
  #planned = 0;

  plan(at: number, item: T): void {
    const heap = this.#heap;
    const entry = { at, order: this.#planned++, item };
    let place = heap.length;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (precedes(heap[parent]!, entry)) break;
      heap[place] = heap[parent]!;
      place = parent;
    }
    heap[place] = entry;
  }

  /** The earliest thing before `end`, taken out; undefined when there is none. */
  takeBefore(end: number): { at: number; item: T } | undefined {
    const heap = this.#heap;
    const first = heap[0];
    if (first === undefined || first.at >= end) return undefined;
    const last = heap.pop()!;
    if (heap.length > 0) this.#sink(last);
    return first;
  }

  #sink(entry: Entry<T>): void {
    const heap = this.#heap;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && precedes(heap[child + 1]!, heap[child]!)) child++;
      if (precedes(entry, heap[child]!)) break;
      heap[place] = heap[child]!;
      place = child;
    }
    heap[place] = entry;
  }
}
