// Why a sentence has its verdict: one small note beside the mark.

/** Shows the note on hover and focus; gives what a press has to call. */
export const verdicts = ({ listen }) => {
  document.getElementById("verdict-tip")?.remove();
  const tip = document.createElement("div");
  tip.id = "verdict-tip";
  tip.setAttribute("aria-hidden", "true"); // the button itself holds the same words for a screen reader
  tip.hidden = true;
  document.body.append(tip);

  const showTip = (button) => {
    tip.textContent = button.textContent;
    tip.className = button.closest(".sentence").className;
    tip.hidden = false;
    const box = button.getBoundingClientRect();
    tip.style.left = `${Math.max(8, Math.min(box.left, innerWidth - tip.offsetWidth - 8))}px`;
    const below = box.bottom + 6;
    tip.style.top = `${below + tip.offsetHeight > innerHeight ? box.top - tip.offsetHeight - 6 : below}px`;
  };
  const hideTip = () => { tip.hidden = true; };

  const overVerdict = (event) => {
    const button = event.target.closest && event.target.closest("#chat .verdict");
    if (button) showTip(button);
    else hideTip();
  };
  listen("mouseover", overVerdict);
  listen("focusin", overVerdict);
  listen("scroll", hideTip, true);
  listen("keydown", (event) => { if (event.key === "Escape") hideTip(); });

  return { showTip };
};
