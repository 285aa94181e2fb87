// The source panel: brings the passage that a mark names into view, walks the passages, and leads back to the mark.

import { showChoices } from "./choices.js";
import { shortcut } from "./keys.js";
import { awaitPictures, retryPictures } from "./viewer.js";
import { say } from "./words.js";

const wide = () => matchMedia("(min-width: 60rem)").matches;

/** How to scroll: at once for those who asked for less motion. */
export const pace = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");

const seen = (element) => element !== null && element.offsetParent !== null;

/** Scroll `frame` so that `what` inside it stands in its middle, or begins at its edge where it is too large. */
const centreIn = (frame, what) => {
  if (!seen(frame) || !what) return;
  const [box, around] = [what.getBoundingClientRect(), frame.getBoundingClientRect()];
  const top = box.top - around.top + frame.scrollTop;
  frame.scrollTop = Math.max(0, top - Math.max(16, (frame.clientHeight - box.height) / 2));
  const [left, spare] = [box.left - around.left + frame.scrollLeft, frame.scrollWidth - frame.clientWidth];
  if (spare <= 0) return;
  const right = left + box.width + 8 - frame.clientWidth; // shown from here on, its end is in view
  frame.scrollLeft = Math.min(left - 8, Math.max(right, spare / 2)); // else the page's own middle
};

/** Begin with a whole line: half of one would look as if words were missing. */
const toWholeLine = (text) => {
  if (!seen(text)) return;
  const { lineHeight, paddingTop } = getComputedStyle(text);
  const [line, above] = [parseFloat(lineHeight), parseFloat(paddingTop)];
  text.scrollTop = text.scrollTop > above ? above + Math.floor((text.scrollTop - above) / line) * line : 0;
};

const centreQuote = (card) => {
  const text = card.querySelector(".surroundings");
  centreIn(text, text?.querySelector("mark"));
  toWholeLine(text);
  const page = card.querySelector(".window");
  centreIn(page, page?.querySelector(".box"));
};

const OWN_WORDS = ".walk, .copyquote, .told, figcaption"; // where the scripts of the page write too

const MOST_AHEAD = 8; // pictures that are fetched before they are scrolled to

const fetchAhead = (panel) => {
  const ahead = () => [...panel.querySelectorAll(".leaf img")].slice(0, MOST_AHEAD).forEach((it) => { it.loading = "eager"; });
  if ("requestIdleCallback" in window) requestIdleCallback(ahead, { timeout: 1500 });
  else setTimeout(ahead, 300);
};

