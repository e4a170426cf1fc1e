// Keys, copying a citation, and which article layers show. Every page works without this file.
"use strict";
(() => {
  const $ = (s) => document.querySelector(s);
  const all = (s) => [...document.querySelectorAll(s)];
  const off = () => localStorage.getItem("keys") === "off";
  const say = (text) => {
    const box = document.createElement("div");
    box.className = "toast";
    box.setAttribute("role", "status");
    box.textContent = text;
    document.body.append(box);
    setTimeout(() => box.remove(), 2500);
  };

  // The row that keys act on: the next or last one of a list, or of the evidence.
  const step = (selector, by) => {
    const rows = all(selector);
    if (!rows.length) return;
    const at = rows.findIndex((r) => r.classList.contains("current"));
    const to = rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by))];
    all(".current").forEach((r) => r.classList.remove("current"));
    to.classList.add("current");
    for (let d = to.closest("details"); d; d = d.parentElement.closest("details")) d.open = true;
    to.scrollIntoView({ block: "center" });
    const link = to.querySelector("a");
    if (link) link.focus({ preventScroll: true });
  };

  const cite = async (link) => {
    const answer = await fetch(link.href);
    if (!answer.ok) return say("The citation could not be read");
    try {
      await navigator.clipboard.writeText(await answer.text());
      say("Citation copied");
    } catch {
      location.href = link.href;
    }
  };
  document.addEventListener("click", (e) => {
    const link = e.target.closest("a[data-cite]");
    if (link && !e.ctrlKey && !e.metaKey) {
      e.preventDefault();
      cite(link);
    }
  });

  const here = () => $(".current") || document;
  const press = (name) => { const b = $(`[data-key="${name}"]`); if (b) b.click(); };
  const places = { s: "/", c: "/claims", e: "/events", a: "/articles", p: "/places", w: "/actors", r: "/review", o: "/sources", d: "/copies" };
  let going = false;
  document.addEventListener("keydown", (e) => {
    const typing = e.target.closest("input, textarea, select, [contenteditable]");
    if (e.key === "Escape") { if (typing) e.target.blur(); return; }
    if (typing || e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.key === "?") { e.preventDefault(); $("#keys")?.showModal(); return; }
    if (off()) return;
    if (going) {
      going = false;
      if (places[e.key]) { e.preventDefault(); location.href = places[e.key]; }
      return;
    }
    const act = {
      "/": () => $("#q")?.focus(),
      g: () => { going = true; setTimeout(() => { going = false; }, 1500); },
      n: () => step("[data-row]", 1),
      p: () => step("[data-row]", -1),
      e: () => step("[data-words]", 1),
      E: () => step("[data-words]", -1),
      o: () => { const l = here().querySelector("a.what, h2 a, h3 a, a"); if (l) location.href = l.href; },
      v: () => { const l = here().querySelector("a[data-live]") || $("a[data-live]"); if (l) location.href = l.href; },
      y: () => { const l = here().querySelector("a[data-cite]") || $("a[data-cite]"); if (l) cite(l); },
      a: () => press("accept"),
      x: () => press("reject"),
      u: () => press("undo"),
      " ": () => press("skip"),
    }[e.key];
    if (!act) return;
    if (e.key === " " && !$('[data-key="skip"]')) return;
    e.preventDefault();
    act();
  });

  const box = $("#keys-off");
  if (box) {
    box.checked = off();
    box.addEventListener("change", () => localStorage.setItem("keys", box.checked ? "off" : "on"));
  }
  all("[data-needs-script]").forEach((n) => { n.hidden = false; });
  $("[data-open-keys]")?.addEventListener("click", () => $("#keys").showModal());

  // Words, their source and their cue light up together, with the entry beside the text.
  const light = (e) => {
    const at = e.target.closest?.("[data-q]");
    all(".lit").forEach((n) => n.classList.remove("lit"));
    if (!at) return;
    for (const q of at.dataset.q.split(" ")) all(`[data-q~="${q}"]`).forEach((n) => n.classList.add("lit"));
  };
  if ($(".reading")) for (const kind of ["mouseover", "focusin"]) document.addEventListener(kind, light);

  // What is new since the last visit: the newest day seen, kept in this browser alone.
  const newest = document.body.dataset.newest;
  const seen = localStorage.getItem("seen");
  if (newest) {
    const fresh = seen ? all("[data-last]").filter((n) => n.dataset.last > seen) : [];
    fresh.forEach((n) => n.querySelector("[data-new]")?.removeAttribute("hidden"));
    const since = $("[data-since]");
    if (since && fresh.length) {
      $("[data-since-n]").textContent = fresh.length === 1 ? "1 story" : `${fresh.length} stories`;
      since.hidden = false;
    }
    addEventListener("pagehide", () => localStorage.setItem("seen", newest));
  }
})();
