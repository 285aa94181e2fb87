// The list of conversations: opening, renaming and deleting them, the address and the title of the page, and the drawer
// that holds the list in a narrow window. Words of conversations are only ever read and set here as text.

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

const named = () => new URL(location.href).searchParams.get("c") ?? "";

let stands = true; // whether the address is what was asked for, so that its entry is corrected and none is added
let awaited = null; // the turn before which the list says nothing about the address

const follow = (nav) => {
  const { open, title, turn } = nav.dataset;
  if (awaited === turn) return;
  awaited = null;
  document.title = title ? `${title} · ${bare}` : bare;
  if (named() !== open) {
    const url = new URL(location.href);
    if (open) url.searchParams.set("c", open);
    else url.searchParams.delete("c");
    history[stands ? "replaceState" : "pushState"](history.state, "", url);
  }
  stands = false;
};

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

const leave = (list) => {
  const row = busy && rowOf(list, busy.id);
  const kind = busy?.kind;
  busy = null;
  row?.querySelector(".asked")?.remove();
  row?.classList.remove("busy");
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
    send("edit", { c: busy.id, title: field.value });
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
  box.append(words, button(say("conversations_yes"), "yes", () => send("delete", { c: busy.id })), keep);
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
    trigger(name, sent);
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

let goTo = null; // the conversation whose link gets the focus once the list is there anew

const settle = (list, trigger) => {
  const mine = busy && rowOf(list, busy.id);
  list.querySelectorAll(".asked").forEach((it) => {
    const row = it.closest("li");
    if (row === mine) return;
    it.remove();
    row?.classList.remove("busy");
  });
  if (mine && !mine.querySelector(".asked")) begin(list, trigger, busy.kind, busy.id, busy.value);
  mine?.classList.add("busy");
  if (goTo === null) return;
  const link = rowOf(list, goTo)?.querySelector("a") ?? document.querySelector("#find :is(input, textarea)");
  goTo = null;
  link?.focus();
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

const earlier = (trigger) => {
  const chat = document.getElementById("chat");
  const first = () => document.querySelector("#chat .question")?.textContent;
  const scroller = chat.scrollHeight > chat.clientHeight + 1 ? chat : document.scrollingElement;
  const [before, below] = [first(), scroller.scrollHeight - scroller.scrollTop];
  const waiting = new MutationObserver(() => {
    if (first() === before) return;
    waiting.disconnect();
    requestAnimationFrame(() => { scroller.scrollTop = scroller.scrollHeight - below; });
  });
  waiting.observe(chat, { childList: true, subtree: true, characterData: true });
  trigger("expand", {});
};

// ---- all of it together ----

let running = null;

export const start = (list, trigger) => {
  running?.abort(); // should the list be mounted again, listeners of the first time go
  running = new AbortController();
  const { signal } = running;
  const listen = (target, kind, act, capture = false) => target.addEventListener(kind, act, { capture, signal });

  const choose = (c) => {
    const nav = list.querySelector("nav");
    open(false, opened());
    awaited = nav?.dataset.turn ?? null;
    trigger("select", { c });
  };

  const fresh = () => {
    document.getElementById("renew")?.click();
    document.querySelector("#ask textarea")?.focus();
  };

  const actions = [
    ["#listed a", (link) => choose(new URL(link.href).searchParams.get("c") ?? "")],
    ["#listed button.rename", (pressed) => begin(list, trigger, "rename", pressed.value)],
    ["#listed button.remove", (pressed) => begin(list, trigger, "remove", pressed.value)],
    ["#chat button.earlier", () => earlier(trigger)],
    ["#rail-toggle", () => open(!opened())],
    ["#chat button.edit", (pressed) => {
      trigger("undo", { exchange: pressed.value });
      document.querySelector("#ask textarea")?.focus();
    }],
    ["#hint button.cancel", () => {
      trigger("undo", { exchange: "" });
      document.querySelector("#ask textarea")?.focus();
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
    if (!nav || named() === nav.dataset.open) return;
    stands = true;
    choose(named());
  });

  listen(document, "visibilitychange", () => {
    const nav = list.querySelector("nav");
    if (document.visibilityState === "visible" && nav) trigger("focus", { c: nav.dataset.open });
  });

  shortcut("c", "conversations_key_new", fresh);
  shortcut("s", "conversations_key_find", () => {
    if (toggle()?.checkVisibility()) open(true);
    document.querySelector("#find :is(input, textarea)")?.focus();
  });

  const changed = () => {
    const nav = list.querySelector("nav");
    if (!nav) return;
    tellTimes(list);
    follow(nav);
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
