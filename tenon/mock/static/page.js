// The page: what is shown by the address, and what happens in the mock as it happens.

import { ask, listen, session } from "./api.js";
import { byId, debounced, fill, h, toast } from "./dom.js";
import { Nav } from "./nav.js";
import { operation } from "./operation.js";
import { deliveries, overview } from "./overview.js";
import { Requests } from "./requests.js";
import { remembered, State } from "./state.js";

const nav = new Nav();
const requests = new Requests();
let contract = { resources: [], findings: [], webhooks: [], callbacks: [], settings: {} };
const NONE = { total: 0, items: [] };
let resources = {};
let state = null; // the table that is shown

async function load() {
  const [told, { items }, now] = await Promise.all([ask("contract"), ask("operations"), remembered()]);
  contract = told;
  nav.operations = items;
  document.title = `${contract.title || "Mock"} · mock`;
  byId("title").textContent = contract.title || "Mock";
  byId("version").textContent = contract.version;
  take(now);
  nav.show();
  await show();
}

function take(now) {
  resources = now.resources;
  nav.count(resources);
  fill(byId("sessions"), now.sessions.filter(Boolean).map((name) => h("option", { value: name })));
  for (const node of document.querySelectorAll(".card [data-count]")) {
    node.textContent = String(resources[node.dataset.count]?.total ?? 0);
  }
  if (state !== null) state.take(resources[state.resource] ?? NONE);
}

// What is remembered may be much: the more it takes to read, the less often it is read.
let pause = 0;
let asked = false;
async function refresh() {
  if (asked) return;
  asked = true;
  await new Promise((done) => setTimeout(done, Math.max(120, pause)));
  asked = false;
  const began = performance.now();
  await remembered().then(take).catch(told);
  pause = 8 * (performance.now() - began);
}

const reload = debounced(() => load().catch(told), 200);
const told = (error) => toast(error.message, "bad");

async function show() {
  const work = byId("work");
  state = null;
  try {
    const [, kind, name, from] = location.hash.split("/").map(decodeURIComponent);
    if (kind === "operations") fill(work, await operation(name, from, contract, resources));
    else if (kind === "state") {
      state = new State(contract, nav.operations);
      fill(work, state.sheet(name, resources[name] ?? NONE));
    } else fill(work, overview(contract, nav.operations, resources));
  } catch (error) {
    fill(work, h("p", { class: "empty" }, error.message));
  }
  work.scrollTop = 0;
  nav.mark();
}

function heard(name, data) {
  if (name === "request") requests.take(data);
  else if (name === "state") refresh();
  else if (name === "deliveries") byId("deliveries") && deliveries(byId("deliveries")).catch(told);
  else if (name === "hello") hello();
  else reload();
}

// After a break all that is known may be old: another mock may serve.
let met = false;
function hello() {
  requests.forget();
  if (met) reload();
  met = true;
}

function live(connected) {
  byId("live").textContent = connected ? "live" : "not connected";
  byId("live").classList.toggle("live-on", connected);
}

async function steer(action, said) {
  try {
    await action();
    toast(said);
    refresh();
  } catch (error) {
    told(error);
  }
}

async function snapshots() {
  const { items } = await ask("snapshots");
  const name = h("input", { placeholder: "name", "aria-label": "Name of the snapshot", value: "default", maxlength: "100" });
  const keep = (event) => {
    event.preventDefault();
    steer(() => ask("snapshot", "POST", { name: name.value || "default" }), `Kept as ${name.value || "default"}`).then(snapshots);
  };
  const back = (each) => steer(() => ask("restore", "POST", { name: each.name }), `Back to ${each.name}`);
  fill(
    byId("snapshots-body"),
    h("form", { class: "inline", onsubmit: keep }, name, h("button", { class: "button", type: "submit" }, "Keep")),
    items.length
      ? items.toReversed().map((each) =>
          h(
            "button",
            { class: "menu-row", type: "button", onclick: () => back(each) },
            h("span", {}, each.name),
            h("span", { class: "muted" }, `${each.session || "everybody"} · ${new Date(each.at).toLocaleTimeString()}`),
          ),
        )
      : h("p", { class: "muted" }, "None is kept yet."),
  );
}

function theme(chosen) {
  if (chosen) document.documentElement.dataset.theme = chosen;
}

function pane(name) {
  document.body.dataset.pane = name;
}

theme(localStorage.getItem("tenon-mock-theme"));
byId("theme").addEventListener("click", () => {
  const dark = getComputedStyle(document.documentElement).getPropertyValue("--dark").trim() === "1";
  localStorage.setItem("tenon-mock-theme", dark ? "light" : "dark");
  theme(dark ? "light" : "dark");
});
byId("session").value = session.name;
byId("session").addEventListener("change", (event) => {
  session.choose(event.target.value.trim());
  refresh();
});
byId("reset").addEventListener("click", () =>
  steer(() => ask("reset", "POST"), session.name ? `Session ${session.name} begins anew` : "The state begins anew"),
);
byId("snapshots").addEventListener("toggle", (event) => event.target.open && snapshots().catch(told));
document.addEventListener("click", (event) => {
  if (!byId("snapshots").contains(event.target)) byId("snapshots").open = false;
});
for (const tab of document.querySelectorAll(".tabs button")) {
  tab.addEventListener("click", () => pane(tab.dataset.pane));
}
addEventListener("hashchange", () => {
  pane("work");
  show();
});
load().catch(told);
listen(["hello", "request", "state", "contract", "deliveries"], heard, live);
