// Copies words, also where a page without https has no clipboard.

/** Copy; `done` is called with whether that went well. The focus stays where it is. */
export const copyWords = (words, done) => {
  if (navigator.clipboard) {
    navigator.clipboard.writeText(words).then(() => done(true), () => done(false));
    return;
  }
  const focused = document.activeElement;
  const field = document.createElement("textarea");
  field.value = words;
  field.className = "sr"; // where it would be seen the page might scroll to it
  (document.querySelector("dialog[open]") ?? document.body).append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  focused?.focus({ preventScroll: true });
  done(copied);
};
