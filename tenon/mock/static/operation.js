// The work pane on one operation: what it is, a form that sends it, and what came back.

import { ask, segment, session } from "./api.js";
import { fill, h, method, status, template, toast } from "./dom.js";
import { body } from "./json.js";
import { milliseconds } from "./requests.js";
import { curl, request, send } from "./sending.js";

export async function operation(id, from, contract, resources) {
  const told = await ask(`operations/${segment(id)}`);
  const before = from ? await ask(`requests/${from}`).catch(() => null) : null;
  if (before !== null) before.values = captured(told.path, before.path);
  const parameters = told.parameters.map((each) => kept(each, told, contract, resources));
  const form = new Form({ ...told, parameters }, before);
  return h(
    "article",
    { class: "sheet" },
    h("h1", { class: "operation-title" }, method(told.method), h("span", { class: "path" }, template(told.path))),
    h("p", { class: "lead" }, told.summary || told.id),
    h(
      "p",
      { class: "chips" },
      h("span", { class: "chip" }, told.id),
      told.role
        ? h("a", { class: "chip chip-role", href: `#/state/${segment(told.resource)}` }, `${told.role} · ${told.resource}`)
        : h("span", { class: "chip" }, told.remembers ? "remembered" : "answers from the contract"),
      h("span", { class: "chip" }, "answers ", told.status),
      told.secured ? h("span", { class: "chip" }, "needs a credential") : null,
      told.deprecated ? h("span", { class: "chip chip-warn" }, "deprecated") : null,
    ),
    told.description
      ? h("details", { class: "description" }, h("summary", {}, "Description"), h("p", {}, told.description))
      : null,
    form.node,
    form.answer,
  );
}

// What the parameters of a path were in a request: the path may stand below a base path.
function captured(path, sent) {
  const names = [...path.matchAll(/\{([^}]*)\}/g)].map((match) => match[1]);
  const pattern = path.split(/\{[^}]*\}/).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("([^/]+)");
  const match = new RegExp(`${pattern}$`).exec(sent) ?? [];
  return Object.fromEntries(names.map((name, index) => [name, match[index + 1] ?? ""]));
}

// A parameter that names an item begins with one that is there.
function kept(parameter, told, contract, resources) {
  if (parameter.in !== "path") return parameter;
  const hole = `{${parameter.name}}`;
  const start = told.path.slice(0, told.path.indexOf(hole) + hole.length);
  const named = contract.resources.find((each) => each.item === start) ??
    contract.resources.find((each) => each.name === told.resource && each.item?.endsWith(hole));
  const item = resources[named?.name]?.items[0];
  return item === undefined ? parameter : { ...parameter, example: item.key.at(-1) };
}

class Form {
  constructor(told, before) {
    this.told = told;
    this.fields = told.parameters.map((each) => parameter(each, before));
    this.answer = h("section", { class: "answer", "aria-live": "polite" });
    this.type = h("select", { "aria-label": "Media type", onchange: () => this.choose() }, told.bodies.map((each) => h("option", {}, each.type)));
    this.example = h("select", { "aria-label": "Example", onchange: () => this.write() });
    this.file = h("input", { type: "file", "aria-label": "File" });
    this.text = h("textarea", { class: "code", rows: "10", spellcheck: "false", "aria-label": "Body" });
    this.code = h("select", {}, h("option", { value: "" }, "as usual"), told.answers.map((each) => codes(each)));
    this.named = h("select", {}, h("option", { value: "" }, "as usual"), examples(told).map((name) => h("option", {}, name)));
    this.dynamic = h("input", { type: "checkbox" });
    this.delay = h("input", { type: "number", min: "0", step: "0.1", placeholder: "0", class: "short" });
    this.choose();
    if (before?.request.body) this.text.value = before.request.body;
    this.node = this.shown();
  }

