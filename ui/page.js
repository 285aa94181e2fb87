// Runs when the source panel is mounted; Gradio provides `element` (the panel) and `trigger` (an event to the server).
// Words of documents are only ever read here as text, never as markup.

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
let cameFrom = null; // the link that was followed, to return to

const open = (link) => {
  const id = link.getAttribute("href").slice(1);
  wanted = id;
  cameFrom = link;
  reveal(id);
  document.querySelectorAll("#chat a.cite.open").forEach((other) => other.classList.remove("open"));
  link.classList.add("open");
  trigger("select", { exchange: id.split("-")[1] }); // looked up afresh: the document may have changed since
};

let shown = ""; // the answer whose passages the panel holds
new MutationObserver(() => {
  panel.querySelectorAll(".card").forEach(centreQuote);
  const section = panel.querySelector(".panel");
  const revealed = wanted && reveal(wanted);
  if (!revealed && section && section.id !== shown) {
    document.getElementById("sources").scrollTop = 0;
    document.querySelectorAll("#chat a.cite.open").forEach((link) => link.classList.remove("open"));
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
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  };
  if (navigator.clipboard) {
    navigator.clipboard.writeText(words).then(done, () => { button.textContent = "Could not copy"; });
    return;
  }
  const field = document.createElement("textarea"); // without https there is no clipboard object
  field.value = words;
  document.body.append(field);
  field.select();
  if (document.execCommand("copy")) done();
  field.remove();
};

// Gradio names each message by its source, which here is HTML; a reader should not have to hear that.
const nameMessages = () => {
  document.querySelectorAll("#chat [data-testid=user], #chat [data-testid=bot]").forEach((message) => {
    const name = message.dataset.testid === "user" ? "Question" : "Answer";
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

let seen = "";
const followNewest = () => {
  nameMessages();
  statePressed();
  const questions = document.querySelectorAll("#chat .question");
  const answers = document.querySelectorAll("#chat .answer");
  const newest = `${questions.length} ${answers.length}`;
  if (newest === seen) return;
  const grew = questions.length > 0 && seen !== "";
  seen = newest;
  if (grew) questions[questions.length - 1].scrollIntoView({ behavior: pace(), block: "start" });
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
