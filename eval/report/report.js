// Filters the questions, opens the one that a link names, and opens everything for print. Without it the page is whole.
// Words of documents are only ever compared here, never read as markup.
(() => {
  "use strict";
  const at = (id) => document.getElementById(id);
  const questions = [...document.querySelectorAll(".question")];
  const [form, kind, outcome, opener] = ["filters", "kind", "outcome", "open"].map(at);

  const has = (question, name) => !name || question.dataset.filters.split(" ").includes(name);
  const is = (question, name) => !name || question.dataset.kind === name;
  const shown = () => questions.filter((question) => !question.hidden);

  const recount = (select, fits) => {
    for (const option of select.options) {
      option.textContent = `${option.dataset.words} (${questions.filter((one) => fits(one, option.value)).length})`;
    }
  };

  const nameOpener = () => {
    opener.textContent = shown().some((one) => !one.open) ? "Open all shown" : "Close all shown";
  };

  const filter = () => {
    for (const one of questions) one.hidden = !(is(one, kind.value) && has(one, outcome.value));
    recount(kind, (one, name) => is(one, name) && has(one, outcome.value));
    recount(outcome, (one, name) => has(one, name) && is(one, kind.value));
    const number = shown().length;
    const all = `${questions.length} question${questions.length === 1 ? "" : "s"}`;
    at("count").textContent = number === questions.length ? all : `${number} of ${all}`;
    at("none").hidden = number > 0;
    opener.disabled = number === 0;
    nameOpener();
  };

  const follow = () => {
    let id = location.hash.slice(1);
    try { id = decodeURIComponent(id); } catch { return; }
    const question = id && at(id);
    if (!question || !question.classList.contains("question")) return;
    if (question.hidden) {
      kind.value = outcome.value = "";
      filter();
    }
    question.open = true;
    question.scrollIntoView({ block: "start" });
    question.querySelector("summary").focus({ preventScroll: true });
  };

  if (form) {
    form.hidden = false;
    form.addEventListener("change", filter);
    form.addEventListener("submit", (event) => event.preventDefault());
    opener.addEventListener("click", () => {
      const open = shown().some((one) => !one.open);
      for (const one of shown()) one.open = open;
      nameOpener();
    });
    at("list").addEventListener("toggle", nameOpener, true);
    filter();
  }
  addEventListener("hashchange", follow);
  addEventListener("load", follow); // once the browser has gone where the link leads, which takes the focus away

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    for (const one of closed) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of closed) one.open = false;
    closed = [];
  });
})();
