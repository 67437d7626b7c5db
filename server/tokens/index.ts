export {
  hashFits,
  hashSecret,
  type MintedToken,
  mintToken,
  readToken,
  secretFits,
  TOKEN_KINDS,
  type TokenKind,
  withoutTokens,
} from "./token.ts";
