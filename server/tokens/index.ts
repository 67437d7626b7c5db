export {
  hashFits,
  hashSecret,
  holdsToken,
  type MintedToken,
  mintToken,
  readToken,
  secretFits,
  TOKEN_KINDS,
  type TokenKind,
  withoutTokens,
} from "./token.ts";
