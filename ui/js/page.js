// Runs when the source panel is mounted. Words of documents are only ever read here as text, never as markup.

import { say } from "./words.js";

export const start = (element, trigger) => {

const wide = () => matchMedia("(min-width: 60rem)").matches;
const pace = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");
const panel = element;

window.onrecordPage?.abort(); // should the panel be mounted again, listeners of the first time go
window.onrecordPage = new AbortController();
const { signal } = window.onrecordPage;
const listen = (kind, act, capture = false) => document.addEventListener(kind, act, { capture, signal });

// ---- the panel: bring a passage into view ----

const centreQuote = (card) => {
  const text = card.querySelector(".surroundings");
  const mark = text && text.querySelector("mark");
  if (!mark) return;
  const top = mark.getBoundingClientRect().top - text.getBoundingClientRect().top + text.scrollTop;
  text.scrollTop = Math.max(0, top - Math.max(16, (text.clientHeight - mark.getBoundingClientRect().height) / 2));
};

const reveal = (id) => {
  const target = document.getElementById(id);
  if (!target || !panel.contains(target)) return false;
  panel.querySelectorAll(".card.active").forEach((card) => card.classList.remove("active"));
  if (target.classList.contains("card")) {
    target.classList.add("active");
    centreQuote(target);
  }
  target.scrollIntoView({ behavior: pace(), block: "start" });
  target.focus({ preventScroll: true });
  return true;
};

let wanted = null; // the passage to bring into view once the server has sent it
let inView = null; // the passage that was followed last
let cameFrom = null; // the link that was followed, to return to

const markFollowed = () => {
  document.querySelectorAll("#chat a.cite.open").forEach((link) => link.classList.remove("open"));
  if (cameFrom) cameFrom.classList.add("open");
};

const open = (link) => {
  const id = link.getAttribute("href").slice(1);
  wanted = id;
  inView = id;
  cameFrom = link;
  reveal(id);
  markFollowed();
  trigger("select", { exchange: id.split("-")[1] }); // looked up afresh: the document may have changed since
};

// A finished answer may bring passages before the one that is being read; Gradio then gives an element another passage.
let readFrom = null; // the passage in which the focus stands
listen("focusin", (event) => { readFrom = panel.contains(event.target) ? event.target.closest(".card")?.id : null; });

const stayAt = (id) => {
  const card = document.getElementById(id);
  if (!card || !panel.contains(card)) return;
  panel.querySelectorAll(".card.active").forEach((other) => other.classList.toggle("active", other === card));
  card.classList.add("active");
  if (readFrom !== id || !panel.contains(document.activeElement) || card.contains(document.activeElement)) return;
  card.scrollIntoView({ block: "start" });
  card.focus({ preventScroll: true });
};

let shown = ""; // the answer whose passages the panel holds
new MutationObserver(() => {
  panel.querySelectorAll(".card").forEach(centreQuote);
  const section = panel.querySelector(".panel");
  const revealed = wanted && reveal(wanted);
  if (!revealed && section && section.id === shown && inView) stayAt(inView);
  if (!revealed && section && section.id !== shown) {
    document.getElementById("sources").scrollTop = 0;
    cameFrom = inView = null;
    markFollowed();
  }
  shown = section ? section.id : "";
  wanted = null;
}).observe(panel, { childList: true, subtree: true });

const goBack = () => {
  const place = cameFrom && cameFrom.isConnected ? cameFrom : document.querySelector("#chat .answer:last-of-type");
  if (!place) return;
  place.scrollIntoView({ behavior: pace(), block: "center" });
  place.focus({ preventScroll: true });
};

// ---- the conversation ----

const copyAnswer = (button) => {
  const words = button.closest(".answer").querySelector(".copytext").textContent;
  const done = () => {
    button.textContent = say("copied");
    setTimeout(() => { button.textContent = say("copy"); }, 2000);
  };
  if (navigator.clipboard) {
    navigator.clipboard.writeText(words).then(done, () => { button.textContent = say("could_not_copy"); });
    return;
  }
  const field = document.createElement("textarea"); // without https there is no clipboard object
  field.value = words;
  document.body.append(field);
  field.select();
  if (document.execCommand("copy")) done();
  field.remove();
};

const askAgain = (button) => {
  const question = [...document.querySelectorAll("#chat .question")].at(-1);
  following = true;
  trigger("retry", { exchange: button.value });
  if (!question) return;
  question.tabIndex = -1; // the button goes with its answer; reading goes on from the question
  question.focus({ preventScroll: true });
};

// Gradio names each message by its source, which here is HTML; a reader should not have to hear that.
const nameMessages = () => {
  document.querySelectorAll("#chat [data-testid=user], #chat [data-testid=bot]").forEach((message) => {
    const name = message.dataset.testid === "user" ? say("question") : say("answer");
    if (message.getAttribute("aria-label") !== name) message.setAttribute("aria-label", name);
  });
};

// ---- thumbs and marks: pressed is what the server has kept, never what was only clicked ----

const pressOf = (button) => {
  const [exchange, ...rest] = button.value.split("-");
  const value = rest.pop();
  return rest.length ? { exchange, citation: Number(rest[0]), value } : { exchange, value };
};

let judging = null; // where the words about the last press go
const judge = (button) => {
  judging = button.parentElement.closest(".thumbs, .marks").querySelector(".told");
  trigger("like", pressOf(button));
};

// Of the chat's buttons the page keeps the class alone; a screen reader needs the state.
const statePressed = () => {
  document.querySelectorAll("#chat button.thumb").forEach((button) => {
    const state = String(button.classList.contains("pressed"));
    if (button.getAttribute("aria-pressed") !== state) button.setAttribute("aria-pressed", state);
  });
};

const showKept = (note) => {
  const { exchange, pressed } = note.dataset;
  const values = pressed.split(" ");
  document.querySelectorAll("#chat button.thumb, #panel button.mark").forEach((button) => {
    if (!exchange || !button.value.startsWith(`${exchange}-`)) return;
    const state = values.includes(button.value);
    button.classList.toggle("pressed", state);
    button.setAttribute("aria-pressed", String(state));
  });
  document.querySelectorAll(".told:not(:empty)").forEach((other) => {
    other.textContent = "";
    other.className = "told";
  });
  if (!judging) return;
  judging.textContent = note.textContent;
  judging.className = note.className === "failed" ? "told failed" : "told sr"; // a pressed button says enough to the eye
};

const watchKept = () => {
  const noted = document.getElementById("noted");
  if (!noted) {
    setTimeout(watchKept, 50);
    return;
  }
  new MutationObserver(() => {
    const note = noted.querySelector("p");
    if (note) showKept(note);
  }).observe(noted, { childList: true, subtree: true, characterData: true, attributes: true });
};
watchKept();

// ---- an answer under way: its message comes anew with every sentence ----

const live = document.createElement("div"); // what is under way, for a screen reader; the sentences wait to be read
live.id = "under-way";
live.className = "sr";
live.setAttribute("role", "status");
live.setAttribute("aria-live", "polite");
document.getElementById(live.id)?.remove();
document.body.append(live);

let underWay = "";
const tellStage = () => {
  const stages = document.querySelectorAll("#chat .stage .doing");
  const words = stages.length ? stages[stages.length - 1].textContent : "";
  if (words === underWay) return;
  const problem = [...document.querySelectorAll("#chat .answer")].at(-1)?.querySelector(".headline");
  live.textContent = words || (problem ? problem.textContent : say("answer_there"));
  underWay = words;
};

// Gradio would have all of the answer read out again with every sentence; and it keeps no aria attribute in a message.
const quieten = () => {
  const log = document.querySelector("#chat [role=log]");
  if (log && log.getAttribute("aria-live") !== "off") log.setAttribute("aria-live", "off");
  document.querySelectorAll("#chat .pending:not([aria-busy])").forEach((it) => it.setAttribute("aria-busy", "true"));
};

const CONTROLS = "a, button, summary";
let focused = null; // where the focus stands in an answer, in case that is about to come anew
listen("focusin", (event) => {
  const answer = event.target.closest("#chat .answer");
  const place = answer ? [...answer.querySelectorAll(CONTROLS)].indexOf(event.target) : -1;
  focused = place < 0 ? null : { answer: answer.id, place, element: event.target };
});
listen("pointerdown", () => { focused = null; }, true);

const keepPlace = () => {
  if (cameFrom && !cameFrom.isConnected) {
    cameFrom = document.querySelector(`#chat a[href="${cameFrom.getAttribute("href")}"]`);
    markFollowed();
  }
  if (!focused || focused.element.isConnected || document.activeElement !== document.body) return;
  const control = document.getElementById(focused.answer)?.querySelectorAll(CONTROLS)[focused.place];
  focused = null;
  control?.focus({ preventScroll: true });
};

// The newest question goes to the top and stays there while its answer grows, unless its reader goes elsewhere.
let following = true;
const leave = () => { following = false; };
listen("wheel", leave, true);
listen("touchmove", leave, true);
listen("keydown", (event) => {
  if (/^(Page|Arrow|Home|End)/.test(event.key) && !event.target.closest("#ask")) leave();
}, true);

let seen = "";
const followNewest = () => {
  nameMessages();
  statePressed();
  quieten();
  keepPlace();
  tellStage();
  const questions = document.querySelectorAll("#chat .question");
  const answers = document.querySelectorAll("#chat .answer");
  const newest = `${questions.length} ${answers.length}`;
  const growing = document.querySelector("#chat .answer.partial") && following;
  if (newest === seen && !growing) return;
  const grew = questions.length > 0 && seen !== "";
  if (questions.length > Number(seen.split(" ")[0])) following = true;
  seen = newest;
  if (grew && following) questions[questions.length - 1].scrollIntoView({ behavior: pace(), block: "start" });
};

const watchChat = () => {
  const chat = document.getElementById("chat");
  if (!chat) {
    setTimeout(watchChat, 50);
    return;
  }
  followNewest();
  new MutationObserver(followNewest).observe(chat, { childList: true, subtree: true });
};
watchChat();

if (wide()) document.querySelector("#ask textarea")?.focus({ preventScroll: true }); // on a phone it would raise the keyboard

// ---- why a sentence has its verdict: one small note beside the mark ----

document.getElementById("verdict-tip")?.remove();
const tip = document.createElement("div");
tip.id = "verdict-tip";
tip.setAttribute("aria-hidden", "true"); // the button itself holds the same words for a screen reader
tip.hidden = true;
document.body.append(tip);

const showTip = (button) => {
  tip.textContent = button.textContent;
  tip.className = button.closest(".sentence").className;
  tip.hidden = false;
  const box = button.getBoundingClientRect();
  tip.style.left = `${Math.max(8, Math.min(box.left, innerWidth - tip.offsetWidth - 8))}px`;
  const below = box.bottom + 6;
  tip.style.top = `${below + tip.offsetHeight > innerHeight ? box.top - tip.offsetHeight - 6 : below}px`;
};
const hideTip = () => { tip.hidden = true; };

const overVerdict = (event) => {
  const button = event.target.closest && event.target.closest("#chat .verdict");
  if (button) showTip(button);
  else hideTip();
};
listen("mouseover", overVerdict);
listen("focusin", overVerdict);
listen("scroll", hideTip, true);
listen("keydown", (event) => { if (event.key === "Escape") hideTip(); });

// ---- one listener for every link and button in what the server renders ----

const actions = [
  ['#chat a[href^="#c-"], #chat a[href^="#p-"]', open],
  ['#panel a[href="#back"]', goBack],
  ['#chat a[href="#documents"]', () => document.getElementById("tab-documents-button").click()],
  ["#chat button.copy", copyAnswer],
  ["#chat button.verdict", showTip],
  ["#chat button.again", askAgain],
  ["#chat button.thumb, #panel button.mark", judge],
];

listen("click", (event) => {
  for (const [selector, act] of actions) {
    const found = event.target.closest(selector);
    if (!found) continue;
    event.preventDefault();
    event.stopPropagation();
    act(found);
    return;
  }
}, true);
};
