// A page of a PDF, larger: its pages one by one, as large as wanted, the quoted words marked.

import { say } from "./words.js";

const ZOOMS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4];
const FIT = ZOOMS.indexOf(1);
const WIDTHS = [600, 900, 1200, 1600, 2400]; // that the server has pictures in

// Until another page's picture has come a browser goes on showing the one before, and that under the new marks.
const arrived = ({ target }) => target.classList.remove("awaited");

/** Show no picture of another page in the meantime. */
export const awaitPictures = (panel) => {
  panel.querySelectorAll(".leaf img").forEach((picture) => picture.classList.toggle("awaited", !picture.complete));
};

/** Ask anew for the pictures that did not come. */
export const retryPictures = (panel) => {
  panel.querySelectorAll(".leaf .failed").forEach((words) => {
    const picture = words.closest(".leaf").querySelector("img");
    words.remove();
    picture.setAttribute("src", picture.getAttribute("src"));
  });
};

/** Say it where the picture of a page does not come. */
export const watchPictures = ({ panel, signal }) => {
  panel.addEventListener("load", arrived, { capture: true, signal });
  panel.addEventListener("error", (event) => {
    arrived(event);
    const figure = event.target.closest?.("figure.leaf");
    if (!figure || figure.querySelector(".failed")) return;
    const words = document.createElement("span");
    words.className = "failed";
    words.textContent = ` · ${say("source_no_picture")}`;
    figure.querySelector("figcaption").append(words);
  }, { capture: true, signal });
};

const made = (tag, className, more = {}) => Object.assign(document.createElement(tag), { className, ...more });

const tool = (sign, words, act) => {
  const button = made("button", "tool", { type: "button", textContent: sign, title: words, onclick: act });
  button.setAttribute("aria-label", words);
  return button;
};

const boxOf = ([left, top, width, height]) => {
  const box = made("span", "box");
  Object.entries({ left, top, width, height }).forEach(([side, share]) => { box.style[side] = `${share * 100}%`; });
  return box;
};

class Viewer {
  constructor(figure) {
    const { page, pages, title, address, boxes } = figure.dataset;
    this.shape = figure.querySelector(".sheet").style.aspectRatio;
    this.page = Number(page);
    this.pages = Number(pages);
    this.address = address; // of the first page: the others differ in their number
    this.first = page;
    this.boxes = JSON.parse(boxes);
    this.zoom = FIT;
    this.build(title);
  }

  build(title) {
    document.getElementById("viewer")?.remove();
    this.dialog = made("dialog", "", { id: "viewer" });
    this.dialog.setAttribute("aria-label", say("source_viewer", { title }));
    const heading = made("p", "title", { textContent: title, dir: "auto" });
    this.place = made("span", "place");
    this.place.setAttribute("role", "status");
    this.percent = made("span", "percent");
    this.back = tool("‹", say("source_page_back"), () => this.turn(-1));
    this.on = tool("›", say("source_page_on"), () => this.turn(1));
    const bar = made("header", "bar");
    bar.append(
      heading, this.back, this.place, this.on, tool("−", say("source_smaller"), () => this.scale(-1)), this.percent,
      tool("+", say("source_larger"), () => this.scale(1)), tool("↔", say("source_fit"), () => this.fit()),
      tool("✕", say("source_close"), () => this.dialog.close()),
    );
    this.frame = made("div", "frame", { tabIndex: 0 });
    this.frame.setAttribute("role", "group");
    this.sheet = made("div", "sheet");
    this.picture = made("img", "", { alt: "", decoding: "async" });
    this.picture.onload = () => this.arrived();
    this.picture.onerror = () => this.failed();
    this.told = made("p", "failed", { textContent: say("source_no_picture"), hidden: true });
    this.told.setAttribute("role", "status");
    this.sheet.append(this.picture);
    this.frame.append(this.told, this.sheet);
    this.dialog.append(bar, this.frame);
    this.dialog.addEventListener("keydown", (event) => this.pressed(event));
    this.dialog.addEventListener("click", (event) => { if (event.target === this.dialog) this.dialog.close(); });
    this.dialog.addEventListener("close", () => this.dialog.remove());
    document.body.append(this.dialog);
  }

