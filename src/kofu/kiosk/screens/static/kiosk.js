"use strict";
// Forms go by fetch, so that no press makes a history entry; the page follows the session through one event stream.
(() => {
  const body = document.body, pin = document.querySelector(".digits");
  let leaving = false;
  const renew = (search) => { if (!leaving) { leaving = true; location.replace(location.pathname + search); } };
  document.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (leaving || body.classList.contains("busy")) return;
    const data = new URLSearchParams(new FormData(event.target, event.submitter));
    body.classList.add("busy");
    if (pin) pin.value = "";
    let search = "";
    try { search = new URL((await fetch(location.pathname, { method: "POST", body: data })).url).search; } finally { renew(search); }
  });
  document.addEventListener("click", (event) => {
    const key = event.target.closest("[data-digit],[data-clear]");
    if (!key || !pin) return;
    pin.value = "digit" in key.dataset ? (pin.value + key.dataset.digit).slice(0, 4) : "";
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (pin && /^[0-9]$/.test(event.key) && event.target !== pin) pin.value = (pin.value + event.key).slice(0, 4);
    if (event.key === "Enter" && /^(BUTTON|SUMMARY|INPUT)$/.test(event.target.tagName)) return;
    const wanted = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (wanted && !(pin && /^[0-9]$/.test(event.key))) { event.preventDefault(); wanted.click(); }
  });
  for (const left of document.querySelectorAll("[data-seconds]")) {
    const ends = performance.now() + 1000 * left.dataset.seconds;
    setInterval(() => { left.textContent = Math.max(0, Math.ceil((ends - performance.now()) / 1000)); }, 250);
  }
  const events = new EventSource("events");
  events.onmessage = (event) => { if (event.data !== body.dataset.view && !body.classList.contains("busy")) renew(""); };
  addEventListener("pagehide", () => events.close());
})();
