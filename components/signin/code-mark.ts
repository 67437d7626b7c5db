/** Begins the refusal of a sign-in that lacks a code, or whose code is wrong: a refusal travels as one line of text. */
export const CODE_MARK = "second factor: ";
