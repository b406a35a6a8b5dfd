// What the page asks of the control of the mock, in the session that is looked at.

const HERE = "__mock";
const KEY = "tenon-mock-session";

export const session = {
  name: localStorage.getItem(KEY) ?? "",
  choose(name) {
    this.name = name;
    localStorage.setItem(KEY, name);
  },
};

export async function ask(path, method = "GET", body = undefined) {
  const headers = body === undefined ? {} : { "Content-Type": "application/json" };
  if (session.name) headers["X-Mock-Session"] = session.name;
  const answer = await fetch(`${HERE}/${path}`, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  const value = text ? JSON.parse(text) : null;
  if (!answer.ok) throw new Error(value?.detail ?? `${answer.status} ${answer.statusText}`);
  return value;
}

export const segment = encodeURIComponent;

export function listen(names, heard, connected) {
  const source = new EventSource(`${HERE}/events`);
  source.addEventListener("open", () => connected(true));
  source.addEventListener("error", () => connected(false));
  for (const name of names) {
    source.addEventListener(name, (event) => heard(name, JSON.parse(event.data)));
  }
}
