type Child = Node | string | undefined;

/** An element with text and elements in it: never with markup, since everything that a bundle says is from outside. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/** The element of page.html with this id. */
export function part<T extends HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}

const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Text with everything that cannot be seen, or that turns the direction of writing, as an escape. */
export const visible = (text: string) => text.replace(UNSEEN, (one) => `\\u{${one.codePointAt(0)!.toString(16)}}`);

export const grouped = (n: number) => n.toLocaleString("en");

export const plural = (n: number, one: string, many = `${one}s`) => `${grouped(n)} ${n === 1 ? one : many}`;
