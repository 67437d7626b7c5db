export { metadataText } from "#wording";
