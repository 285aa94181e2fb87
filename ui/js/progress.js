// An answer under way, for those who hear the page: its message comes anew with every sentence.

import { say } from "./words.js";

// Gradio would have all of the answer read out again with every sentence; and it keeps no aria attribute in a message.
const quieten = () => {
  const log = document.querySelector("#chat [role=log]");
  if (log && log.getAttribute("aria-live") !== "off") log.setAttribute("aria-live", "off");
  document.querySelectorAll("#chat .pending:not([aria-busy])").forEach((it) => it.setAttribute("aria-busy", "true"));
};

const liveRegion = () => {
  const live = document.createElement("div"); // what is under way; the sentences wait to be read
  live.id = "under-way";
  live.className = "sr";
  live.setAttribute("role", "status");
  live.setAttribute("aria-live", "polite");
  document.getElementById(live.id)?.remove();
  document.body.append(live);
  return live;
};

/** Gives what a chat that changed has to call. */
export const progress = () => {
  const live = liveRegion();
  let underWay = "";

  const tellStage = () => {
    const stages = document.querySelectorAll("#chat .stage .doing");
    const words = stages.length ? stages[stages.length - 1].textContent : "";
    if (words === underWay) return;
    const answer = [...document.querySelectorAll("#chat .answer")].at(-1);
    const ended = answer ? (answer.querySelector(".headline")?.textContent ?? say("answer_there")) : "";
    live.textContent = words || ended; // nothing where its reader went on to a new conversation
    underWay = words;
  };

  return { quieten, tellStage };
};
