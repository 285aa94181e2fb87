// The list of conversations: opening, renaming and deleting them, the address and the title of the page, and the drawer
// that holds the list in a narrow window. Words of conversations are only ever read and set here as text.

import { note, noted } from "./address.js";
import { whenBack } from "./away.js";
import { shortcut } from "./keys.js";
import { language, say } from "./words.js";

const bare = document.title;
const toggle = () => document.getElementById("rail-toggle");
const rail = () => document.getElementById("rail");

// ---- when, in the reader's own time zone ----

const hour = new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" });
const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "short" });
const month = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", year: "numeric" });

const when = (moment) => {
  if (Number.isNaN(moment.getTime())) return null;
  if (moment.toDateString() === new Date().toDateString()) return hour.format(moment);
  return (moment.getFullYear() === new Date().getFullYear() ? day : month).format(moment);
};

const tellTimes = (list) => {
  list.querySelectorAll("time").forEach((time) => {
    const words = when(new Date(time.dateTime));
    if (words) time.textContent = words;
  });
};

// ---- the address: a link opens a conversation, and back and forth lead through those that were open ----

const named = () => noted("c");

const REPEATS = 3;

let stands = true; // whether the address is what was asked for, so that its entry is corrected and none is added
let number = 0; // of the last choice: requests overtake one another, and by it the last one that was made counts
let arrived = true; // whether a list came that follows it; one that does not says nothing about the address
let goal = ""; // the conversation that was chosen last, or that was open when a list last followed the last choice
let repeats = 0; // how often the page itself chose that anew
let tab = null; // whose lists come: another one once the server has forgotten this page

const current = (nav) => (arrived ? nav.dataset.open : goal);

const follow = (nav, choose) => {
  const { open, title } = nav.dataset;
  const chosen = Number(nav.dataset.chosen);
  if (tab !== nav.dataset.tab && arrived) number = chosen;
  tab = nav.dataset.tab;
  if (chosen < number) {
    if (!arrived || repeats >= REPEATS) return;
    repeats += 1; // what was shown before came last: what is open is asked for once more
    choose(goal);
    return;
  }
  [number, arrived, goal] = [chosen, true, open];
  document.title = title ? `${title} · ${bare}` : bare;
  note("c", open, stands ? "replaceState" : "pushState");
  stands = false;
};

let edited = ""; // the question whose editing was asked for last

// While the page says that a question is edited, the address says which: the server may forget this page meanwhile.
const noteEdited = () => note("e", document.querySelector("#hint .editing") ? edited : "");

// ---- a row: its title as a field, or the question whether it shall go ----

let busy = null; // { id, kind, value }: what is being done to a row, in case the list comes anew meanwhile

const button = (words, kind, act) => {
  const made = document.createElement("button");
  made.type = "button";
  made.className = kind;
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
};

const rowOf = (list, id) => list.querySelector(`button[value="${CSS.escape(id)}"]`)?.closest("li");

const tidy = (row) => {
  row?.querySelector(".asked")?.remove();
  row?.classList.remove("busy");
};

const leave = (list) => {
  const row = busy && rowOf(list, busy.id);
  const kind = busy?.kind;
  busy = null;
  tidy(row);
  row?.querySelector(`button.${kind}`)?.focus();
};

const renaming = (row, send, stop) => {
  const form = document.createElement("form");
  const field = document.createElement("input");
  field.value = busy.value ?? row.querySelector(".title").textContent;
  field.maxLength = 200;
  field.dir = "auto";
  field.setAttribute("aria-label", say("conversations_title"));
  field.addEventListener("input", () => { busy.value = field.value; });
  const save = button(say("conversations_save"), "yes", () => {});
  save.type = "submit";
  form.append(field, save, button(say("conversations_cancel"), "no", stop));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send("edit", { title: field.value });
  });
  return [form, field];
};

const removing = (send, stop) => {
  const box = document.createElement("div");
  const words = document.createElement("span");
  words.textContent = say("conversations_remove");
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", words.textContent);
  const keep = button(say("conversations_keep"), "no", stop);
  box.append(words, button(say("conversations_yes"), "yes", () => send("delete", {})), keep);
  return [box, keep];
};

