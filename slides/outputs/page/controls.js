"use strict";
// Keys, pointer and touch; captions, overview, help; the number and the words for a screen reader.

const byId = (id) => document.getElementById(id);
const overview = byId("overview");
const help = byId("help");
const cards = [...overview.querySelectorAll("li")];
let captions = false;

const actions = {
  forward,
  back,
  replay: play,
  first: () => go(0),
  last: () => go(slides.length - 1),
  captions: () => setCaptions(!captions),
  overview: () => setOverview(!isOpen(overview)),
  jump: () => setOverview(true, "search"),
  black: () => setBlack(byId("black").hidden),
  speaker: () => openSpeaker(),
  fullscreen: () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()),
  help: () => (help.open ? help.close() : help.showModal()),
};

// A clicker sends PageUp and PageDown, "." or "b" to blacken, and F5 or Escape to start and stop.
const keys = {
  ArrowRight: "forward", ArrowDown: "forward", PageDown: "forward", " ": "forward", n: "forward", Enter: "forward",
  ArrowLeft: "back", ArrowUp: "back", PageUp: "back", p: "back", Backspace: "back",
  Home: "first", End: "last", r: "replay", c: "captions", s: "speaker", o: "overview", Escape: "overview",
  g: "jump", "/": "jump", b: "black", ".": "black", f: "fullscreen", F5: "fullscreen", h: "help", "?": "help",
};

function act(action) {
  if (!byId("black").hidden) {
    setBlack(false); // what is pressed in the dark only brings the picture back
    return;
  }
  actions[action]();
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const action = key === " " && event.shiftKey ? "back" : keys[key];
  if (event.target.closest?.("button, a, summary") && (key === " " || key === "Enter")) return;
  if (help.open) {
    if (key === "Escape" || action !== "help") return;
  } else if (isOpen(overview)) {
    if (!onOverviewKey(event, action)) return;
  } else if (action) {
    event.preventDefault();
    act(action);
    return;
  } else return;
  event.preventDefault();
  if (action === "help") act(action);
}

/** A slide's card is chosen as one walks over a table. Returns whether the key meant something here. */
function onOverviewKey(event, action) {
  const typing = event.target === byId("find");
  const shown = cards.filter((card) => !card.hidden);
  const at = shown.indexOf(document.activeElement.closest("li"));
  const columns = shown.filter((card) => card.offsetTop === shown[0]?.offsetTop).length || 1;
  const steps = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1, ArrowDown: columns, ArrowUp: -columns };
  if (event.key === "Escape" || (!typing && action === "overview")) setOverview(false);
  else if (typing && event.key === "Enter") shown[0] && choose(shown[0]);
  else if (typing && event.key === "ArrowDown") shown[0]?.querySelector("a").focus();
  else if (!typing && event.key in steps)
    shown[Math.min(Math.max(at + steps[event.key], 0), shown.length - 1)]?.querySelector("a").focus();
  else if (!typing && action === "jump") byId("find").select();
  else return false;
  return true;
}

function isOpen(panel) {
  return !panel.hasAttribute("hidden");
}

/** Show all slides, or the stage. The cursor goes to the slide's card, or to where a number, an id or words are typed. */
function setOverview(open, cursor = "card") {
  if (open) overview.removeAttribute("hidden");
  else overview.setAttribute("hidden", "until-found"); // the browser's own search looks into it, and opens it
  byId("stage").inert = open;
  byId("foot").inert = open;
  find("");
  if (!open) return;
  const card = cards[slides.indexOf(current)].querySelector("a");
  if (cursor !== "where the browser found it") card.scrollIntoView({ block: "center" });
  if (cursor === "card") card.focus();
  if (cursor === "search") byId("find").focus();
}

function choose(card) {
  setOverview(false);
  go(cards.indexOf(card));
}

/** Leave the cards whose number, id or title has what was typed; a number alone means that slide first. */
function find(text) {
  byId("find").value = text;
  const wanted = text.trim().toLowerCase();
  const number = /^\d+$/.test(wanted) ? Number(wanted) - 1 : -1;
  cards.forEach((card, index) => {
    card.hidden = cards[number] ? index !== number : !card.dataset.find.toLowerCase().includes(wanted);
  });
  for (const part of overview.querySelectorAll(".part")) part.hidden = !part.querySelector("li:not([hidden])");
  overview.querySelector(".nothing").hidden = cards.some((card) => !card.hidden);
}

