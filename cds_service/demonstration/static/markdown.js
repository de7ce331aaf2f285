// A card's detail is GitHub-Flavored Markdown. Raw HTML is never let through.

import MarkdownIt from "./vendor/markdown-it.js";

const UNDER_THE_SUMMARY = 3; // the card's summary is a heading of the level above

const markdown = new MarkdownIt({ html: false, linkify: false });

markdown.core.ruler.push("headings_under_the_summary", ({ tokens }) => {
  const headings = tokens.filter(({ type }) => type === "heading_open" || type === "heading_close");
  const level = ({ tag }) => Number(tag.slice(1));
  const highest = Math.min(...headings.map(level));
  for (const heading of headings) heading.tag = `h${Math.min(6, UNDER_THE_SUMMARY + level(heading) - highest)}`;
});

markdown.core.ruler.push("links_open_beside_the_chart", ({ tokens }) => {
  const inline = tokens.flatMap(({ children }) => children ?? []);
  for (const link of inline.filter(({ type }) => type === "link_open")) {
    link.attrSet("target", "_blank");
    link.attrSet("rel", "noopener noreferrer");
  }
});

markdown.core.ruler.push("wide_tables_scroll_by_keyboard", ({ tokens }) => {
  for (const table of tokens.filter(({ type }) => type === "table_open")) table.attrSet("tabindex", "0");
});

/** The Markdown as a piece of the page. */
export function rendered(text) {
  return document.createRange().createContextualFragment(markdown.render(text));
}
