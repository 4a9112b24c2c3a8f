// The only script of the desk: it makes quicker what works without it.
"use strict";

// Filter a table while typing; without script the same field is sent as a form.
for (const form of document.querySelectorAll("form.filter")) {
  const input = form.querySelector("input[name=cari]");
  const part = form.closest(".table");
  const count = part.querySelector(".filter-count");
  const rows = [...part.querySelectorAll("tbody tr")];
  const words = rows.map((row) => row.textContent.toLocaleLowerCase());
  form.querySelector("button").hidden = true;
  form.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("input", () => {
    const wanted = input.value.trim().toLocaleLowerCase();
    let left = 0;
    rows.forEach((row, i) => {
      row.hidden = wanted !== "" && !words[i].includes(wanted);
      left += row.hidden ? 0 : 1;
    });
    count.textContent = wanted === "" ? "" : count.dataset.words.replace("#", left).replace("#", rows.length);
  });
}

// A form is sent once: the second click waits for the answer to the first.
for (const form of document.querySelectorAll("form[method=post]:not(.filter, [data-stay])")) {
  form.addEventListener("submit", () => {
    setTimeout(() => form.querySelectorAll("button").forEach((button) => { button.disabled = true; }), 0);
  });
}
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form button[disabled]").forEach((button) => { button.disabled = false; });
});

// Print buttons need script to print; without it they are not shown.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Answer with a key (S, B, T). A held key answers once, a key with Ctrl or Alt is the browser's, and who dictates or
// reads with a screen reader can switch the keys off; the choice is kept in this browser.
const answers = new Map([...document.querySelectorAll("button[data-key]")].map((button) => [button.dataset.key, button]));
const keysOn = document.querySelector("input[data-keys]");
if (answers.size > 0 && keysOn) {
  keysOn.closest("[hidden]").hidden = false;
  keysOn.checked = localStorage.getItem("keys") !== "off";
  keysOn.addEventListener("change", () => localStorage.setItem("keys", keysOn.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    const busy = event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.target.closest("select, textarea, [contenteditable], input:not([type=checkbox])");
    const button = answers.get(event.key.toLowerCase());
    if (button && keysOn.checked && !busy) {
      event.preventDefault();
      button.click();
    }
  });
}
