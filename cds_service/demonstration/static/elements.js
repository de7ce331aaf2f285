// Builds the page from elements. Strings are inserted as text; only markdown.js turns a string into markup.

const SVG = "http://www.w3.org/2000/svg";

/** An HTML element with attributes, listeners (`onclick`) and children; null and undefined children are omitted. */
export function element(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** An SVG element, with the same arguments. */
export function svgElement(name, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(2).filter((child) => child !== null && child !== undefined));
  return node;
}

/** A `<details>` element whose content is built when it is first opened. */
export function lazyDetails(summary, content, attributes = {}) {
  const details = element("details", attributes, element("summary", {}, summary));
  details.addEventListener("toggle", () => details.append(content()), { once: true });
  return details;
}

/** JSON, indented. */
export function json(value) {
  return element("pre", { class: "json", tabindex: "0" }, JSON.stringify(value, null, 2));
}

/** A table with a caption, a row of headings and rows of cells; the first cell of a row names it. */
export function table(caption, headings, rows, attributes = {}) {
  const head = element("tr", {}, headings.map((heading) => element("th", { scope: "col" }, heading)));
  const body = rows.map(([first, ...rest]) =>
    element("tr", {}, element("th", { scope: "row" }, first), ...rest.map((cell) => element("td", {}, cell))));
  return element("div", { class: "table", role: "region", "aria-label": caption, tabindex: "0" },
    element("table", attributes, element("caption", {}, caption), element("thead", {}, head), element("tbody", {}, body)));
}
