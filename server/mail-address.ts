const CHARACTERS_MAX = 254;
const LOCAL = /^[^\s\p{C}@<>()[\]\\,;:"]{1,64}$/u;
const DOMAIN = /^[\p{L}\p{N}-]{1,63}(\.[\p{L}\p{N}-]{1,63})*$/u;

/** Whether the text is one mail address and nothing more: no name, no list, no quotes, no control character. */
export function isMailAddress(text: string): boolean {
  const at = text.lastIndexOf("@");
  return at > 0 && text.length <= CHARACTERS_MAX && LOCAL.test(text.slice(0, at)) && DOMAIN.test(text.slice(at + 1));
}
