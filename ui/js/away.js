// A page that was away: how it sees that it is back, and the stream by which the server sees that it is open.

const SLEPT = 60_000; // milliseconds between two ticks of a second after which the machine must have slept
const AGAIN = 30_000; // milliseconds after which to try once more where the server refused

/** Call `act` whenever the page may have been away: it is turned to again, is on the network again, or awake. */
export const whenBack = (act, signal) => {
  document.addEventListener("visibilitychange", act, { signal });
  window.addEventListener("online", act, { signal }); // the server may have let go of what it kept of this tab
  let ticked = Date.now();
  const awake = setInterval(() => {
    if (Date.now() - ticked > SLEPT) act(); // so has it after a sleep, of which a page in sight is not told
    ticked = Date.now();
  }, 1000);
  signal.addEventListener("abort", () => clearInterval(awake));
};

// ---- Gradio's script opens its heartbeat once, and never again after a sleep or a proxy has cut it off ----

let beating = null;

// A browser opens such a stream again by itself, except where it was refused.
const beat = (address) => {
  beating = new EventSource(address);
  beating.addEventListener("error", () => {
    if (beating.readyState === EventSource.CLOSED) setTimeout(beat, AGAIN, address);
  });
};

/** Keep this tab's stream of heartbeats open: a browser tells of a request, and of its address, once it has ended. */
export const stayOpen = () => {
  const ended = new PerformanceObserver((list) => {
    const heartbeat = list.getEntries().find(({ name }) => new URL(name).pathname.includes("/heartbeat/"));
    if (!heartbeat || beating) return;
    ended.disconnect();
    beat(heartbeat.name);
  });
  ended.observe({ type: "resource", buffered: true });
};
