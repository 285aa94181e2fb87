// Runs when the source panel is mounted: puts the parts of the page together, and is the one listener for every link
// and button in what the server renders. Words of documents are only ever read here as text, never as markup.

import { answers } from "./answers.js";
import { choose } from "./choices.js";
import { copyWords } from "./clipboard.js";
import { feedback } from "./feedback.js";
import { sourcePanel } from "./panel.js";
import { progress } from "./progress.js";
import { verdicts } from "./verdicts.js";
import { enlarge, watchPictures } from "./viewer.js";
import { say } from "./words.js";

let running = null;

const copyQuote = (button) => {
  const { sourcestyle: style } = document.documentElement.dataset;
  const texts = button.parentElement.querySelector(".references");
  const words = (texts.querySelector(`[data-style="${style}"]`) ?? texts.firstElementChild).textContent;
  const before = button.dataset.words ?? button.textContent;
  button.dataset.words = before;
  copyWords(words, (copied) => {
    button.textContent = say(copied ? "source_copied" : "source_could_not_copy");
    setTimeout(() => { button.textContent = before; }, 2000);
  });
};

export const start = (panel, trigger) => {
  running?.abort(); // should the panel be mounted again, listeners of the first time go
  running = new AbortController();
  const { signal } = running;
  const listen = (kind, act, capture = false) => document.addEventListener(kind, act, { capture, signal });
  const given = { panel, trigger, listen, signal };

  const sources = sourcePanel(given);
  const { judge } = feedback(given);
  const { copyAnswer, askAgain } = answers(given, sources, progress());
  const { showTip } = verdicts(given);
  watchPictures(given);

  const actions = [
    ['#chat a[href^="#c-"], #chat a[href^="#p-"], #chat a[href^="#n-"], #chat a[href^="#v-"]', sources.open],
    ['#panel a[href="#back"]', sources.goBack],
    ['#chat a[href="#documents"]', () => document.getElementById("tab-documents-button").click()],
    ["#panel button.step", (button) => sources.walk(Number(button.value))],
    ["#panel button.choose", (button) => { choose(button); sources.choose(); }],
    ["#panel button.copyquote", copyQuote],
    ["#panel button.sheet", enlarge],
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
