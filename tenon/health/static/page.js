// The filter of the operations. Without it the page shows all of them.
"use strict";

(() => {
  const rows = [...document.querySelectorAll("tr.op")].map((row) => ({
    row,
    text: row.querySelector("summary").textContent.toLowerCase(),
    states: new Set(row.dataset.states.split(" ")),
  }));
  const groups = [...document.querySelectorAll(".operations tbody")];
  const input = document.getElementById("text");
  const shown = document.getElementById("shown");
  const none = document.getElementById("none");
  const unfold = document.getElementById("unfold");
  const buttons = [...document.querySelectorAll("[data-state]")];

  const pressed = () => buttons.filter((b) => b.getAttribute("aria-pressed") === "true");

  function apply() {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = pressed().map((button) => button.dataset.state);
    let count = 0;
    for (const { row, text, states } of rows) {
      const is =
        words.every((word) => text.includes(word)) &&
        (wanted.length === 0 || wanted.some((state) => states.has(state)));
      row.hidden = !is;
      count += is;
    }
    for (const group of groups) {
      group.hidden = rows.length > 0 && !group.querySelector("tr.op:not([hidden])");
    }
    none.hidden = count > 0 || rows.length === 0;
    shown.value = count === rows.length ? `${count} operations` : `${count} of ${rows.length}`;
  }

  function press(button, on) {
    button.setAttribute("aria-pressed", String(on));
  }

  for (const button of buttons) {
    button.addEventListener("click", () => {
      press(button, button.getAttribute("aria-pressed") !== "true");
      apply();
    });
  }
  input.addEventListener("input", apply);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      input.value = "";
      apply();
    }
  });
  document.addEventListener("keydown", (event) => {
    const writing = event.target.closest("input");
    if (event.key === "/" && !writing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      input.focus();
    }
  });
  for (const tile of document.querySelectorAll("[data-filter]")) {
    tile.addEventListener("click", () => {
      input.value = "";
      for (const button of buttons) press(button, button.dataset.state === tile.dataset.filter);
      apply();
    });
  }
  unfold.addEventListener("click", () => {
    const open = unfold.getAttribute("aria-pressed") !== "true";
    press(unfold, open);
    unfold.textContent = open ? "Fold" : "Unfold";
    for (const { row } of rows) {
      if (!row.hidden) row.querySelector("details").open = open;
    }
  });

  function follow() {
    const name = decodeURIComponent(location.hash.slice(1));
    const row = name.startsWith("op-") && document.getElementById(name);
    if (row) row.querySelector("details").open = true;
  }
  addEventListener("hashchange", follow);

  document.getElementById("filter").hidden = false;
  follow();
  apply();
})();
