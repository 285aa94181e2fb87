// The tab that checks a draft. Words of drafts and documents are only ever moved here as nodes or text, never as markup.

import { shortcut } from "./keys.js";
import { language, say } from "./words.js";

const STORED = "onrecord-draft"; // where this browser keeps the text; what was found is not kept
const SAVE_AFTER = 300; // milliseconds without a change
const ASK_AFTER = 80; // milliseconds on a sentence: who runs through many with an arrow key asks for none of them
const TELL_AFTER = 1500; // milliseconds without an answer, after which it is said that a check waits for its turn

const FILE_FIELD = "#draft input[type=file]";

const number = new Intl.NumberFormat(language);
const part = (name) => document.getElementById(`draft-${name}`);
const narrow = matchMedia("(max-width: 59.99rem)");
const pace = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");

// ---- the text: counted, and kept in this browser ----

const kept = () => {
  try { return localStorage.getItem(STORED) ?? ""; } catch { return ""; } // a browser may forbid it
};
const keep = (text) => {
  try {
    if (text) localStorage.setItem(STORED, text);
    else localStorage.removeItem(STORED);
  } catch { /* no room, or forbidden: then it is not kept */ }
};

const showCount = (text) => {
  const count = part("count")?.querySelector(".count");
  if (!count) return;
  const [n, most] = [[...text].length, Number(count.dataset.most)];
  const key = n > most ? "draft_over" : "draft_count";
  count.textContent = n ? say(key, { n: number.format(n), most: number.format(most), over: number.format(n - most) }) : "";
  count.classList.toggle("over", n > most);
};

const keepText = (field, listen) => {
  const before = kept();
  let [known, saving] = [before, 0];
  const save = (text) => { // only what changed here: another tab may have kept its own since
    if (text !== known) keep(text);
    known = text;
  };
  listen(document, "draft-text", ({ detail: text }) => {
    showCount(text);
    clearTimeout(saving);
    saving = setTimeout(() => save(text), SAVE_AFTER);
  });
  listen(window, "pagehide", () => save(field.value));
  if (field.value || !before) return showCount(field.value);
  field.value = before;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  showCount(before);
};

/** A file that is dropped on the field is opened as if it had been chosen. */
const takeDrops = (listen) => {
  const place = part("text");
  const files = (event) => (event.dataTransfer?.types.includes("Files") ? event.dataTransfer : null);
  listen(place, "dragover", (event) => {
    if (!files(event)) return;
    event.preventDefault();
    place.classList.add("dropping");
  });
  listen(place, "dragleave", () => place.classList.remove("dropping"));
  listen(place, "drop", (event) => {
    place.classList.remove("dropping");
    const input = document.querySelector(FILE_FIELD);
    if (!files(event) || !input) return;
    event.preventDefault();
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
};

// ---- files to take along ----

const takeAlong = (file) => {
  const bytes = Uint8Array.from(atob(file.dataset.content), (sign) => sign.charCodeAt(0));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type: file.dataset.media }));
  link.download = file.dataset.name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
};

// ---- the sheet ----