/** Watches the panel; gives what a link into it, a way back, and a chat that came anew have to call. */
export const sourcePanel = ({ panel, trigger, listen, signal }) => {
  let wanted = null; // the passage that was asked for, to bring into view once the server has sent it
  let missing = false; // it was not there yet
  let untouched = false; // nothing was done since
  let inView = null; // the passage that was followed last
  let cameFrom = null; // the link that was followed, to return to
  let readFrom = null; // the passage in which the focus stands
  let shown = ""; // the answer whose passages the panel holds

  const cards = () => [...panel.querySelectorAll(".card")];

  const tellPlace = () => {
    const told = panel.querySelector(".walk .place");
    const place = cards().findIndex((card) => card.classList.contains("active")) + 1;
    if (!told || !place) return;
    const words = say("source_place", { place, total: told.dataset.total });
    if (told.textContent !== words) told.textContent = words;
  };

  const reveal = (id) => {
    const target = document.getElementById(id);
    if (!target || !panel.contains(target)) return false;
    panel.querySelectorAll(".card.active").forEach((card) => card.classList.remove("active"));
    if (target.classList.contains("card")) {
      target.classList.add("active");
      centreQuote(target);
    }
    tellPlace();
    target.scrollIntoView({ behavior: pace(), block: "start" });
    target.focus({ preventScroll: true });
    return true;
  };

  const markFollowed = () => {
    document.querySelectorAll("#chat a.open").forEach((link) => link.classList.remove("open"));
    if (cameFrom) cameFrom.classList.add("open");
  };

  for (const kind of ["pointerdown", "keydown", "wheel"]) listen(kind, () => { untouched = false; }, true);

  const open = (link) => {
    const id = link.getAttribute("href").slice(1);
    wanted = id;
    untouched = true;
    retryPictures(panel);
    inView = id;
    cameFrom = link;
    missing = !reveal(id);
    markFollowed();
    trigger("select", { exchange: id.split("-")[1] }); // looked up afresh: the document may have changed since
  };

  // A finished answer may bring passages before the one that is being read; Gradio then gives an element another one.
  listen("focusin", (event) => { readFrom = panel.contains(event.target) ? event.target.closest(".card")?.id : null; });

  const stayAt = (id) => {
    const card = document.getElementById(id);
    if (!card || !panel.contains(card)) return;
    panel.querySelectorAll(".card.active").forEach((other) => other.classList.toggle("active", other === card));
    card.classList.add("active");
    tellPlace();
    if (readFrom !== id || !panel.contains(document.activeElement) || card.contains(document.activeElement)) return;
    card.scrollIntoView({ block: "start" });
    card.focus({ preventScroll: true });
  };

  // Gradio changes what is there into what comes, so that nothing but names and words of elements may change.
  const settle = (changes) => {
    if (changes.every(({ target }) => (target.closest ? target : target.parentElement)?.closest(OWN_WORDS))) return;
    showChoices(panel);
    document.getElementById("sources").style.setProperty("--head", `${panel.querySelector(".head")?.offsetHeight ?? 0}px`);
    awaitPictures(panel);
    cards().forEach(centreQuote);
    fetchAhead(panel);
    const section = panel.querySelector(".panel");
    const another = section !== null && section.id !== shown;
    shown = section ? section.id : "";
    const revealed = wanted && (missing || untouched) && reveal(wanted);
    const comes = !revealed && wanted && missing && shown; // the panel of another answer came in between
    if (!comes) wanted = null;
    if (revealed) return;
    if (!another && inView) stayAt(inView);
    if (!another) return;
    document.getElementById("sources").scrollTop = 0;
    inView = null;
    if (!comes) cameFrom = null;
    markFollowed();
  };

  const observer = new MutationObserver(settle);
  observer.observe(panel, { childList: true, subtree: true, characterData: true, attributeFilter: ["id", "src"] });
  signal.addEventListener("abort", () => observer.disconnect());

  // Walking stays in the answer that the panel shows; where it shows none, it begins with the last answer's first mark.
  const walk = (step) => {
    const all = cards();
    if (!all.length) {
      const first = document.querySelector("#chat .message-row:last-child a.cite");
      if (first) open(first);
      return;
    }
    const now = all.findIndex((card) => card.classList.contains("active"));
    const next = now < 0 ? (step > 0 ? 0 : all.length - 1) : (now + step + all.length) % all.length;
    const { id } = all[next];
    wanted = null;
    inView = id;
    cameFrom = document.querySelector(`#chat a[href="#${id}"]`) ?? cameFrom;
    reveal(id);
    markFollowed();
  };
  shortcut("n", "source_next", () => walk(1));
  shortcut("p", "source_previous", () => walk(-1));

  // Of another view the marked words stand elsewhere.
  const choose = () => {
    cards().forEach(centreQuote);
    panel.querySelector(".card.active")?.scrollIntoView({ block: "start" });
  };

  const goBack = () => {
    const place = cameFrom && cameFrom.isConnected ? cameFrom : document.querySelector("#chat .answer:last-of-type");
    if (!place) return;
    place.scrollIntoView({ behavior: pace(), block: "center" });
    place.focus({ preventScroll: true });
  };

  /** Find the link that was followed in an answer that came anew. */
  const refind = () => {
    if (!cameFrom || cameFrom.isConnected) return;
    cameFrom = document.querySelector(`#chat a[href="${cameFrom.getAttribute("href")}"]`);
    markFollowed();
  };

  if (wide()) document.querySelector("#ask textarea")?.focus({ preventScroll: true }); // a phone would raise its keyboard
  return { open, walk, choose, goBack, refind };
};
