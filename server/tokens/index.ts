export { type MintedToken, mintToken, readToken, secretFits, TOKEN_KINDS, type TokenKind } from "./token.ts";
