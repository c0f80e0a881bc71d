// Keeps the view current: hears that something changed, asks for the same address again, and changes only what differs, so that
// focus, selection, scroll and open details stay. Without it the page is complete and refreshes by itself.
"use strict";
(() => {
  const quietRefresh = 20000;
  const state = document.getElementById("live-state");
  const pause = document.getElementById("live-pause");
  let source = null;
  let paused = false;
  let running = false;
  let again = false;
  let lost = false;
  let timer = 0;

  document.documentElement.classList.add("scripted");

  const say = (text, kind) => {
    if (state.textContent !== text) state.textContent = text;
    state.className = kind;
  };

  // Changing the document into another one, node by node.
  const key = (node) => (node.nodeType === Node.ELEMENT_NODE ? node.id : "");
  const alike = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && key(a) === key(b);

  const become = (old, fresh) => {
    if (old.isEqualNode(fresh)) return;
    if (old.nodeType !== Node.ELEMENT_NODE) {
      old.nodeValue = fresh.nodeValue;
      return;
    }
    for (const { name } of [...old.attributes]) {
      if (!fresh.hasAttribute(name) && !(name === "open" && old.nodeName === "DETAILS")) old.removeAttribute(name);
    }
    for (const { name, value } of [...fresh.attributes]) {
      if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    }
    let at = old.firstChild;
    for (const next of [...fresh.childNodes]) {
      // What has a name is found wherever it went; the rest is taken in order.
      let match = at;
      if (key(next)) {
        match = [...old.children].find((child) => alike(child, next));
      } else if (match && !alike(match, next)) {
        match = null;
      }
      if (!match) {
        old.insertBefore(document.importNode(next, true), at);
        continue;
      }
      if (match === at) at = at.nextSibling;
      else old.insertBefore(match, at);
      become(match, next);
    }
    while (at) {
      const gone = at;
      at = at.nextSibling;
      gone.remove();
    }
  };

  const refresh = async () => {
    if (paused || document.hidden) return;
    if (running) {
      again = true;
      return;
    }
    running = true;
    clearTimeout(timer);
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html" }, cache: "no-store", signal: AbortSignal.timeout(10000) });
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!paused && fresh.getElementById("main")) {
        for (const part of document.querySelectorAll("[data-live]")) {
          const other = fresh.getElementById(part.id);
          if (other) become(part, other);
        }
        document.title = fresh.title;
        const icon = document.querySelector("link[rel=icon]");
        const other = fresh.querySelector("link[rel=icon]");
        if (icon && other && icon.getAttribute("href") !== other.getAttribute("href")) icon.setAttribute("href", other.getAttribute("href"));
      }
    } catch {
      say("Hub does not answer", "lost");
    } finally {
      running = false;
      timer = setTimeout(refresh, again ? 0 : quietRefresh);
      again = false;
    }
  };

  const listen = () => {
    source?.close();
    source = new EventSource("/events");
    source.addEventListener("open", () => {
      // A hub that was started anew counts anew: what its number says is not known here.
      if (lost) refresh();
      lost = false;
      say("Live", "on");
    });
    source.addEventListener("change", (event) => {
      if (event.data !== document.getElementById("main").dataset.change) refresh();
    });
    source.addEventListener("error", () => {
      lost = true;
      say("Connecting again…", "lost");
      // The browser tries again by itself, except when it was refused.
      if (source.readyState === EventSource.CLOSED) setTimeout(() => { if (!paused) listen(); }, 5000);
    });
  };

  const stop = () => {
    source?.close();
    clearTimeout(timer);
  };

  pause.hidden = false;
  pause.addEventListener("click", () => {
    paused = !paused;
    pause.setAttribute("aria-pressed", String(paused));
    if (paused) {
      stop();
      say("Paused", "");
    } else {
      listen();
      refresh();
    }
  });

  document.addEventListener("visibilitychange", refresh);
  addEventListener("pagehide", stop);
  addEventListener("pageshow", (event) => { if (event.persisted && !paused) listen(); });

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Not copied";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  });

  say("Connecting…", "");
  listen();
  timer = setTimeout(refresh, quietRefresh);
})();
