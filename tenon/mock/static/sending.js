// From what stands in a form to a request, and to the same as a line for a shell.

export function request(operation, form) {
  const root = location.pathname.replace(/\/__mock$/, "");
  const at = (where) => form.parameters.filter((each) => each.in === where && (each.value !== "" || where === "path"));
  const path = at("path").reduce(
    (text, each) => text.replace(`{${each.name}}`, encodeURIComponent(each.value)),
    operation.path,
  );
  const pairs = at("query").flatMap((each) => values(each).map((value) => [each.name, value]));
  const query = new URLSearchParams(pairs).toString();
  const headers = Object.fromEntries(at("header").map((each) => [each.name, each.value]));
  const cookies = at("cookie").map((each) => `${each.name}=${each.value}`).join("; ");
  if (form.session) headers["X-Mock-Session"] = form.session;
  if (form.prefer) headers.Prefer = form.prefer;
  if (form.type && form.type !== "multipart/form-data") headers["Content-Type"] = form.type;
  const url = `${root}${path}${query ? `?${query}` : ""}`;
  return { method: operation.method, url, headers, cookies, type: form.type, text: form.text, file: form.file };
}

function values(each) {
  const list = each.types.includes("array") && each.explode;
  return list ? each.value.split(",").map((value) => value.trim()) : [each.value];
}

// Raises SyntaxError where a form's body is not the JSON object that its fields are taken from.
export async function send(asked) {
  const began = performance.now();
  const answer = await fetch(asked.url, {
    method: asked.method,
    headers: asked.headers,
    body: content(asked),
    redirect: "manual",
    cache: "no-store",
  });
  const type = answer.headers.get("content-type") ?? "";
  const readable = /json|text|xml|urlencoded|^$/.test(type);
  const bytes = await answer.arrayBuffer();
  return {
    status: answer.status,
    ms: performance.now() - began,
    type,
    headers: [...answer.headers],
    bytes: bytes.byteLength,
    text: readable ? new TextDecoder().decode(bytes) : null,
  };
}

function content({ type, text, file }) {
  if (file) return file;
  if (!type || text === "") return undefined;
  if (type === "multipart/form-data") return fields(new FormData(), JSON.parse(text));
  if (type === "application/x-www-form-urlencoded") return fields(new URLSearchParams(), JSON.parse(text));
  return text;
}

function fields(form, object) {
  for (const [name, value] of Object.entries(object)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      form.append(name, typeof each === "string" ? each : JSON.stringify(each));
    }
  }
  return form;
}

export function curl({ method, url, headers, cookies, type, text, file }) {
  const quoted = (word) => `'${String(word).replaceAll("'", "'\\''")}'`;
  const words = ["curl", "-i"];
  if (method !== "GET") words.push("-X", method);
  words.push(quoted(new URL(url, location.href).href));
  for (const [name, value] of Object.entries(headers)) words.push("-H", quoted(`${name}: ${value}`));
  if (cookies) words.push("-b", quoted(cookies));
  if (file) {
    words.push("--data-binary", quoted(`@${file.name}`));
  } else if (type === "multipart/form-data" && text) {
    for (const [name, value] of fields(new FormData(), JSON.parse(text))) words.push("-F", quoted(`${name}=${value}`));
  } else if (type === "application/x-www-form-urlencoded" && text) {
    words.push("--data", quoted(fields(new URLSearchParams(), JSON.parse(text))));
  } else if (type && text) {
    words.push("--data-binary", quoted(text));
  }
  return words.join(" ");
}
