// Keys that do something anywhere on the page, and the sheet that lists them.

import { say } from "./words.js";

const known = new Map(); // key -> { words, act }

/** Let a key do something while no field is typed in; `words` is a key of js.toml that says what. */
export const shortcut = (key, words, act) => known.set(key, { words, act });

/** What the keys do, for the sheet: [key, words] pairs in the order they were added. */
export const shortcuts = () => [...known].map(([key, { words }]) => [key, say(words)]);

const typing = (target) => target.closest("input, textarea, select, [contenteditable=true]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  const found = known.get(event.key);
  if (!found) return;
  event.preventDefault();
  found.act(event);
});
