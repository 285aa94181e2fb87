// Keys that do something anywhere on the page, and the sheet that lists them.

import { say } from "./words.js";

const known = new Map(); // key -> { words, act }

/** Let a key do something while no field is typed in; `words` is a key of js.toml that says what. */
export const shortcut = (key, words, act) => known.set(key, { words, act });

/** What the keys do, for the sheet: [key, words] pairs in the order they were added. */
export const shortcuts = () => [...known].map(([key, { words }]) => [key, say(words)]);

// Whoever speaks to their computer, or hits keys unawares, can turn them off.
const OFF = "onrecord-single-keys-off";
let off = false;
try {
  off = localStorage.getItem(OFF) === "yes";
} catch {
  // a browser may forbid it: then they are on
}

/** Whether single keys do anything. */
export const single = () => !off;

/** Turn them on or off, for this browser. */
export const useSingle = (on) => {
  off = !on;
  try {
    localStorage.setItem(OFF, off ? "yes" : "no");
  } catch {
    // then it lasts as long as the page
  }
};

const NOT_TYPED_IN = "[type=checkbox], [type=radio], [type=button], [type=submit], [type=file], [type=range]";
const FIELD = `input:not(${NOT_TYPED_IN}), textarea, select, [contenteditable=true]`;
const typing = (target) => target instanceof Element && target.closest(FIELD);

document.addEventListener("keydown", (event) => {
  if (off || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (typing(event.target) || document.querySelector("dialog:modal")) return;
  const found = known.get(event.key);
  if (!found) return;
  event.preventDefault();
  found.act(event);
});
