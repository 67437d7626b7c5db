export { metadataText, metadataValues } from "./metadata-value.ts";
export {
  actorChain,
  actorName,
  fromOf,
  fullSentenceOf,
  placeOf,
  type SentencePart,
  sentenceOf,
  sentenceText,
  targetName,
  type VerbPhrase,
  verbPhrase,
  viaOf,
} from "./sentence.ts";
export { shortId, visibleBlock, visibleLine } from "./visible-text.ts";
