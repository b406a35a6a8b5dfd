// A JSON value as a tree that opens and closes; what is closed is not built.

import { h } from "./dom.js";

const OPEN_DEPTH = 3;
const MOST = 100;

export function tree(value, depth = 0) {
  return h("div", { class: "json" }, node(value, depth, null, true));
}

// A body as it came: a tree when it is JSON, else text.
export function body(text, cut = false) {
  if (!cut) {
    try {
      return tree(JSON.parse(text));
    } catch {
      // It is shown as it is.
    }
  }
  return h("pre", { class: "raw" }, text);
}

function node(value, depth, key, last) {
  const label = key === null ? [] : [h("span", { class: "json-key" }, key), ": "];
  const end = last ? "" : ",";
  if (value === null || typeof value !== "object") {
    return h("div", { class: "json-line" }, label, scalar(value), end);
  }
  const array = Array.isArray(value);
  const [left, right] = array ? ["[", "]"] : ["{", "}"];
  const entries = array ? value.map((each) => [null, each]) : Object.entries(value);
  if (!entries.length) return h("div", { class: "json-line" }, label, left + right, end);
  const inner = h("div", { class: "json-inner" });
  const count = `${entries.length} ${array ? "item" : "member"}${entries.length > 1 ? "s" : ""}`;
  const details = h(
    "details",
    { class: "json-node" },
    h("summary", {}, label, left, h("span", { class: "json-count" }, ` ${count} ${right}${end}`)),
    inner,
    h("div", { class: "json-close" }, right, end),
  );
  const build = () => {
    if (details.open && !inner.hasChildNodes()) more(inner, entries, 0, depth);
  };
  details.addEventListener("toggle", build);
  details.open = depth < OPEN_DEPTH && entries.length <= MOST;
  build();
  return details;
}

function more(inner, entries, from, depth) {
  const to = Math.min(from + MOST, entries.length);
  for (let index = from; index < to; index += 1) {
    const [key, value] = entries[index];
    inner.append(node(value, depth + 1, key === null ? null : JSON.stringify(key), index === entries.length - 1));
  }
  if (to === entries.length) return;
  const button = h("button", { class: "link", type: "button" }, `${entries.length - to} more`);
  button.addEventListener("click", () => {
    button.remove();
    more(inner, entries, to, depth);
  });
  inner.append(button);
}

function scalar(value) {
  return h("span", { class: `json-${value === null ? "null" : typeof value}` }, JSON.stringify(value));
}
