// The work pane on one resource: its items as a table, each of which opens.

import { ask, segment } from "./api.js";
import { byId, debounced, fill, h } from "./dom.js";
import { tree } from "./json.js";

const WIDTH = 135; // of a column, about
const MOST_ROWS = 100;

export class State {
  constructor(contract, operations) {
    this.contract = contract;
    this.operations = operations;
    this.resource = null;
    this.opened = new Set();
    this.rows = MOST_ROWS;
    this.body = h("div", { class: "table-box" });
    this.total = h("span", { class: "muted" });
    this.filter = h("input", { type: "search", placeholder: "Filter items", "aria-label": "Filter items", oninput: debounced(() => this.show(), 80) });
  }

  sheet(name, resource) {
    this.resource = name;
    const kind = name.split("/")[0]; // below owners that may be anything, they are named, too
    const about = this.contract.resources.find((each) => each.name === kind);
    const acts = this.operations.filter((each) => each.resource === kind);
    this.idField = about?.id_field;
    this.take(resource);
    return h(
      "article",
      { class: "sheet" },
      h("h1", {}, name, this.total),
      h("p", { class: "lead" }, h("code", {}, about?.item ?? about?.collection ?? "")),
      h("p", { class: "chips" }, acts.map((each) => h("a", { class: "chip chip-role", href: `#/operations/${segment(each.id)}` }, `${each.role} · ${each.id}`))),
      h("p", { class: "actions" }, this.filter),
      this.body,
    );
  }

  take({ total, items }) {
    const before = this.keys;
    this.items = items.map((each) => each.fields);
    this.keys = new Map(this.items.map((item) => [this.key(item), JSON.stringify(item)]));
    this.fresh = new Set([...this.keys].filter(([key, text]) => before && before.get(key) !== text).map(([key]) => key));
    this.left = total - items.length;
    this.show();
  }

  show() {
    const words = this.filter.value.toLowerCase();
    const items = words ? this.items.filter((each) => JSON.stringify(each).toLowerCase().includes(words)) : this.items;
    this.total.textContent = ` ${items.length + (words ? 0 : this.left)}${words ? ` of ${this.items.length}` : ""}`;
    if (!items.length) {
      fill(this.body, h("p", { class: "empty" }, words ? "No item holds that." : "Nothing is remembered here yet."));
      return;
    }
    const most = Math.max(2, Math.floor(byId("work").clientWidth / WIDTH));
    const names = columns(items, this.idField, most);
    const shown = items.slice(0, this.rows);
    fill(
      this.body,
      h(
        "table",
        {},
        h("thead", {}, h("tr", {}, names.map((name) => h("th", { scope: "col" }, name)))),
        h("tbody", {}, shown.map((item) => this.row(item, names))),
      ),
      this.left > 0 ? h("p", { class: "empty" }, `${this.left} more are remembered, and not shown here.`) : null,
      items.length > shown.length ? h("button", { class: "link", type: "button", onclick: () => this.more() }, `${items.length - shown.length} more`) : null,
    );
  }

  more() {
    this.rows += MOST_ROWS;
    this.show();
  }

  key(item) {
    return JSON.stringify(item?.[this.idField] ?? item);
  }

  row(item, names) {
    const key = this.key(item);
    const open = this.opened.has(key);
    const toggle = () => {
      if (open) this.opened.delete(key);
      else this.opened.add(key);
      this.show();
    };
    const pressed = (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        toggle();
      }
    };
    const cells = names.map((name) => h("td", {}, cell(item?.[name])));
    const row = h("tr", { class: `item${open ? " item-open" : ""}${this.fresh.has(key) ? " fresh" : ""}`, tabindex: "0", "aria-expanded": String(open), onclick: toggle, onkeydown: pressed }, cells);
    return open ? [row, h("tr", { class: "item-body" }, h("td", { colspan: String(names.length) }, tree(item)))] : row;
  }
}

// The id, then fields that most items have, those of one line first.
function columns(items, idField, most) {
  const counts = new Map();
  for (const item of items.slice(0, 50)) {
    for (const [name, value] of Object.entries(Object(item))) {
      const plain = value === null || typeof value !== "object";
      const long = typeof value === "string" && value.length > 60;
      counts.set(name, (counts.get(name) ?? 0) + (plain ? (long ? 0.5 : 1) : 0.1));
    }
  }
  const names = [...counts.keys()];
  const best = [...names].sort((a, b) => counts.get(b) - counts.get(a)).slice(0, most);
  return names.filter((name) => best.includes(name)).sort((a, b) => Number(b === idField) - Number(a === idField));
}

function cell(value) {
  if (value === undefined) return "";
  if (value === null || typeof value !== "object") return h("span", { class: `json-${value === null ? "null" : typeof value}` }, String(value));
  const count = Array.isArray(value) ? value.length : Object.keys(value).length;
  return h("span", { class: "muted" }, Array.isArray(value) ? `[ ${count} ]` : `{ ${count} }`);
}

export const remembered = () => ask("state?limit=500");
