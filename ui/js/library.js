// Runs when the library's table is mounted: the table's buttons, what is ticked, and what opens over it.

import { say } from "./words.js";

export const start = (element, trigger) => {

const table = element;
const desk = document.getElementById("documents");

window.onrecordLibrary?.abort(); // should the table be mounted again, listeners of the first time go
window.onrecordLibrary = new AbortController();
const { signal } = window.onrecordLibrary;
const listen = (target, kind, act, capture = false) => target.addEventListener(kind, act, { capture, signal });
const watch = (target, act) => {
  const observer = new MutationObserver(act);
  observer.observe(target, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ["data-n"] });
  signal.addEventListener("abort", () => observer.disconnect());
};

const rowOf = (control) => control.closest("[data-row]")?.dataset.row;

// ---- what is ticked: kept here, for the table comes anew while the queue works ----

const picked = new Set();
const boxes = () => [...table.querySelectorAll("[data-pick]")].filter((box) => box.dataset.pick);

const showPicked = () => {
  const here = boxes();
  const gone = new Set([...picked].filter((id) => !here.some((box) => box.dataset.pick === id)));
  gone.forEach((id) => picked.delete(id)); // nothing is done to what cannot be seen
  here.forEach((box) => {
    box.checked = picked.has(box.dataset.pick);
    box.closest("tr").classList.toggle("picked", box.checked);
  });
  const all = table.querySelector('[data-pick=""]');
  if (all) {
    all.checked = here.length > 0 && picked.size === here.length;
    all.indeterminate = picked.size > 0 && !all.checked;
  }
  const bar = table.querySelector(".chosen");
  if (!bar) return;
  const failed = here.filter((box) => box.checked && box.closest("tr").classList.contains("failed")).length;
  const number = say("library_chosen", { n: picked.size });
  const told = bar.querySelector(".number");
  if (told.textContent !== number) told.textContent = number;
  bar.hidden = picked.size === 0;
  bar.querySelectorAll('[data-all="anew"], [data-all="remove"]').forEach((it) => { it.hidden = failed === picked.size; });
  bar.querySelector('[data-all="forget"]').hidden = failed === 0;
};

const tick = (box) => {
  const ids = box.dataset.pick ? [box.dataset.pick] : boxes().map((each) => each.dataset.pick);
  ids.forEach((id) => (box.checked ? picked.add(id) : picked.delete(id)));
  showPicked();
};

const chosen = (failed) =>
  boxes().filter((box) => box.checked && box.closest("tr").classList.contains("failed") === failed)
    .map((box) => box.dataset.pick);

const doWithAll = (act) => {
  if (act === "none") picked.clear();
  if (act === "remove") open({ act, ids: chosen(false) });
  if (act === "anew") change({ act, ids: chosen(false) });
  if (act === "forget") change({ act, ids: chosen(true) });
  if (act === "anew") picked.clear();
  showPicked();
};

// ---- what is asked of the server ----

let cameFrom = null; // the row of the button that was pressed: the focus returns there
const remember = (control) => { cameFrom = rowOf(control); };
const comeBack = () => {
  const row = cameFrom && table.querySelector(`[data-row="${CSS.escape(cameFrom)}"]`);
  cameFrom = null;
  (row?.querySelector("summary, button") ?? table).focus({ preventScroll: true });
};

// All that was asked for so far goes along, numbered: an event that is overtaken by the next one loses nothing.
let asked = {};
let newest = 0;
const ask = () => trigger("input", { ...asked, n: newest });
const view = (given) => {
  if (given.all) asked = { words: "", collection: "", state: "", sort: "title", descending: false };
  if (Object.keys(given).length && !("page" in given)) delete asked.page;
  Object.assign(asked, given);
  newest = Math.max(Date.now(), newest + 1);
  ask();
  delete asked.all;
};

// An answer that was overtaken on its way may come last: what was asked for since is asked for once more, under the same
// number, so that the answer to either will do; a new number would make every answer slower than this an old one.
let overtaken = 0;
const isOld = () => Number(table.querySelector("[data-view]")?.dataset.view ?? newest) < newest;
const askAgain = () => {
  clearTimeout(overtaken);
  if (isOld()) overtaken = setTimeout(() => { if (isOld()) ask(); }, 500);
};
const open = (given) => trigger("select", given);
const change = (given) => trigger("submit", given);

const act = (button) => {
  const { act: name } = button.dataset;
  if (name === "unlimit") {
    unlimit();
    return;
  }
  button.closest("details")?.removeAttribute("open");
  remember(button);
  const given = { act: name, ids: [rowOf(button)] };
  if (["preview", "edit", "remove"].includes(name)) open(given);
  else change(given);
};

const sort = (button) => {
  const now = button.closest("th").getAttribute("aria-sort");
  view({ sort: button.dataset.sort, descending: now === "ascending" });
};

let patience = 0;
const search = (field) => {
  clearTimeout(patience);
  patience = setTimeout(() => view({ words: field.value }), 250);
};
const unlimit = () => {
  clearTimeout(patience);
  view({ all: true });
};

// ---- the dialog: made once; what it holds comes from the server ----

document.getElementById("library-dialog")?.remove();
const dialog = document.createElement("dialog");
dialog.id = "library-dialog";
document.body.append(dialog);

const fieldsOf = (form) => Object.fromEntries([...form.querySelectorAll("input[name]")].map((it) => [it.name, it.value]));
const ids = () => dialog.querySelector("[data-ids]").dataset.ids.split(" ");

const working = () => {
  dialog.querySelectorAll("button:not([data-close]), input").forEach((control) => { control.disabled = true; });
  const main = dialog.querySelector("button.main");
  if (main) main.textContent = say("library_working");
  dialog.setAttribute("aria-busy", "true");
};

