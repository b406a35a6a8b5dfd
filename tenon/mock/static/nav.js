// The left pane: what is remembered, and the operations by group.

import { byId, debounced, fill, h, method, template } from "./dom.js";
import { segment } from "./api.js";

export class Nav {
  constructor() {
    this.operations = [];
    this.resources = new Map();
    this.node = byId("nav");
    this.filter = byId("filter");
    this.filter.addEventListener("input", debounced(() => this.show(), 80));
    document.addEventListener("keydown", (event) => {
      const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
      if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        this.filter.focus();
      }
    });
  }

  // Counts change far more often than operations: only their numbers are written anew.
  count(resources) {
    const names = Object.keys(resources);
    const same = names.length === this.resources.size && names.every((name) => this.resources.has(name));
    this.resources = new Map(names.map((name) => [name, resources[name].total]));
    if (!same) this.show();
    for (const node of this.node.querySelectorAll("[data-count]")) {
      node.textContent = String(this.resources.get(node.dataset.count) ?? "");
    }
  }

  show() {
    const words = this.filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (text) => words.every((word) => text.toLowerCase().includes(word));
    const resources = [...this.resources.keys()].filter((name) => fits(name));
    const operations = this.operations.filter((each) =>
      fits([each.method, each.path, each.id, each.summary, each.role, each.resource, ...each.tags].join(" ")),
    );
    const groups = Map.groupBy ? Map.groupBy(operations, (each) => each.tags[0]) : grouped(operations);
    fill(
      this.node,
      resources.length ? section("State", resources.map((name) => this.resource(name))) : null,
      [...groups].map(([tag, members]) => section(tag, members.map(operation))),
      resources.length || operations.length ? null : h("p", { class: "empty" }, "Nothing is named so."),
    );
    this.mark();
  }

  mark() {
    for (const node of this.node.querySelectorAll("a.row")) {
      const here = node.getAttribute("href") === location.hash;
      node.classList.toggle("here", here);
      if (here) node.setAttribute("aria-current", "page");
      else node.removeAttribute("aria-current");
    }
  }

  resource(name) {
    const count = h("span", { class: "count", "data-count": name }, String(this.resources.get(name) ?? ""));
    return h("a", { class: "row row-resource", href: `#/state/${segment(name)}` }, h("span", {}, name), count);
  }
}

function section(title, rows) {
  return h("details", { class: "group", open: true }, h("summary", {}, title), rows);
}

function operation(each) {
  return h(
    "a",
    {
      class: `row${each.deprecated ? " deprecated" : ""}`,
      href: `#/operations/${segment(each.id)}`,
      title: `${each.summary || each.id} · answers ${each.status}`,
    },
    method(each.method),
    h("span", { class: "path" }, template(each.path)),
    each.role ? h("span", { class: "role" }, each.role) : null,
  );
}

function grouped(operations) {
  const groups = new Map();
  for (const each of operations) {
    if (!groups.has(each.tags[0])) groups.set(each.tags[0], []);
    groups.get(each.tags[0]).push(each);
  }
  return groups;
}
