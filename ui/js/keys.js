// Keys that do something anywhere on the page, and the sheet that lists them.

import { say } from "./words.js";

const known = new Map(); // key -> { words, act }
const mentioned = new Map(); // words -> keys

/** Let a key do something while no field is typed in; `words` is a key of js.toml that says what. */
export const shortcut = (key, words, act) => known.set(key, { words, act });

/** Name keys, pressed together, that others mind or will mind; `words` is a key of js.toml that says what they do. */
export const mention = (keys, words) => mentioned.set(words, keys);

/** What the keys do, for the sheet: [keys, words] pairs, each once. */
export const shortcuts = () => {
  const all = new Map([...known].map(([key, { words }]) => [words, [key]]));
  mentioned.forEach((keys, words) => { if (!all.has(words)) all.set(words, keys); });
  return [...all].map(([words, keys]) => [keys, say(words)]);
};

// Whoever speaks to their computer, or hits keys unawares, can turn them off.
const OFF = "onrecord-single-keys-off";
let off = false;
try {
  off = localStorage.getItem(OFF) === "yes";
} catch {
  // a browser may forbid it: then they are on
}

addEventListener("storage", ({ key, newValue }) => { if (key === OFF) off = newValue === "yes"; }); // in another tab

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
