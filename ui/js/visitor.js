// Who is logged in, the way out, and the way to the login once the session is over. Loaded where a login is needed.

const OURS = "onrecord-"; // what this page keeps in the browser begins so
const WHO = `${OURS}visitor`;
const COLOURS = `${OURS}scheme`; // no secret, and nobody likes a page that is suddenly white
const ASK_AGAIN = 1000; // milliseconds between two looks, however often the tab is turned to

const asked = window.fetch.bind(window);
let leaving = false;

const toLogin = (back = true) => {
  if (leaving) return;
  leaving = true;
  const place = location.pathname + location.search;
  location.replace(back && place !== "/" ? `/login?next=${encodeURIComponent(place)}` : "/login");
};

// What somebody else left in this browser, a draft say, is not shown to who comes after.
const forget = () => {
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith(OURS) && name !== COLOURS) localStorage.removeItem(name);
  } catch { /* a browser may forbid it: then nothing is kept either */ }
};

const greet = (name) => {
  try {
    const before = localStorage.getItem(WHO);
    if (before !== null && before !== name) forget();
    localStorage.setItem(WHO, name);
  } catch { /* as above */ }
};

const logOut = async (event) => {
  const button = event.currentTarget;
  button.disabled = true;
  const answer = await asked("/logout", { method: "POST" }).catch(() => null);
  if (answer?.ok) {
    forget();
    toLogin(false);
    return;
  }
  button.disabled = false;
  button.title = answer ? await answer.text() : "";
  button.classList.add("failed");
};

const show = ({ name, shown, logout }) => {
  greet(name);
  const place = document.querySelector("#masthead .visitor");
  if (!place) return;
  const who = document.createElement("bdi");
  who.className = "who";
  who.textContent = who.title = shown;
  const out = document.createElement("button");
  out.type = "button";
  out.id = "logout";
  out.textContent = logout;
  out.addEventListener("click", logOut);
  place.replaceChildren(who, ...(logout ? [out] : []));
};

let looked = 0;

const look = async () => {
  if (leaving || document.hidden || performance.now() - looked < ASK_AGAIN) return;
  looked = performance.now();
  const answer = await asked("/visitor").catch(() => null); // no answer: the page says so by itself
  if (answer?.status === 401) toLogin();
  else if (answer?.ok) show(await answer.json());
};

let started = false;

/** Ask who it is now, whenever the page is turned to, and see when any answer says that nobody is logged in. */
export const start = () => {
  if (started) return;
  started = true;
  looked = -ASK_AGAIN;
  window.fetch = async (...request) => {
    const answer = await asked(...request);
    if (answer.status === 401 && new URL(answer.url).origin === location.origin) toLogin();
    return answer;
  };
  document.addEventListener("visibilitychange", look);
  addEventListener("focus", look);
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); }); // kept whole by the browser
  look();
};