  open() {
    this.dialog.showModal();
    this.show();
    this.frame.focus({ preventScroll: true });
  }

  source(page) {
    const wanted = this.frame.clientWidth * ZOOMS[this.zoom] * devicePixelRatio;
    const width = WIDTHS.find((each) => each >= wanted) ?? WIDTHS.at(-1);
    return `${this.address.replace(`/${this.first}.webp`, `/${page}.webp`)}&w=${width}`;
  }

  show() {
    const words = say("source_page", { page: this.page, pages: this.pages });
    this.place.textContent = words;
    this.frame.setAttribute("aria-label", words);
    this.picture.alt = words;
    this.back.disabled = this.page === 1;
    this.on.disabled = this.page === this.pages;
    this.sheet.querySelectorAll(".box").forEach((box) => box.remove());
    this.sheet.append(...(this.boxes[this.page] ?? []).map(boxOf));
    this.dialog.dataset.page = this.page;
    if (this.page === Number(this.first)) this.sheet.style.aspectRatio = this.shape;
    this.sheet.classList.add("turned"); // the marks are this page's, the picture is still the one before's
    this.size();
    this.toMarks();
  }

  size() {
    this.percent.textContent = `${ZOOMS[this.zoom] * 100} %`;
    this.sheet.style.width = `${ZOOMS[this.zoom] * 100}%`;
    const source = this.source(this.page);
    if (this.picture.getAttribute("src") === source && this.told.hidden) return;
    this.told.hidden = true;
    this.sheet.classList.add("awaited");
    this.picture.src = source;
  }

  failed() {
    this.sheet.classList.remove("awaited");
    this.told.hidden = false;
  }

  arrived() {
    const turned = this.sheet.classList.contains("turned");
    this.sheet.classList.remove("awaited", "turned");
    if (this.page !== Number(this.first)) { // pages may differ in shape
      this.sheet.style.aspectRatio = `${this.picture.naturalWidth} / ${this.picture.naturalHeight}`;
      if (turned) this.toMarks();
    }
    [this.page + 1, this.page - 1].filter((page) => page >= 1 && page <= this.pages).forEach((page) => {
      new Image().src = this.source(page); // so that it is there once it is turned to
    });
  }

  toMarks() {
    const box = this.sheet.querySelector(".box");
    const top = box ? box.offsetTop + this.sheet.offsetTop - this.frame.clientHeight / 3 : 0;
    this.frame.scrollTo(box ? box.offsetLeft + box.offsetWidth / 2 - this.frame.clientWidth / 2 : 0, Math.max(0, top));
  }

  turn(step) {
    const page = Math.min(this.pages, Math.max(1, this.page + step));
    if (page === this.page) return;
    this.page = page;
    this.show();
  }

  scale(step) {
    const zoom = Math.min(ZOOMS.length - 1, Math.max(0, this.zoom + step));
    if (zoom === this.zoom) return;
    const { frame } = this;
    const [across, down] = [
      (frame.scrollLeft + frame.clientWidth / 2) / frame.scrollWidth,
      (frame.scrollTop + frame.clientHeight / 2) / frame.scrollHeight,
    ];
    this.zoom = zoom;
    this.size();
    frame.scrollTo(across * frame.scrollWidth - frame.clientWidth / 2, down * frame.scrollHeight - frame.clientHeight / 2);
  }

  fit() {
    this.zoom = FIT;
    this.size();
    this.toMarks();
  }

  pressed(event) {
    event.stopPropagation(); // the page's own keys rest meanwhile
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const acts = {
      PageUp: () => this.turn(-1), PageDown: () => this.turn(1), Home: () => this.turn(-this.pages), End: () => this.turn(this.pages),
      "+": () => this.scale(1), "=": () => this.scale(1), "-": () => this.scale(-1), 0: () => this.fit(),
    };
    if (this.frame.scrollWidth <= this.frame.clientWidth) { // else they move what is too wide to be seen whole
      Object.assign(acts, { ArrowLeft: () => this.turn(-1), ArrowRight: () => this.turn(1) });
    }
    if (!Object.hasOwn(acts, event.key)) return;
    event.preventDefault();
    acts[event.key]();
  }
}

/** Open the page that a button in the panel shows. */
export const enlarge = (button) => new Viewer(button.closest("figure.leaf")).open();
