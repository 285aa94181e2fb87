// Runs before anything is painted: light or dark, as chosen in this browser, else as its system is.
// A plain script, not a module, since those wait until the page is read.

(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const CHOICES = ["system", "light", "dark"];

  const kept = () => {
    try {
      return localStorage.getItem("onrecord-scheme");
    } catch {
      return null; // a browser may forbid it
    }
  };

  // Gradio sets `dark` on the body by the system alone, more than once.
  const follow = () => document.body?.classList.toggle("dark", root.dataset.scheme === "dark");

  const apply = () => {
    const { choice } = root.dataset;
    root.dataset.scheme = choice === "system" ? (dark.matches ? "dark" : "light") : choice;
    follow();
  };

  const choose = () => { root.dataset.choice = CHOICES.includes(kept()) ? kept() : "system"; };

  choose();
  apply();
  dark.addEventListener("change", apply);
  new MutationObserver(apply).observe(root, { attributes: true, attributeFilter: ["data-choice"] });
  addEventListener("storage", ({ key }) => { if (key === "onrecord-scheme") choose(); }); // in another tab
  document.addEventListener("DOMContentLoaded", () => {
    follow();
    new MutationObserver(() => {
      if (document.body.classList.contains("dark") !== (root.dataset.scheme === "dark")) follow();
    }).observe(document.body, { attributes: true, attributeFilter: ["class"] });
  });
})();
