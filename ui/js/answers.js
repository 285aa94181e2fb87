// The conversation: its messages' names, its buttons, and where it stands while an answer grows.

import { copyWords } from "./clipboard.js";
import { statePressed } from "./feedback.js";
import { pace } from "./panel.js";
import { say } from "./words.js";

const CONTROLS = "a, button, summary";

const copyAnswer = (button) => {
  copyWords(button.closest(".answer").querySelector(".copytext").textContent, (copied) => {
    button.textContent = say(copied ? "copied" : "could_not_copy");
    if (copied) setTimeout(() => { button.textContent = say("copy"); }, 2000);
  });
};

// Gradio names each message by its source, which here is HTML; a reader should not have to hear that.
const nameMessages = () => {
  document.querySelectorAll("#chat [data-testid=user], #chat [data-testid=bot]").forEach((message) => {
    const name = message.dataset.testid === "user" ? say("question") : say("answer");
    if (message.getAttribute("aria-label") !== name) message.setAttribute("aria-label", name);
  });
};

/** Keeps the focus where it was in an answer that comes anew; gives what puts it back. */
const focusKeeper = (listen) => {
  let focused = null; // where the focus stands in an answer, in case that is about to come anew
  listen("focusin", (event) => {
    const answer = event.target.closest("#chat .answer");
    const place = answer ? [...answer.querySelectorAll(CONTROLS)].indexOf(event.target) : -1;
    focused = place < 0 ? null : { answer: answer.id, place, element: event.target };
  });
  listen("pointerdown", () => { focused = null; }, true);

  return () => {
    if (!focused || focused.element.isConnected || document.activeElement !== document.body) return;
    const control = document.getElementById(focused.answer)?.querySelectorAll(CONTROLS)[focused.place];
    focused = null;
    control?.focus({ preventScroll: true });
  };
};

/** Watches the chat; `sources` is the panel beside it, `stages` what is told of an answer under way. */
export const answers = ({ trigger, listen, signal }, sources, stages) => {
  const keepFocus = focusKeeper(listen);

  // The newest question goes to the top and stays there while its answer grows, unless its reader goes elsewhere.
  let following = true;
  const leave = () => { following = false; };
  listen("wheel", leave, true);
  listen("touchmove", leave, true);
  listen("keydown", (event) => {
    if (/^(Page|Arrow|Home|End)/.test(event.key) && !event.target.closest("#ask")) leave();
  }, true);

  let reading = null; // the question from which reading goes on; it comes anew with the name of its new answer
  const readFromQuestion = () => {
    const question = [...document.querySelectorAll("#chat .question")].at(-1);
    if (!question) return;
    question.tabIndex = -1;
    question.focus({ preventScroll: true });
    reading = question;
  };

  const askAgain = (button) => {
    following = true;
    trigger("retry", { exchange: button.value });
    readFromQuestion(); // the button goes with its answer
  };

  let seen = "";
  const followNewest = () => {
    if (reading && !reading.isConnected) {
      reading = null;
      if (document.activeElement === document.body) readFromQuestion();
    }
    const questions = document.querySelectorAll("#chat .question");
    const folded = Number(document.querySelector("#chat button.earlier")?.value ?? 0); // of a long conversation
    const asked = folded + questions.length;
    const newest = `${asked} ${folded + document.querySelectorAll("#chat .answer").length}`;
    const growing = document.querySelector("#chat .answer.partial") && following;
    if (newest === seen && !growing) return;
    const grew = questions.length > 0 && seen !== "";
    if (asked > Number(seen.split(" ")[0])) following = true;
    seen = newest;
    if (grew && following) questions[questions.length - 1].scrollIntoView({ behavior: pace(), block: "start" });
  };

  const changed = () => {
    nameMessages();
    statePressed();
    stages.quieten();
    sources.refind();
    keepFocus();
    stages.tellStage();
    followNewest();
  };

  const watch = () => {
    if (signal.aborted) return;
    const chat = document.getElementById("chat");
    if (!chat) {
      setTimeout(watch, 50);
      return;
    }
    changed();
    const observer = new MutationObserver(changed);
    observer.observe(chat, { childList: true, subtree: true });
    signal.addEventListener("abort", () => observer.disconnect());
  };
  watch();

  return { copyAnswer, askAgain };
};