/** Sentences as they come, the one that is selected, and the way from one to the next. */
const sheetOf = (element, trigger, live, asked) => {
  let asking = 0;
  let run = ""; // of the sheet that is shown
  let told = ""; // the run whose end was told

  const shown = () => element.querySelector(".sheet");
  const all = () => [...element.querySelectorAll(".sent[role=button]")].filter((one) => one.getClientRects().length);
  const selected = () => element.querySelector('.sent[aria-current="true"]');

  const ask = (sentence) => {
    clearTimeout(asking);
    asking = setTimeout(() => trigger("select", { run, place: Number(sentence.dataset.i) }), ASK_AFTER);
  };

  /** On a phone what was found stands under the paragraph of its sentence, else beside the draft. */
  const showUnder = () => {
    const found = part("details")?.querySelector(".found");
    const sentence = selected();
    const under = element.querySelector(".under");
    if (!narrow.matches || !sentence || found?.dataset.run !== run || found.dataset.of !== sentence.dataset.i) {
      if (!narrow.matches || !sentence) under?.remove();
      return;
    }
    const place = under ?? document.createElement("div");
    place.className = "under";
    place.replaceChildren(found.cloneNode(true));
    const block = sentence.closest(".block");
    if (block.nextElementSibling !== place) block.after(place);
  };

  const mark = (sentence) => {
    const before = selected();
    element.querySelectorAll('.sent[tabindex="0"]').forEach((one) => one.setAttribute("tabindex", "-1"));
    if (before !== sentence) before?.removeAttribute("aria-current");
    sentence.setAttribute("aria-current", "true");
    sentence.setAttribute("tabindex", "0");
    if (before !== sentence) element.querySelector(".under")?.remove();
    ask(sentence);
  };

  const select = (sentence, block = "nearest") => {
    mark(sentence);
    sentence.focus({ preventScroll: true });
    sentence.scrollIntoView({ behavior: pace(), block });
  };

  const go = (sentences, step) => {
    const from = Number(selected()?.dataset.i ?? -1);
    const ahead = sentences.filter((one) => (Number(one.dataset.i) - from) * step > 0);
    const next = step > 0 ? ahead[0] : ahead.at(-1);
    if (next) select(next, "center");
  };

  const walk = (step) => { if (element.getClientRects().length) go(all().filter((one) => one.matches(".doubtful")), step); };

  const show = (which) => {
    shown()?.classList.toggle("doubtful-only", which === "doubtful");
    part("summary").querySelectorAll("[data-show]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.show === which));
    });
    const sentences = all();
    if (!element.querySelector('.sent[tabindex="0"]')?.getClientRects().length) sentences[0]?.setAttribute("tabindex", "0");
  };

  const begun = (sheet) => {
    run = sheet.dataset.run;
    sheet.classList.remove("doubtful-only");
    element.querySelector(".under")?.remove();
    element.querySelector(".sent[role=button]")?.setAttribute("tabindex", "0");
    live.textContent = say("draft_begun");
    if (asked.led()) sheet.focus({ preventScroll: true });
    asked.answered();
    if (narrow.matches) part("summary").scrollIntoView({ behavior: pace(), block: "start" });
  };

  /** The first doubtful sentence is shown beside the draft; whoever was led here, or pressed Stop, is led on to it. */
  const ended = (sheet) => {
    const first = sheet.querySelector(".sent.doubtful") ?? sheet.querySelector(".sent[role=button]:not(.pending)");
    const at = document.activeElement;
    if (selected() && (at === document.body || at.closest(".going"))) selected().focus({ preventScroll: true });
    if (narrow.matches || selected() || !first) return;
    const here = at === document.body || part("result").contains(at);
    if (here && element.getClientRects().length) select(first);
    else mark(first);
  };

  const put = (piece, place) => {
    place.className = piece.className;
    place.replaceChildren(...[...piece.childNodes].map((node) => node.cloneNode(true)));
    if (place === selected()) ask(place);
  };

  /** What the server has sent: a new draft, or sentences of it that are checked since. */
  const update = () => {
    const [sheet, news] = [shown(), part("news")?.querySelector(".news")];
    if (!sheet) return;
    if (sheet.dataset.run !== run) begun(sheet);
    if (news?.dataset.run !== run) return;
    const waiting = new Map([...sheet.querySelectorAll(".sent.pending")].map((one) => [one.dataset.i, one]));
    news.querySelectorAll(".sent").forEach((piece) => {
      const place = waiting.get(piece.dataset.i);
      if (place && !piece.classList.contains("pending")) put(piece, place);
    });
    const over = news.dataset.ended === "1";
    if (sheet.classList.contains("over") !== over) sheet.classList.toggle("over", over);
    if (!over || told === run) return;
    told = run;
    live.textContent = news.querySelector(".told")?.textContent ?? "";
    ended(sheet);
  };

  return { all, select, go, walk, show, showUnder, update, run: () => run };
};

// ---- a check that was asked for ----

