// Thumbs and marks: pressed is what the server has kept, never what was only clicked.

const pressOf = (button) => {
  const [exchange, ...rest] = button.value.split("-");
  const value = rest.pop();
  return rest.length ? { exchange, citation: Number(rest[0]), value } : { exchange, value };
};

/** Of the chat's buttons the page keeps the class alone; a screen reader needs the state. */
export const statePressed = () => {
  document.querySelectorAll("#chat button.thumb").forEach((button) => {
    const state = String(button.classList.contains("pressed"));
    if (button.getAttribute("aria-pressed") !== state) button.setAttribute("aria-pressed", state);
  });
};

/** Shows what was kept as it comes; gives what a thumb and a mark have to call. */
export const feedback = ({ trigger, signal }) => {
  let judging = null; // where the words about the last press go

  const judge = (button) => {
    judging = button.parentElement.closest(".thumbs, .marks").querySelector(".told");
    trigger("like", pressOf(button));
  };

  const showKept = (note) => {
    const { exchange, pressed } = note.dataset;
    const values = pressed.split(" ");
    document.querySelectorAll("#chat button.thumb, #panel button.mark").forEach((button) => {
      if (!exchange || !button.value.startsWith(`${exchange}-`)) return;
      const state = values.includes(button.value);
      button.classList.toggle("pressed", state);
      button.setAttribute("aria-pressed", String(state));
    });
    document.querySelectorAll(".told:not(:empty)").forEach((other) => {
      other.textContent = "";
      other.className = "told";
    });
    if (!judging) return;
    judging.textContent = note.textContent;
    judging.className = note.className === "failed" ? "told failed" : "told sr"; // a pressed button tells the eye enough
  };

  const watch = () => {
    if (signal.aborted) return;
    const noted = document.getElementById("noted");
    if (!noted) {
      setTimeout(watch, 50);
      return;
    }
    const observer = new MutationObserver(() => {
      const note = noted.querySelector("p");
      if (note) showKept(note);
    });
    observer.observe(noted, { childList: true, subtree: true, characterData: true, attributes: true });
    signal.addEventListener("abort", () => observer.disconnect());
  };
  watch();

  return { judge };
};
