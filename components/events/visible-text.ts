export { shortId, visibleBlock, visibleLine } from "#wording";