/** Whether whoever asked for one still waits for it, and what is said where it must wait for its turn. */
const askedFor = (field, listen) => {
  const waiting = document.createElement("p");
  waiting.className = "note waiting";
  waiting.setAttribute("role", "status");
  part("note").before(waiting);
  let [telling, followed] = [0, false];
  const answered = () => {
    clearTimeout(telling);
    waiting.textContent = "";
  };
  listen(part("check"), "click", () => {
    followed = true;
    clearTimeout(telling);
    telling = setTimeout(() => { waiting.textContent = say("draft_waiting"); }, TELL_AFTER);
  });
  listen(part("clear"), "click", answered);
  // A file on its way: what comes of it changes the note, and Gradio shows a word of its own where it does not arrive.
  let looking = 0;
  listen(document, "change", ({ target }) => {
    if (!target.matches?.(FILE_FIELD) || !target.files?.length) return;
    waiting.textContent = say("draft_uploading", { name: target.files[0].name });
    clearInterval(looking);
    looking = setInterval(() => {
      if (document.querySelector(".toast-body.error")) waiting.textContent = "";
      if (!waiting.textContent) clearInterval(looking);
    }, 500);
  }, true);
  listen(field, "input", () => { followed = false; }); // who goes on typing is left there
  const led = () => followed && [field, part("check"), document.body].includes(document.activeElement);
  return { answered, led };
};

// ---- put together ----

const onKey = (sheet, event) => {
  const sentence = event.target.closest(".sent[role=button]");
  if (!sentence || event.ctrlKey || event.metaKey || event.altKey) return;
  const sentences = sheet.all();
  const acts = {
    Enter: () => sheet.select(sentence),
    " ": () => sheet.select(sentence),
    ArrowDown: () => sheet.go(sentences, 1),
    ArrowUp: () => sheet.go(sentences, -1),
    Home: () => sheet.select(sentences[0], "center"),
    End: () => sheet.select(sentences.at(-1), "center"),
  };
  if (!acts[event.key]) return;
  event.preventDefault();
  acts[event.key]();
};

const onClick = (sheet, trigger, event) => {
  const button = event.target.closest("button");
  const sentence = event.target.closest(".sent[role=button]");
  if (sentence && getSelection().isCollapsed) sheet.select(sentence); // who marks words to copy them selects none
  if (!button) return;
  if (button.dataset.walk) sheet.walk(Number(button.dataset.walk));
  if (button.dataset.show) sheet.show(button.dataset.show);
  if (button.dataset.kind) trigger("download", { run: sheet.run(), kind: button.dataset.kind });
  if (button.classList.contains("stop")) trigger("stop", {});
};

const watch = (targets, act) => {
  const observer = new MutationObserver(act);
  targets.forEach((it) => observer.observe(it, { childList: true, subtree: true, attributes: true }));
};

const setUp = (element, trigger, field) => {
  window.onrecordDraft?.abort(); // should the tab be mounted again, listeners of the first time go
  window.onrecordDraft = new AbortController();
  const { signal } = window.onrecordDraft;
  const listen = (target, kind, act, capture = false) => target.addEventListener(kind, act, { capture, signal });

  const live = document.createElement("div");
  live.className = "sr";
  live.setAttribute("role", "status");
  part("result").append(live);

  keepText(field, listen);
  takeDrops(listen);
  const asked = askedFor(field, listen);
  const sheet = sheetOf(element, trigger, live, asked);
  listen(part("result"), "click", (event) => onClick(sheet, trigger, event));
  listen(element, "keydown", (event) => onKey(sheet, event));
  listen(field, "keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) part("check").click();
  });
  listen(narrow, "change", sheet.showUnder);
  shortcut("j", "draft_next_doubtful", () => sheet.walk(1));
  shortcut("k", "draft_previous_doubtful", () => sheet.walk(-1));

  let last = "";
  watch([part("taken")], () => {
    const file = part("taken").querySelector(".file");
    if (!file || file.dataset.number === last) return;
    last = file.dataset.number;
    takeAlong(file);
  });
  watch([part("news"), element], sheet.update);
  watch([part("details")], sheet.showUnder);
  watch([part("note")], asked.answered);
};

export const start = (element, trigger) => {
  const field = document.querySelector("#draft-text textarea");
  const there = field && ["news", "taken", "details", "summary", "result", "count", "check", "clear", "note"].every(part);
  if (there) setUp(element, trigger, field);
  else setTimeout(() => start(element, trigger), 50);
};
