"use strict";
(() => {
  const bench = document.getElementById("bench"), dialog = document.getElementById("picture");
  let wanted = false, busy = false;
  const renew = async () => {
    wanted = true;
    if (busy) return;
    busy = true;
    while (wanted) {
      wanted = false;
      const place = [...bench.querySelectorAll(".hands")].map((part) => part.scrollTop)[0];
      const answer = await fetch("bench");
      if (answer.ok) bench.innerHTML = await answer.text();
      const hands = bench.querySelector(".hands");
      if (hands) hands.scrollTop = place;
    }
    busy = false;
  };
  bench.addEventListener("submit", (event) => {
    event.preventDefault();
    fetch("act", { method: "POST", redirect: "manual", body: new URLSearchParams(new FormData(event.target, event.submitter)) });
  });
  bench.addEventListener("click", (event) => {
    const link = event.target.closest("[data-picture]");
    if (!link) return;
    event.preventDefault();
    dialog.querySelector("img").src = link.href;
    dialog.showModal();
  });
  const events = new EventSource("events");
  events.onmessage = renew;
  addEventListener("pagehide", () => events.close());
})();
