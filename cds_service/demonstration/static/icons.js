// An icon for every state. It always accompanies a word, since color alone is not accessible.

import { svgElement } from "./elements.js";

const PATHS = {
  info: "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13M8 7v4.2M8 4.6v.1",
  warning: "M8 1.8L15 14.2H1zM8 6.3v3.8M8 12v.1",
  critical: "M5.2 1.5h5.6l3.7 3.7v5.6l-3.7 3.7H5.2l-3.7-3.7V5.2zM8 4.4v4.4M8 11.2v.1",
  quiet: "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13M4.9 8.3l2.1 2.1l4.1-4.6",
  met: "M2.5 8.5l3.6 3.6l7.4-8",
  possible: "M5 5.6a3 3 0 1 1 4.6 2.5c-1 .7-1.6 1.2-1.6 2.3M8 13v.1",
  "not-met": "M3 8h10",
  "not-yet": "M8 1.8a6.2 6.2 0 1 0 0 12.4a6.2 6.2 0 0 0 0-12.4M8 4.6V8l2.6 1.8",
  indeterminate: "M3.4 8h.1M8 8h.1M12.6 8h.1",
  "not-applicable": "M8 2a6 6 0 1 0 0 12a6 6 0 0 0 0-12M3.9 12.1l8.2-8.2",
};

/** The icon of an indicator or status; hidden from screen readers, which read the word. */
export function icon(name) {
  return svgElement("svg", { class: "icon", viewBox: "0 0 16 16", "aria-hidden": "true" }, svgElement("path", { d: PATHS[name] }));
}