let shown = ""; // the number of the last answer: the page may touch its element without another one having come
const showSaid = () => {
  const said = document.querySelector("#library-said [data-n] > [data-kind]");
  if (!said || said.parentElement.dataset.n === shown) return;
  shown = said.parentElement.dataset.n;
  const { kind } = said.dataset;
  dialog.removeAttribute("aria-busy");
  if (kind === "closed") {
    if (dialog.open) dialog.close();
    return;
  }
  const text = dialog.querySelector(".text");
  const stay = text && dialog.className === kind ? text.scrollTop : 0;
  dialog.className = kind;
  dialog.replaceChildren(said.cloneNode(true));
  const title = dialog.querySelector("h2");
  title.id = "library-dialog-title";
  dialog.setAttribute("aria-labelledby", title.id);
  if (!dialog.open) dialog.showModal();
  if (kind === "preview") {
    dialog.querySelector(".text").scrollTop = stay;
    dialog.querySelector(".text").focus({ preventScroll: true });
  } else {
    (dialog.querySelector("[autofocus]") ?? dialog.querySelector("input"))?.focus();
  }
};

listen(dialog, "submit", (event) => {
  event.preventDefault();
  const given = { act: "edit", ids: ids(), ...fieldsOf(event.target) };
  working();
  change(given);
});
listen(dialog, "click", (event) => {
  const button = event.target.closest("button");
  if (event.target === dialog || button?.matches("[data-close]")) dialog.close();
  if (button?.matches("[data-more]")) {
    open({ act: "preview", ids: ids(), most: Number(button.dataset.more), sha256: button.dataset.of ?? "" });
  }
  if (button?.matches("[data-version]")) open({ act: "preview", ids: ids(), sha256: button.dataset.version });
  if (button?.matches("[data-remove]")) {
    const given = { act: "remove", ids: ids() };
    working();
    change(given);
  }
});
listen(dialog, "close", () => {
  dialog.replaceChildren();
  comeBack();
});

// ---- the tab ----

const clicks = [
  ["[data-sort]", sort],
  ["[data-page]", (button) => { view({ page: Number(button.dataset.page) }); table.scrollIntoView({ block: "start" }); }],
  ["[data-all]", (button) => { remember(button); doWithAll(button.dataset.all); }],
  ["[data-act]", act],
  ["[data-cancel]", (button) => open({ act: "cancel", job: button.dataset.cancel })],
  ["[data-queue]", (button) => open({ act: button.dataset.queue })],
];

listen(desk, "click", (event) => {
  const found = clicks.find(([selector]) => event.target.closest(selector));
  if (found) found[1](event.target.closest(found[0]));
});
listen(desk, "change", (event) => {
  const control = event.target;
  if (control.matches("[data-pick]")) tick(control);
  if (control.matches("select[data-view]")) view({ [control.dataset.view]: control.value });
});
listen(desk, "input", (event) => {
  if (event.target.matches("input[data-view]")) search(event.target);
});
listen(document, "click", (event) => {
  desk.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.removeAttribute("open");
  });
}, true);
listen(desk, "keydown", (event) => {
  const menu = event.target.closest("details.menu[open]");
  if (!menu) return;
  if (event.key === "Escape") {
    menu.removeAttribute("open");
    menu.querySelector("summary").focus();
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const choices = [...menu.querySelectorAll("summary, button")];
  choices[(choices.indexOf(document.activeElement) + step + choices.length) % choices.length].focus();
});
listen(document, "visibilitychange", () => { if (!document.hidden) view({}); }); // another tab may have changed the library

// What comes anew takes the focus along; it returns to the same control, or to the part of the page where that was.
const NAMES = ["act", "sort", "pick", "page", "all", "view", "cancel", "queue"];
const parts = [table, ...["report", "shelf-tools"].map((id) => document.getElementById(id))].filter((it) => it);
let focused = null;
const nameOf = (control) => [rowOf(control) ?? "", ...NAMES.map((it) => control.dataset?.[it] ?? ""), control.tagName].join("|");
const keepFocus = () => {
  if (!focused || document.activeElement !== document.body) return;
  const { part, name, typed } = focused;
  const control = [...part.querySelectorAll("button, input, select, summary")].find((it) => !it.disabled && nameOf(it) === name);
  if (control?.type === "search") control.value = typed;
  (control ?? part).focus({ preventScroll: true });
};
parts.forEach((part) => {
  part.tabIndex = -1;
  listen(part, "focusin", ({ target }) => { focused = { part, name: nameOf(target), typed: target.value }; });
  listen(part, "input", ({ target }) => { if (focused) focused.typed = target.value; });
  listen(part, "focusout", (event) => { if (event.relatedTarget) focused = null; });
});
listen(document, "pointerdown", (event) => { if (event.target !== document.activeElement) focused = null; }, true);

// A list that is looked through stays where it was.
const report = document.getElementById("report");
let scrolled = 0;
if (report) {
  listen(report, "scroll", (event) => { scrolled = event.target.scrollTop; }, true);
  watch(report, () => {
    const list = report.querySelector("ul");
    if (!list) scrolled = 0;
    if (list && list.scrollTop !== scrolled) list.scrollTop = scrolled;
    keepFocus();
  });
}

watch(table, () => { showPicked(); keepFocus(); askAgain(); });
parts.filter((part) => part !== table && part !== report).forEach((part) => watch(part, keepFocus));
const watchSaid = () => {
  const said = document.getElementById("library-said");
  if (said) watch(said, showSaid);
  else setTimeout(watchSaid, 50);
};
watchSaid();
showPicked();
};
