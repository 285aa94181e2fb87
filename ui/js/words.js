// The words of the scripts, in the language that the server speaks to this browser too.

const LANGUAGES = ["en", "de"];

export const language =
  navigator.languages.map((code) => code.split("-")[0].toLowerCase()).find((code) => LANGUAGES.includes(code)) ??
  LANGUAGES[0];

const answer = await fetch(new URL(`./words-${language}.json`, import.meta.url));
const words = await answer.json();

/** The words under `key` of js.toml, with `{slots}` filled. */
export const say = (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
