// The right pane: the last requests, newest first, each with what was wrong with it.

import { ask, segment } from "./api.js";
import { byId, debounced, fill, h, method, status, toast } from "./dom.js";
import { body } from "./json.js";

const MOST = 200;

export class Requests {
  constructor() {
    this.node = byId("requests");
    this.rows = new Map();
    this.filter = byId("requests-filter");
    this.faults = byId("requests-faults");
    this.filter.addEventListener("input", debounced(() => this.sift(), 80));
    this.faults.addEventListener("change", () => this.sift());
    byId("clear").addEventListener("click", () => this.clear());
    this.empty();
  }

  empty() {
    fill(this.node, h("p", { class: "empty" }, "No request yet. Each one shows here as it is answered."));
  }

  async clear() {
    try {
      await ask("requests", "DELETE");
      this.forget();
    } catch (error) {
      toast(error.message, "bad");
    }
  }

  forget() {
    this.rows.clear();
    this.empty();
  }

  take(summary) {
    if (!this.rows.size) fill(this.node);
    const known = this.rows.get(summary.id);
    if (known) {
      known.summary = summary;
      fill(known.head, ...line(summary));
      known.row.classList.toggle("refused", refused(summary));
    } else {
      this.add(summary);
    }
    this.rows.get(summary.id).row.hidden = !this.fits(summary);
  }

  add(summary) {
    const head = h("summary", { class: "request-head" }, ...line(summary));
    const row = h("details", { class: "request" }, head);
    row.classList.toggle("refused", refused(summary));
    row.addEventListener("toggle", () => this.open(summary.id));
    this.rows.set(summary.id, { row, head, summary });
    this.node.prepend(row);
    if (this.rows.size > MOST) {
      const [oldest, { row: last }] = this.rows.entries().next().value;
      this.rows.delete(oldest);
      last.remove();
    }
  }

  async open(id) {
    const { row, head } = this.rows.get(id) ?? {};
    if (!row?.open) return;
    try {
      const told = await ask(`requests/${id}`);
      row.replaceChildren(head, details(told));
    } catch (error) {
      row.replaceChildren(head, h("p", { class: "empty" }, error.message));
    }
  }

  sift() {
    for (const { row, summary } of this.rows.values()) row.hidden = !this.fits(summary);
  }

  fits(summary) {
    if (this.faults.checked && !refused(summary)) return false;
    const words = this.filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const text = [summary.method, summary.path, summary.query, summary.status, summary.operation, summary.session]
      .join(" ")
      .toLowerCase();
    return words.every((word) => text.includes(word));
  }
}

const lasted = (summary) => {
  if (summary.dropped) return "dropped";
  return summary.ms === null ? "open" : milliseconds(summary.ms);
};

const refused = (summary) => summary.status >= 400;

function line(summary) {
  const query = summary.query ? `?${summary.query}` : "";
  const first = summary.findings[0];
  return [
    h(
      "span",
      { class: "request-line" },
      status(summary.status),
      method(summary.method),
      h("span", { class: "path", title: summary.path + query }, summary.path, h("span", { class: "query" }, query)),
      h("span", { class: "ms" }, lasted(summary)),
    ),
    summary.detail || first
      ? h("span", { class: "request-why" }, first ? finding(first) : summary.detail,
          summary.findings.length > 1 ? ` (and ${summary.findings.length - 1} more)` : "")
      : null,
  ];
}

function details(told) {
  return h(
    "div",
    { class: "request-body" },
    h(
      "p",
      { class: "facts" },
      h("span", {}, new Date(told.at).toLocaleTimeString()),
      told.session ? h("span", {}, `session ${told.session}`) : null,
      told.operation ? h("a", { href: `#/operations/${segment(told.operation)}` }, told.operation) : null,
      told.operation
        ? h("a", { href: `#/operations/${segment(told.operation)}/${told.id}` }, "send again")
        : null,
    ),
    told.detail ? h("p", { class: "why" }, told.detail) : null,
    told.findings.length
      ? h("ul", { class: "findings" }, told.findings.map((each) => h("li", {}, place(each), " ", each.message, " ", h("code", {}, each.code))))
      : null,
    half("Request", told.request),
    half("Reply", told.reply),
  );
}

function half(title, message) {
  const names = Object.keys(message.headers);
  return h(
    "section",
    {},
    h("h3", {}, title, message.bytes ? h("span", { class: "muted" }, ` ${message.bytes} bytes`) : null),
    h(
      "details",
      { class: "headers" },
      h("summary", {}, `${names.length} headers`),
      h("dl", {}, names.map((name) => [h("dt", {}, name), h("dd", {}, message.headers[name])])),
    ),
    message.body ? body(message.body, message.cut) : null,
    message.cut ? h("p", { class: "muted" }, "It is longer; only its beginning is kept.") : null,
  );
}

const place = (each) => h("b", {}, `${each.in} ${each.name ?? each.pointer ?? ""}`.trim());

function finding(each) {
  return `${each.name ?? each.pointer ?? each.in}: ${each.message}`;
}

export function milliseconds(ms) {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  return ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
