// Copies words, also where a page without https has no clipboard.

/** Copy; `done` is called with whether that went well. */
export const copyWords = (words, done) => {
  if (navigator.clipboard) {
    navigator.clipboard.writeText(words).then(() => done(true), () => done(false));
    return;
  }
  const field = document.createElement("textarea");
  field.value = words;
  (document.querySelector("dialog[open]") ?? document.body).append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  done(copied);
};
