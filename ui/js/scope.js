// What the search is limited to, beside the question field, where the pane that says so is folded away: the same words as
// there, in a button that opens the pane.

const KINDS = ["some", "none", "wrong"]; // of lines that say more than that everything is looked through

let running = null;

export const start = (near) => {
  running?.abort(); // should it be mounted again
  running = new AbortController();
  const { signal } = running;
  const button = near.querySelector("button");

  const tell = (line) => {
    const told = line.querySelector("p");
    const kind = KINDS.find((name) => told?.classList.contains(`scope-${name}`));
    button.hidden = !kind;
    button.className = `where ${kind}`;
    button.textContent = told?.textContent ?? "";
  };

  button.addEventListener("click", () => {
    document.getElementById("rail-toggle")?.click();
    const where = document.querySelector("#scope > button");
    if (where && !where.classList.contains("open")) where.click();
    where?.scrollIntoView({ block: "nearest" });
    where?.focus();
  }, { signal });

  const watch = () => {
    if (signal.aborted) return;
    const line = document.getElementById("scope-line");
    if (!line) {
      setTimeout(watch, 50);
      return;
    }
    tell(line);
    const observer = new MutationObserver(() => tell(line));
    observer.observe(line, { childList: true, subtree: true, characterData: true, attributes: true });
    signal.addEventListener("abort", () => observer.disconnect());
  };
  watch();
};
