// Elements, made of text only: nothing that is shown is ever read as markup.

const PROPERTIES = new Set(["value", "checked", "disabled", "open", "selected", "readOnly"]);

export function h(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else if (PROPERTIES.has(name)) node[name] = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...shown(children));
  return node;
}

export function fill(node, ...children) {
  node.replaceChildren(...shown(children));
}

function shown(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}

export const byId = (id) => document.getElementById(id);

export function debounced(action, wait) {
  let timer = 0;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...given), wait);
  };
}

export function toast(text, kind = "") {
  const node = h("div", { class: `toast ${kind}` }, text);
  byId("toasts").append(node);
  setTimeout(() => node.remove(), 4000);
}

export const method = (name) => h("span", { class: `method method-${name.toLowerCase()}` }, name);

export function status(code) {
  const kind = code ? `${String(code)[0]}xx` : "none";
  return h("span", { class: `status status-${kind}` }, code ? String(code) : "···");
}

// A long path is broken where its segments are.
const breaking = (text) => text.split(/(?=\/)/).flatMap((part, index) => (index ? [h("wbr"), part] : [part]));

// A path with its parameters told apart.
export function template(path) {
  return path
    .split(/(\{[^}]*\})/)
    .map((part) => (part.startsWith("{") ? h("span", { class: "parameter" }, part) : breaking(part)));
}
