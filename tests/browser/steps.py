"""What a person does on the page, and what they can see."""

from typing import Any

__all__ = ["ask", "cite", "let_go", "wait_for_passage", "wait_until_still"]


def ask(page: Any, question: str) -> Any:
    """Ask, wait for the answer or the problem, and give its element."""
    before = page.locator("#chat .answer").count()
    page.fill("#ask textarea", question)
    page.press("#ask textarea", "Enter")
    page.wait_for_function("n => document.querySelectorAll('#chat .answer').length > n", arg=before)
    page.wait_for_selector("#ask .submit-button")
    return page.locator("#chat .answer").nth(before)


def let_go(page: Any, held: list[Any]) -> None:
    """Wait until a request is held back, and let it go on."""
    for _ in range(1200):  # never waited for on a machine that has nothing else to do
        if held:
            held.pop(0).continue_()
            return
        page.wait_for_timeout(50)
    raise AssertionError("nothing was asked for")


def cite(answer: Any, number: int) -> Any:
    """The first mark ``[number]`` of an answer."""
    return answer.locator("a.cite", has_text=f"[{number}]").first


_SEEN = """([id]) => {
  const card = document.getElementById(id);
  const mark = card && card.querySelector("mark");
  if (!mark || !card.classList.contains("active") || document.activeElement !== card) return false;
  const box = mark.getBoundingClientRect();
  const text = card.querySelector(".surroundings").getBoundingClientRect();
  const inside = box.top >= text.top - 1 && box.top < text.bottom - 8;
  return inside && box.top >= 0 && box.bottom > 0 && box.top < innerHeight && box.height > 0;
}"""


def wait_for_passage(page: Any, link: Any) -> str:
    """Wait until the card that ``link`` leads to is highlighted, focused, and its quote in view; give the quote."""
    card = link.get_attribute("href").removeprefix("#")
    page.wait_for_function(_SEEN, arg=[card])
    assert page.locator("#panel .card.active").count() == 1
    quote: str = page.locator(f"#{card} mark").evaluate("mark => mark.textContent")
    return quote


_STILL = """() => new Promise((done) => {
  const places = () => [...document.querySelectorAll("#chat, #sources")].map((it) => it.scrollTop).join() + scrollY;
  let [last, frames] = [places(), 0];
  const look = () => {
    frames = places() === last ? frames + 1 : 0;
    last = places();
    if (frames < 20) requestAnimationFrame(look);
    else done(true);
  };
  look();
})"""


def wait_until_still(page: Any) -> None:
    """Wait until nothing has scrolled for twenty frames, however long a frame takes on a busy machine."""
    page.evaluate(_STILL)