byId("find").addEventListener("input", (event) => find(event.target.value));
overview.addEventListener("click", (event) => {
  const card = event.target.closest("li");
  if (!card) return;
  event.preventDefault();
  choose(card);
});
overview.addEventListener("beforematch", () => setTimeout(() => setOverview(true, "where the browser found it")));
help.addEventListener("click", (event) => event.target === help && help.close());

function setBlack(black) {
  byId("black").hidden = !black;
  if (!current) return;
  if (black) videoOf(current).pause();
  else if (playing) videoOf(current).play();
  tell();
}

function toast(text) {
  byId("toast").textContent = text;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => (byId("toast").textContent = ""), 4000);
}

function setCaptions(on) {
  captions = on;
  document.body.classList.toggle("captioned", on);
  document.querySelector('[data-action="captions"]').setAttribute("aria-pressed", on);
  byId("caption").hidden = !on;
  clearInterval(setCaptions.timer);
  if (on) setCaptions.timer = setInterval(drawCaption, 100);
  drawCaption();
}

/** The cue of this moment; all that is said where the animation was skipped. */
function drawCaption() {
  if (!captions || !current) return;
  const cues = [...(videoOf(current).querySelector("track").track.cues ?? [])];
  const time = clock();
  const cue = time === null ? null : (cues.find((cue) => time < cue.endTime) ?? cues.at(-1));
  const text = cue ? cue.text : current.querySelector(".say").innerText;
  const box = byId("caption");
  box.classList.toggle("whole", !cue);
  if (box.dataset.text === text) return;
  box.dataset.text = text;
  box.textContent = cue ? new DOMParser().parseFromString(text, "text/html").body.textContent : text;
}

let announced = null;
function drawNumber() {
  const at = slides.indexOf(current);
  const title = current.querySelector("h2").textContent;
  byId("where").querySelector("span").textContent = current.dataset.part;
  byId("where").querySelector("b").textContent = `${at + 1} / ${slides.length}`;
  let left = at + 1;
  for (const part of byId("progress").children) {
    const length = Number(part.style.flexGrow);
    part.firstElementChild.style.width = `${(100 * Math.max(0, Math.min(left, length))) / length}%`;
    left -= length;
  }
  cards.forEach((card, index) => card.firstElementChild.toggleAttribute("aria-current", index === at));
  document.title = `${title} – ${document.querySelector(".cover h1").textContent}`;
  if (announced === current) return;
  announced = current;
  byId("announce").textContent = `Slide ${at + 1} of ${slides.length}: ${title}. ${stillOf(current).alt}`;
}

/** A tap or click on the left quarter goes back, elsewhere on; a finger may swipe. */
function watchPointer() {
  let from = null;
  const stage = byId("stage");
  stage.addEventListener("pointerdown", (event) => (from = event.isPrimary && event.button === 0 ? event : null));
  stage.addEventListener("pointercancel", () => (from = null));
  stage.addEventListener("pointerup", (event) => {
    if (!from) return;
    const [x, y] = [event.clientX - from.clientX, event.clientY - from.clientY];
    from = null;
    if (event.pointerType !== "mouse" && Math.abs(x) > 40 && Math.abs(x) > 1.5 * Math.abs(y)) act(x < 0 ? "forward" : "back");
    else if (Math.hypot(x, y) < 10) act(event.clientX < innerWidth / 4 ? "back" : "forward");
  });
  byId("black").addEventListener("click", () => setBlack(false));
  byId("tools").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    act(button.dataset.action);
    if (event.detail) button.blur(); // after a mouse click, the space bar belongs to the slides again
  });
  let timer = 0;
  const wake = () => {
    document.body.classList.remove("idle");
    clearTimeout(timer);
    timer = setTimeout(() => document.body.classList.add("idle"), 2500);
  };
  document.addEventListener("pointermove", wake);
  document.addEventListener("pointerdown", wake);
  document.body.classList.add("idle");
}

if (!isSpeaker) {
  document.addEventListener("keydown", onKey);
  document.addEventListener("stage", drawNumber);
  document.addEventListener("stage", drawCaption);
  watchPointer();
}
