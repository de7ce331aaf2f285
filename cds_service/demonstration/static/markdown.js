// A card's detail is GitHub-Flavored Markdown. Raw HTML is never let through.

import MarkdownIt from "./vendor/markdown-it.js";

const UNDER_THE_SUMMARY = 3; // the card's summary is a heading of that level

const markdown = new MarkdownIt({ html: false, linkify: false });

markdown.core.ruler.push("headings_under_the_summary", ({ tokens }) => {
  for (const token of tokens.filter(({ type }) => type === "heading_open" || type === "heading_close")) {
    token.tag = `h${Math.min(6, Number(token.tag.slice(1)) + UNDER_THE_SUMMARY)}`;
  }
});

markdown.core.ruler.push("links_open_beside_the_chart", ({ tokens }) => {
  const inline = tokens.flatMap(({ children }) => children ?? []);
  for (const link of inline.filter(({ type }) => type === "link_open")) {
    link.attrSet("target", "_blank");
    link.attrSet("rel", "noopener noreferrer");
  }
});

/** The Markdown as a piece of the page. */
export function rendered(text) {
  return document.createRange().createContextualFragment(markdown.render(text));
}
