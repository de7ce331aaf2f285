// A card's detail is GitHub-Flavored Markdown. Raw HTML is never rendered.

import MarkdownIt from "./vendor/markdown-it.js";

const TOP_HEADING_LEVEL = 3; // below the card's summary, which is an h2

const markdown = new MarkdownIt({ html: false, linkify: false });

markdown.core.ruler.push("headings_under_the_summary", ({ tokens }) => {
  const headings = tokens.filter(({ type }) => type === "heading_open" || type === "heading_close");
  const level = ({ tag }) => Number(tag.slice(1));
  const highest = Math.min(...headings.map(level));
  for (const heading of headings) heading.tag = `h${Math.min(6, TOP_HEADING_LEVEL + level(heading) - highest)}`;
});

markdown.core.ruler.push("links_open_in_a_new_tab", ({ tokens }) => {
  const inline = tokens.flatMap(({ children }) => children ?? []);
  for (const link of inline.filter(({ type }) => type === "link_open")) {
    link.attrSet("target", "_blank");
    link.attrSet("rel", "noopener noreferrer");
  }
});

markdown.core.ruler.push("wide_tables_scroll_by_keyboard", ({ tokens }) => {
  for (const table of tokens.filter(({ type }) => type === "table_open")) table.attrSet("tabindex", "0");
});

/** Renders Markdown as a document fragment. */
export function render(text) {
  return document.createRange().createContextualFragment(markdown.render(text));
}
