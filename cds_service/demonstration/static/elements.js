// Building the page out of elements. Text is always text: only markdown.js turns a string into markup.

const SVG = "http://www.w3.org/2000/svg";

/** An HTML element with its attributes, listeners (`onclick`) and children; null and undefined children are left out. */
export function element(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** The same for SVG. */
export function drawn(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

function filled(made, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(2).filter((child) => child !== null && child !== undefined));
  return made;
}

/** A `<details>` whose content is made when it is first opened. */
export function unfolding(summary, content, attributes = {}) {
  const details = element("details", attributes, element("summary", {}, summary));
  details.addEventListener("toggle", () => details.append(content()), { once: true });
  return details;
}

/** JSON as people read it. */
export function json(value) {
  return element("pre", { class: "json", tabindex: "0" }, JSON.stringify(value, null, 2));
}

/** A table with a caption, a row of headings and rows of cells; the first cell of a row names it. */
export function table(caption, headings, rows, attributes = {}) {
  const head = element("tr", {}, headings.map((each) => element("th", { scope: "col" }, each)));
  const body = rows.map(([first, ...rest]) =>
    element("tr", {}, element("th", { scope: "row" }, first), ...rest.map((each) => element("td", {}, each))));
  return element("div", { class: "table", role: "region", "aria-label": caption, tabindex: "0" },
    element("table", attributes, element("caption", {}, caption), element("thead", {}, head), element("tbody", {}, body)));
}