const begin = (list, trigger, kind, id, value = null) => {
  leave(list);
  const row = rowOf(list, id);
  if (!row) return;
  busy = { id, kind, value };
  const stop = () => leave(list);
  const send = (name, sent) => {
    const next = kind === "remove" ? (row.nextElementSibling ?? row.previousElementSibling) : row;
    goTo = next?.querySelector("button")?.value ?? "";
    busy = null;
    tidy(row); // the list that comes may be the same again, and then nothing would take it away
    focusable(list)?.focus();
    trigger(name, { c: id, n: number, ...sent });
  };
  const [made, first] = kind === "rename" ? renaming(row, send, stop) : removing(send, stop);
  made.classList.add("asked");
  made.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    stop();
  });
  row.classList.add("busy");
  row.append(made);
  first.focus();
  first.select?.();
};

let goTo = null; // the conversation whose link gets the focus, now and once the list is there anew

const focusable = (list) =>
  (goTo ? rowOf(list, goTo)?.querySelector("a") : null) ?? document.querySelector("#find :is(input, textarea)");

const settle = (list, trigger) => {
  const mine = busy && rowOf(list, busy.id);
  list.querySelectorAll(".asked").forEach((it) => {
    const row = it.closest("li");
    if (row === mine) return;
    tidy(row);
  });
  if (mine && !mine.querySelector(".asked")) begin(list, trigger, busy.kind, busy.id, busy.value);
  mine?.classList.add("busy");
  const [link, focused] = [focusable(list), document.activeElement];
  if (goTo === null || focused === link) return; // the list that was asked for is still to come
  goTo = null;
  if (focused === document.body || list.contains(focused)) link?.focus();
};

// ---- the drawer of a narrow window ----

const opened = () => toggle()?.getAttribute("aria-expanded") === "true";

const open = (yes, back = false) => {
  if (!toggle()) return;
  toggle().setAttribute("aria-expanded", String(yes));
  document.body.classList.toggle("rail-open", yes);
  if (yes) rail().querySelector("button, input, textarea")?.focus();
  else if (back) toggle().focus();
};

// ---- earlier questions come above: what is read stays where it is ----

let waiting = null;

const earlier = (trigger) => {
  const chat = document.getElementById("chat");
  const questions = () => document.querySelectorAll("#chat .question");
  const scroller = chat.scrollHeight > chat.clientHeight + 1 ? chat : document.scrollingElement;
  const [before, below] = [questions().length, scroller.scrollHeight - scroller.scrollTop];
  waiting?.disconnect();
  waiting = new MutationObserver(() => {
    const come = questions().length - before;
    if (come <= 0) return;
    waiting.disconnect();
    requestAnimationFrame(() => {
      scroller.scrollTop = scroller.scrollHeight - below;
      if (document.activeElement !== document.body) return;
      const was = questions()[come]; // the button went: reading goes on where it stood
      was.tabIndex = -1;
      was.focus({ preventScroll: true });
    });
  });
  waiting.observe(chat, { childList: true, subtree: true, characterData: true });
  trigger("expand", {});
};

// ---- news of which nobody tells this page: an answer that another tab awaits, questions that are still being made ----

const TRIES = [2, 4, 8, 16, 32, 60]; // seconds after which to look for questions to begin with
let lacked = 0; // seconds without any

const askForNews = (list, trigger) => {
  if (document.visibilityState !== "visible") return;
  const nav = list.querySelector("nav");
  const at = { c: nav ? current(nav) : "", n: number };
  const welcome = document.querySelector("#chat .welcome:not(:has(a.go))");
  lacked = welcome && !document.querySelector("#chat .example") ? lacked + 1 : 0;
  if (TRIES.includes(lacked)) trigger("focus", { ...at, lacks: "examples" });
  else if (nav?.dataset.follows !== undefined) trigger("focus", at);
};

// ---- all of it together ----

let running = null;