  shown() {
    const { told, fields } = this;
    const sent = (event) => {
      event.preventDefault();
      this.send();
    };
    const keyed = (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) sent(event);
    };
    return h(
      "form",
      { class: "form", onsubmit: sent, onkeydown: keyed },
      fields.length ? h("h2", {}, "Parameters") : null,
      fields.length ? h("div", { class: "grid" }, fields.map((each) => each.row)) : null,
      told.bodies.length ? h("h2", {}, "Body", h("span", { class: "choices" }, this.type, this.example)) : null,
      told.bodies.length ? [this.text, this.file] : null,
      h("h2", {}, "Wishes", h("span", { class: "muted" }, " sent as Prefer")),
      h(
        "div",
        { class: "wishes" },
        h("label", {}, h("span", {}, "status"), this.code),
        h("label", {}, h("span", {}, "example"), this.named),
        h("label", {}, h("span", {}, "delay, s"), this.delay),
        h("label", { class: "check" }, this.dynamic, " generated"),
      ),
      h(
        "p",
        { class: "actions" },
        h("button", { class: "button button-main", type: "submit" }, "Send"),
        h("button", { class: "button", type: "button", onclick: () => this.copy() }, "Copy as curl"),
        h("span", { class: "muted hint" }, "Ctrl + Enter"),
      ),
    );
  }

  choose() {
    const body = this.told.bodies.find((each) => each.type === this.type.value);
    const names = Object.keys(body?.examples ?? {});
    fill(this.example, names.map((name) => h("option", {}, name)));
    this.example.hidden = names.length < 2;
    this.file.hidden = !this.binary();
    this.text.hidden = this.binary();
    // An example is often there already: what is to be new begins with a value that is made.
    if (/create|replace/.test(this.told.role) && names.includes("generated")) this.example.value = "generated";
    this.write();
  }

  binary() {
    return this.told.bodies.length > 0 && !/json|text|xml|form/.test(this.type.value);
  }

  write() {
    const body = this.told.bodies.find((each) => each.type === this.type.value);
    const value = body?.examples[this.example.value];
    if (value === undefined) this.text.value = "";
    else this.text.value = typeof value === "string" && !/json/.test(this.type.value) ? value : JSON.stringify(value, null, 2);
    this.text.rows = Math.min(22, Math.max(4, this.text.value.split("\n").length + 1));
  }

  request() {
    const wishes = [
      this.code.value && `code=${this.code.value}`,
      this.named.value && `example=${JSON.stringify(this.named.value)}`,
      this.dynamic.checked && "dynamic=true",
      this.delay.value && `delay=${this.delay.value}`,
    ];
    return request(this.told, {
      parameters: this.fields.map((each) => ({ ...each.told, value: each.input.value })),
      session: session.name,
      prefer: wishes.filter(Boolean).join(", "),
      type: this.told.bodies.length && (this.text.value || this.binary()) ? this.type.value : "",
      text: this.text.value,
      file: this.binary() ? (this.file.files[0] ?? null) : null,
    });
  }

  async send() {
    fill(this.answer, h("p", { class: "muted" }, "waiting for the answer"));
    try {
      const came = await send(this.request());
      fill(this.answer, ...shown(came));
    } catch (error) {
      fill(this.answer, h("p", { class: "why" }, `Nothing came back: ${error.message}`));
    }
    this.answer.scrollIntoView({ block: "nearest", behavior: "smooth" });
  }

  async copy() {
    try {
      const line = curl(this.request());
      await navigator.clipboard.writeText(line);
      toast("Copied");
    } catch (error) {
      toast(error.message, "bad");
    }
  }
}

function shown(came) {
  const count = came.headers.length;
  return [
    h(
      "h2",
      {},
      "Answer",
      status(came.status),
      h("span", { class: "muted" }, `${milliseconds(came.ms)} · ${came.bytes} bytes${came.type ? ` · ${came.type}` : ""}`),
    ),
    h(
      "details",
      { class: "headers" },
      h("summary", {}, `${count} headers`),
      h("dl", {}, came.headers.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])),
    ),
    came.text ? body(came.text) : h("p", { class: "muted" }, came.bytes ? "These bytes are no text." : "No body."),
  ];
}

function parameter(told, before) {
  const known = told.schema.enum ?? (told.types.length === 1 && told.types[0] === "boolean" ? [true, false] : null);
  const value = text(sentBefore(told, before) ?? (told.required ? (told.example ?? "") : ""));
  const input = known
    ? h("select", {}, [...(told.required ? [] : [""]), ...known].map((each) => h("option", { selected: String(each) === value }, String(each))))
    : h("input", { value, autocomplete: "off", spellcheck: "false", placeholder: placeholder(told) });
  if (told.in === "cookie") input.title = "Only sent by curl: the browser keeps its own cookies";
  const row = h(
    "label",
    { class: "grid-row", title: told.description },
    h("span", { class: "name" }, told.name, told.required ? h("b", { class: "required", title: "required" }, "*") : null),
    h("span", { class: "in" }, told.in),
    input,
  );
  return { told, input, row };
}

function sentBefore(told, before) {
  if (before === null) return undefined;
  if (told.in === "query") return new URLSearchParams(before.query).get(told.name) ?? "";
  if (told.in === "header" && !told.credential) return before.request.headers[told.name.toLowerCase()] ?? "";
  return told.in === "path" ? before.values[told.name] : undefined;
}

const text = (value) => (value !== null && typeof value === "object" ? Object.values(value).join(",") : String(value));

function placeholder(told) {
  const { schema } = told;
  if (told.example !== null) return `e.g. ${text(told.example)}`;
  const bounds = schema.minimum !== undefined || schema.maximum !== undefined
    ? `${schema.minimum ?? "…"} – ${schema.maximum ?? "…"}` : "";
  const usual = schema.default !== undefined ? `default ${JSON.stringify(schema.default)}` : "";
  return [told.types.length < 7 ? told.types.join(" or ") : "", schema.format, bounds, usual].filter(Boolean).join(", ");
}

const codes = ({ status: code, description }) =>
  h("option", { value: /^\d+$/.test(code) ? code : "", disabled: !/^\d+$/.test(code), title: description }, code);

function examples(told) {
  return [...new Set(told.answers.flatMap((each) => Object.values(each.media).flat()))];
}
