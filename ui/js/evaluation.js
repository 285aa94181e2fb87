// Runs when the list of runs is mounted: opens reports, starts and stops a run, gathers the drafts that are selected.

export const start = (element, trigger) => {
  window.onrecordEvaluation?.abort(); // should the tab be mounted again, listeners of the first time go
  window.onrecordEvaluation = new AbortController();
  const { signal } = window.onrecordEvaluation;
  const tab = element.closest("#evaluation");
  const at = (selector) => tab.querySelector(selector);
  const all = (selector) => [...tab.querySelectorAll(selector)];
  const pace = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");
  const watch = (selector, act) => {
    act();
    const observer = new MutationObserver(act);
    observer.observe(at(selector), { childList: true, subtree: true });
    signal.addEventListener("abort", () => observer.disconnect());
  };

  // ---- fill the tab whenever it comes into view ----

  const sight = new IntersectionObserver((seen) => {
    if (seen.some((one) => one.isIntersecting)) trigger("expand", {});
  });
  sight.observe(tab.parentElement);
  signal.addEventListener("abort", () => sight.disconnect());

  // ---- two runs are chosen at most; a list that comes anew keeps them ----

  let chosen = [];
  const showChosen = () => {
    const boxes = all("#runs .pick input");
    chosen = chosen.filter((name) => boxes.some((box) => box.value === name));
    for (const box of boxes) {
      box.checked = chosen.includes(box.value);
      box.disabled = chosen.length === 2 && !box.checked;
    }
    const compare = at("#runs .compare");
    if (compare) compare.disabled = chosen.length !== 2;
  };
  const choose = (box) => {
    chosen = chosen.filter((name) => name !== box.value);
    if (box.checked) chosen.push(box.value);
    showChosen();
  };

  // ---- the report in its frame: light or dark as the page is ----

  const dressed = (path) => {
    const { scheme } = document.documentElement.dataset;
    return scheme ? `${path}${path.includes("?") ? "&" : "?"}scheme=${scheme}` : path;
  };
  const dress = () => {
    for (const frame of all("#run-view iframe[data-src]")) {
      const address = dressed(frame.dataset.src);
      if (frame.getAttribute("src") === address) continue;
      const anew = frame.cloneNode(); // one whose address changes would add a step to the browser's history
      anew.setAttribute("src", address);
      frame.replaceWith(anew);
    }
    all("#run-view .bar a").forEach((link) => {
      const path = at("#run-view iframe[data-src]")?.dataset.src;
      if (path) link.setAttribute("href", dressed(path));
    });
  };
  const turned = new MutationObserver(dress);
  turned.observe(document.documentElement, { attributes: true, attributeFilter: ["data-scheme"] });
  signal.addEventListener("abort", () => turned.disconnect());

  // ---- the view: brought into sight once it is there, and back to where it was opened from ----

  let wanted = false;
  let openedBy = null; // the value of the button, for the list may have come anew
  const reveal = () => {
    const title = at("#run-view #view-title, #run-view .told");
    if (!wanted || !title) return;
    wanted = false;
    title.focus({ preventScroll: true });
    title.scrollIntoView({ behavior: pace(), block: "start" });
  };
  const open = (names, by) => {
    wanted = true;
    openedBy = by;
    if (at("#run-view .view")?.dataset.of === names.join("/")) reveal();
    else trigger("select", { names });
  };
  const close = () => {
    trigger("select", { names: [] });
    const back = all("#runs button.open").find((one) => one.value === openedBy) ?? at("#runs .compare");
    back?.focus();
  };

  // ---- a run at work ----

  let [underWay, starting, before] = [false, false, null];
  const showWorking = () => {
    const [working, told] = [Boolean(at("#run-progress .working")), at("#run-progress .told")];
    if (working || told !== before) starting = false; // what was said of an earlier run says nothing of this one
    const busy = working || starting;
    const [go, stop] = [at("#run-form .go"), at("#run-form .stop")];
    const held = [stop, document.body].includes(document.activeElement);
    if (go) go.disabled = busy;
    if (stop) stop.hidden = !busy;
    all("#run-form :is(select, input)").forEach((field) => { field.disabled = busy; });
    if (underWay && !busy && held) go?.focus({ preventScroll: true });
    underWay = busy;
  };
  const begin = (form) => {
    if (underWay) return;
    trigger("play", { suite: form.elements.suite.value, sample: form.elements.sample.value });
    [starting, before] = [true, at("#run-progress .told")];
    showWorking();
    form.querySelector(".stop").focus({ preventScroll: true });
  };

  // ---- drafts ----

  const picked = () => all("#drafts .draft input:checked").map((box) => box.value);
  let decided = false;
  const showPicked = () => {
    const boxes = all("#drafts .draft input");
    const number = picked().length;
    for (const button of all("#drafts .decide")) button.disabled = number === 0;
    const every = at("#drafts .all");
    if (!every) return;
    every.checked = number === boxes.length;
    every.indeterminate = number > 0 && number < boxes.length;
  };
  const showDecided = () => {
    showPicked();
    const told = at("#drafts .told");
    if (!decided || !told) return;
    decided = false;
    told.focus({ preventScroll: true });
  };
  const decide = (button) => {
    decided = true;
    trigger("submit", { act: button.value, ids: picked() });
    for (const other of all("#drafts .decide")) other.disabled = true;
  };

  watch("#runs", showChosen);
  watch("#run-view", () => { dress(); reveal(); });
  watch("#run-form", showWorking);
  watch("#run-progress", showWorking);
  watch("#drafts", showDecided);

  // ---- one listener for every button and field of the tab ----

  const clicks = [
    ["button.open", (it) => open([it.value], it.value)],
    ["button.compare", () => open([...chosen], null)],
    ["button.close", close],
    ["button.stop", () => trigger("stop", {})],
    ["button.decide", decide],
  ];
  tab.addEventListener("click", (event) => {
    for (const [selector, act] of clicks) {
      const found = event.target.closest(selector);
      if (found) return act(found);
    }
    return undefined;
  }, { signal });
  tab.addEventListener("change", (event) => {
    const box = event.target;
    if (box.closest(".pick")) choose(box);
    if (box.matches("#drafts .all")) all("#drafts .draft input").forEach((one) => { one.checked = box.checked; });
    if (box.closest("#drafts")) showPicked();
  }, { signal });
  tab.addEventListener("submit", (event) => {
    event.preventDefault();
    begin(event.target);
  }, { signal });
};
