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
  verbPhrase,
  viaOf,
} from "#wording";