export const start = (list, trigger) => {
  running?.abort(); // should the list be mounted again, listeners of the first time go
  running = new AbortController();
  const { signal } = running;
  const listen = (target, kind, act, capture = false) => target.addEventListener(kind, act, { capture, signal });

  const choose = (c) => {
    number += 1;
    arrived = false;
    goal = c;
    trigger("select", { c, n: number });
  };

  const chosen = (c, there = false) => {
    open(false, opened());
    stands = there;
    repeats = 0;
    choose(c);
  };

  const field = () => document.querySelector("#ask textarea");

  // Keys work in every tab of the page; what they do is seen in this one alone.
  const here = (act) => {
    const own = document.getElementById("tab-ask-button");
    if (own?.getAttribute("aria-selected") === "false") own.click();
    requestAnimationFrame(act); // it is shown by then
  };

  const fresh = () => here(() => {
    document.getElementById("renew")?.click();
    field()?.focus();
  });

  const actions = [
    ["#renew", () => chosen("")],
    ["#listed li > a", (link) => chosen(new URL(link.href).searchParams.get("c") ?? "")],
    ["#listed button.rename", (pressed) => begin(list, trigger, "rename", pressed.value)],
    ["#listed button.remove", (pressed) => begin(list, trigger, "remove", pressed.value)],
    ["#chat button.earlier", () => earlier(trigger)],
    ["#rail-toggle", () => open(!opened())],
    ["#chat button.edit", (pressed) => {
      edited = pressed.value;
      trigger("undo", { exchange: pressed.value, draft: field()?.value ?? "" });
      field()?.focus();
    }],
    ["#hint button.cancel", () => {
      edited = "";
      noteEdited();
      trigger("undo", { exchange: "" });
      field()?.focus();
    }],
  ];

  listen(document, "click", (event) => {
    if (event.target.closest("#renew")) open(false);
    if (opened() && !event.target.closest("#rail, #rail-toggle")) open(false);
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return; // a link in a tab of its own
    const found = actions.map(([selector, act]) => [event.target.closest(selector), act]).find(([place]) => place);
    if (!found) return;
    event.preventDefault();
    event.stopPropagation();
    found[1](found[0]);
  }, true);

  listen(document, "keydown", (event) => {
    if (event.key === "Escape" && event.target.closest("#ask")) document.querySelector("#hint button.cancel")?.click();
    else if (event.key === "Escape" && opened()) open(false, true);
    const link = event.target.closest("#listed li > a");
    const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    if (!link || !step) return;
    event.preventDefault();
    link.parentElement[step]?.querySelector("a").focus();
  });

  listen(window, "popstate", () => {
    const nav = list.querySelector("nav");
    if (!nav || named() === current(nav)) return;
    chosen(named(), true);
    here(() => {});
  });

  const lookAgain = () => {
    const nav = list.querySelector("nav");
    if (document.visibilityState === "visible" && nav) trigger("focus", { c: current(nav), n: number });
  };
  whenBack(lookAgain, signal);

  shortcut("c", "conversations_key_new", fresh);
  shortcut("s", "conversations_key_find", () => here(() => {
    if (toggle()?.checkVisibility()) open(true);
    document.querySelector("#find :is(input, textarea)")?.focus();
  }));

  listen(document, "focusin", (event) => {
    if (opened() && !event.target.closest("#rail, #rail-toggle")) open(false); // it would lie over what has the focus
  });

  const news = setInterval(() => { noteEdited(); askForNews(list, trigger); }, 1000);
  signal.addEventListener("abort", () => clearInterval(news));

  const changed = () => {
    const nav = list.querySelector("nav");
    if (!nav) return;
    tellTimes(list);
    follow(nav, choose);
    settle(list, trigger);
  };
  const watching = new MutationObserver(() => {
    watching.disconnect(); // what is changed here is no news
    changed();
    watch();
  });
  // Gradio turns the list that stands there into the one that came: a row may become another conversation's.
  const watch = () => watching.observe(list, { childList: true, subtree: true, attributes: true, characterData: true });
  watch();
  signal.addEventListener("abort", () => watching.disconnect());
  changed();
};
