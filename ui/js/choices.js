// How passages are shown and which style references are copied in: chosen once, kept by this browser.

const KEPT = "onrecord-source-"; // and the choice's name

const kept = (name) => {
  try {
    return localStorage.getItem(KEPT + name);
  } catch {
    return null; // storage may be forbidden: then a choice lasts as long as the page
  }
};

for (const name of ["view", "style"]) {
  const value = kept(name);
  if (value) document.documentElement.dataset[`source${name}`] = value;
}

/** Press the buttons of what is chosen, inside `panel`. */
export const showChoices = (panel) => {
  panel.querySelectorAll(".choice").forEach((choice) => {
    const buttons = [...choice.querySelectorAll("button.choose")];
    const chosen = buttons.find((button) => {
      const [name, value] = button.value.split("-");
      return document.documentElement.dataset[`source${name}`] === value;
    }) ?? buttons[0];
    buttons.forEach((button) => button.setAttribute("aria-pressed", String(button === chosen)));
  });
};

/** Choose what a button stands for. */
export const choose = (button) => {
  const [name, value] = button.value.split("-");
  document.documentElement.dataset[`source${name}`] = value;
  try {
    localStorage.setItem(KEPT + name, value);
  } catch {
    // as above
  }
  showChoices(button.closest(".panel"));
};
