// The masthead: a way to the question, the choice of colours, and the sheet of keys.

import { stayOpen } from "./away.js";
import { mention, shortcut, shortcuts, single, useSingle } from "./keys.js";
import { language, say } from "./words.js";

const CHOICES = ["system", "light", "dark"];
const root = document.documentElement;

const made = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

// ---- to the question ----

const toQuestion = () => {
  const field = document.querySelector("#ask textarea");
  if (!field) return;
  const tab = document.getElementById("tab-ask-button");
  if (tab?.getAttribute("aria-selected") === "false") tab.click();
  requestAnimationFrame(() => field.focus()); // the tab is shown by then
};

// ---- colours ----

const choose = (choice) => {
  root.dataset.choice = choice; // scheme.js does the rest
  try {
    localStorage.setItem("onrecord-scheme", choice);
  } catch {
    // a browser may forbid it: then the choice lasts as long as the page
  }
};

let onScheme = () => {}; // another tab has chosen

const colours = () => {
  const select = made("select", { id: "scheme", "aria-label": say("shell_scheme"), title: say("shell_scheme") });
  select.append(...CHOICES.map((choice) => made("option", { value: choice }, say(`shell_scheme_${choice}`))));
  select.value = root.dataset.choice ?? "system";
  select.addEventListener("change", () => choose(select.value));
  onScheme = () => { select.value = root.dataset.choice; };
  return made("span", { class: "pick" }, select);
};

// ---- the sheet ----

const NAMES = { " ": "shell_space", Escape: "shell_escape", Enter: "shell_enter", Ctrl: "shell_ctrl" };
const keyName = (key) => (key in NAMES ? say(NAMES[key]) : key);

// A tab is mounted when it is first shown; the sheet names its keys before that too.
const nameKeysOfDrafts = () => {
  if (!document.getElementById("tab-draft-button")) return;
  mention(["j"], "draft_next_doubtful");
  mention(["k"], "draft_previous_doubtful");
  mention(["Ctrl", "Enter"], "draft_key_check");
};

const row = (words, ...keys) => {
  const names = keys.map((key) => made("kbd", {}, keyName(key)));
  return made("li", {}, made("span", { class: "names" }, ...names), made("span", {}, words));
};

const switchHtml = () => {
  const box = made("input", { type: "checkbox", id: "single-keys" });
  box.checked = single();
  box.addEventListener("change", () => useSingle(box.checked));
  return made("p", { class: "single" }, made("label", { for: "single-keys" }, box, say("shell_single_keys")));
};

const closer = (sheet) => {
  const button = made("button", { type: "button", class: "close" }, say("shell_close"));
  button.addEventListener("click", () => sheet.close());
  return button;
};

const openSheet = () => {
  if (document.getElementById("sheet")?.open) return;
  document.getElementById("sheet")?.remove();
  const sheet = made("dialog", { id: "sheet", "aria-labelledby": "sheet-title" });
  nameKeysOfDrafts();
  const rows = shortcuts().map(([keys, words]) => row(words, ...keys));
  sheet.append(
    made("header", {}, made("h2", { id: "sheet-title" }, say("shell_sheet")), closer(sheet)),
    made("ul", { class: "keys" }, row(say("shell_key_send"), "Enter"), ...rows, row(say("shell_key_escape"), "Escape")),
    switchHtml(),
    made("h3", {}, say("shell_private")),
    made("p", { class: "private" }, say("shell_private_note")),
  );
  sheet.addEventListener("click", (event) => { if (event.target === sheet) sheet.close(); });
  sheet.addEventListener("close", () => sheet.remove());
  document.querySelector(".gradio-container").append(sheet);
  sheet.showModal();
};

const sheetButton = () => {
  const button = made("button", { type: "button", id: "open-sheet", title: say("shell_sheet") });
  button.append(made("span", { "aria-hidden": "true" }, "?"), made("span", { class: "sr" }, say("shell_sheet")));
  button.addEventListener("click", openSheet);
  return button;
};

// ---- what opens under an answer closes when its reader goes elsewhere ----

const closeTaken = (event) => {
  document.querySelectorAll("#chat details.take[open]").forEach((open) => {
    if (event.type === "keydown" ? event.key !== "Escape" : open.contains(event.target)) return;
    if (event.type === "keydown" && open.contains(document.activeElement)) open.querySelector("summary").focus();
    open.open = false;
  });
};

const showTaken = (event) => {
  if (event.target.matches?.("#chat details.take[open]")) event.target.querySelector("ul").scrollIntoView({ block: "nearest" });
};

// ---- what Gradio leaves unsaid ----

// A list that holds buttons instead of items; and options that the Tab key would stop at, which are gone once it does.
const mend = () => {
  document.querySelectorAll("#chat .examples[role=list]").forEach((list) => list.setAttribute("role", "group"));
  document.querySelectorAll("#scope :is(.options, .option-list):not([tabindex])").forEach((list) => list.setAttribute("tabindex", "-1"));
};

const watch = () => {
  let awaited = 0;
  new MutationObserver(() => {
    awaited ||= requestAnimationFrame(() => {
      awaited = 0;
      mend();
    });
  }).observe(document.body, { childList: true, subtree: true });
  mend();
};

let started = false;

/** Fill the masthead; what belongs to the whole document is attached once. */
export const start = (element) => {
  const skip = element.querySelector(".skip");
  skip.textContent = say("shell_skip");
  skip.addEventListener("click", (event) => {
    event.preventDefault();
    toQuestion();
  });
  element.querySelector(".motto").textContent = say("shell_motto");
  element.querySelector(".controls").replaceChildren(colours(), sheetButton());
  if (started) return;
  started = true;
  root.lang = language;
  new MutationObserver(() => onScheme()).observe(root, { attributes: true, attributeFilter: ["data-choice"] });
  shortcut("/", "shell_key_question", toQuestion);
  shortcut("?", "shell_key_sheet", openSheet);
  document.addEventListener("click", closeTaken);
  document.addEventListener("toggle", showTaken, true);
  document.addEventListener("keydown", closeTaken);
  watch();
  stayOpen();
};
