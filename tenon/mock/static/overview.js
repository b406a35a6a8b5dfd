// The work pane at first: the contract in short, what is wrong with it, and whom it calls.

import { ask, segment } from "./api.js";
import { fill, h, status, toast } from "./dom.js";
import { tree } from "./json.js";

const WISHES = [
  ["Prefer: code=404", "the reply that is declared for a status"],
  ["Prefer: example=NAME", "a declared example"],
  ["Prefer: dynamic=true, seed=7", "generated values, the same for the same seed"],
  ["Prefer: delay=1.5", "the answer after a while"],
  ["X-Mock-Session: NAME", "a state of one's own"],
];

export function overview(contract, operations, resources) {
  const { settings } = contract;
  const remembered = Object.keys(resources);
  const left = contract.findings_total - contract.findings.length;
  return h(
    "article",
    { class: "sheet" },
    h("h1", {}, contract.title || "Untitled", h("span", { class: "muted" }, ` ${contract.version}`)),
    contract.description ? h("p", { class: "lead lead-long" }, contract.description.split(/\n\s*\n/)[0]) : null,
    h(
      "div",
      { class: "figures" },
      figure(operations.length, "operations"),
      figure(remembered.length, "resources"),
      figure(settings.stateful ? settings.size : "–", settings.stateful ? "items each at first" : "stateless"),
      figure(settings.seed, "seed"),
      figure(contract.findings_total, "findings", contract.findings_total ? "warn" : ""),
    ),
    remembered.length ? h("h2", {}, "State") : null,
    h(
      "div",
      { class: "cards" },
      remembered.map((name) =>
        h(
          "a",
          { class: "card", href: `#/state/${segment(name)}` },
          h("b", { "data-count": name }, String(resources[name].total)),
          h("span", {}, name),
        ),
      ),
    ),
    contract.findings.length ? h("h2", {}, "Findings in the contract") : null,
    h("ul", { class: "findings" }, contract.findings.map(finding)),
    left > 0 ? h("p", { class: "muted" }, `${left} more are not shown here.`) : null,
    calls(contract),
    h("h2", {}, "What a request may say"),
    h("dl", { class: "wishes-list" }, WISHES.map(([wish, means]) => [h("dt", {}, h("code", {}, wish)), h("dd", {}, means)])),
  );
}

const figure = (value, name, kind = "") => h("div", { class: `figure ${kind}` }, h("b", {}, String(value)), h("span", {}, name));

function finding(each) {
  return h(
    "li",
    {},
    h("span", { class: `severity severity-${each.severity}` }, each.severity),
    h("code", {}, each.place),
    " ",
    h("b", {}, each.rule),
    `: ${each.message}${each.remedy ? `; ${each.remedy}` : ""}`,
  );
}

function calls(contract) {
  const named = [
    ...contract.webhooks.map((name) => ({ label: name, path: `webhooks/${segment(name)}` })),
    ...contract.callbacks.map(({ operation, name }) => ({
      label: `${operation} · ${name}`,
      path: `callbacks/${segment(operation)}/${segment(name)}`,
    })),
  ];
  if (!named.length) return null;
  const which = h("select", { "aria-label": "Webhook or callback" }, named.map((each, index) => h("option", { value: String(index) }, each.label)));
  const url = h("input", { type: "url", required: true, placeholder: "http://127.0.0.1:3000/hook", "aria-label": "URL" });
  const list = h("div", { id: "deliveries" });
  const sent = async (event) => {
    event.preventDefault();
    try {
      await ask(named[Number(which.value)].path, "POST", { url: url.value });
      await deliveries(list);
    } catch (error) {
      toast(error.message, "bad");
    }
  };
  deliveries(list);
  return [
    h("h2", {}, "Webhooks and callbacks"),
    h("form", { class: "inline", onsubmit: sent }, which, url, h("button", { class: "button button-main", type: "submit" }, "Send")),
    list,
  ];
}

export async function deliveries(list) {
  const { items } = await ask("deliveries");
  fill(
    list,
    items.toReversed().slice(0, 20).map((each) =>
      h(
        "details",
        { class: "delivery" },
        h("summary", {}, status(each.attempts.at(-1)?.status), h("span", { class: "path" }, `${each.name} → ${each.url}`), h("span", { class: "muted" }, each.state)),
        tree(each),
      ),
    ),
  );
}
