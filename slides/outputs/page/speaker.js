"use strict";
// The speaker view is this same page in a second window. The two talk by messages, which works from file:// as well,
// and either may be reloaded: the speaker's side asks again whenever it has heard nothing for a while.

const SILENCE = 1500; // milliseconds
const ASK_EVERY = 1000;

let speakerWindow = null;

/** In the deck: open the speaker view, or bring it to the front. */
function openSpeaker() {
  const address = `${location.href.split("#")[0].split("?")[0]}?speaker`;
  speakerWindow = window.open(address, "speaker", "popup,width=1280,height=760");
  if (!speakerWindow) toast("The browser blocked the speaker view: allow pop-ups for this page, then press S again.");
}

function sendState() {
  if (!current || !speakerWindow || speakerWindow.closed) return;
  const time = playing ? videoOf(current).currentTime : null;
  const state = { id: current.id, playing, time, ended: endedAt !== null, black: !byId("black").hidden };
  speakerWindow.postMessage({ lecture: state }, "*");
}

/** In the deck: answer the speaker's window, and do what is pressed there. */
function serveSpeaker() {
  document.addEventListener("stage", sendState);
  setInterval(sendState, ASK_EVERY);
  addEventListener("message", (event) => {
    if (!event.source || event.data?.lecture === undefined) return;
    speakerWindow = event.source;
    if (event.data.action in actions) act(event.data.action);
    sendState();
  });
}

/** In the speaker's window: show what the deck says. */
function beSpeaker() {
  const view = byId("speaker");
  const now = view.querySelector(".now");
  const next = view.querySelector(".next");
  const film = now.querySelector("video");
  let shown = null;
  let heard = 0;
  document.documentElement.classList.add("speaking");
  document.documentElement.dataset.tone = "dark";
  for (const name of ["cover", "stage", "foot", "overview", "help", "black", "announce"])
    (byId(name) ?? document.querySelector(`.${name}`)).remove();
  view.hidden = false;
  document.title = `Speaker view – ${document.title}`;

  const ask = (action) => window.opener?.postMessage({ lecture: "speaker", action }, "*");

  function show(state) {
    const slide = slides.find((slide) => slide.id === state.id);
    if (!slide) return;
    if (shown !== slide) showSlide(slide);
    byId("blacked").hidden = !state.black;
    now.dataset.shows = (state.playing || state.ended) && !calm.matches ? "video" : "still";
    if (state.playing && !state.black && !calm.matches) {
      if (Math.abs(film.currentTime - state.time) > 0.3 || film.ended) film.currentTime = state.time;
      film.play().catch(() => (now.dataset.shows = "still"));
    } else film.pause();
  }

  function showSlide(slide) {
    shown = slide;
    const following = slides[slides.indexOf(slide) + 1];
    byId("place").replaceChildren(
      Object.assign(document.createElement("b"), { textContent: `${slides.indexOf(slide) + 1} / ${slides.length}` }),
      ` ${slide.dataset.part}`,
    );
    now.querySelector("h2").textContent = slide.querySelector("h2").textContent;
    now.querySelector(".say").replaceChildren(...copies(slide, ".say"));
    now.querySelector(".still").src = stillOf(slide).src;
    now.querySelector(".still").alt = stillOf(slide).alt;
    film.src = videoOf(slide).dataset.video;
    next.classList.toggle("none", !following);
    next.querySelector("h2").textContent = following ? following.querySelector("h2").textContent : "This is the last slide";
    if (following) next.querySelector(".still").src = stillOf(following).src;
    else next.querySelector(".still").removeAttribute("src");
    next.querySelector(".still").alt = following ? stillOf(following).alt : "";
    next.querySelector(".hints").replaceChildren(...copies(slide, ".hints"));
    for (const box of view.querySelectorAll(".say, .hints")) box.scrollTop = 0;
  }

  const copies = (slide, part) => [...(slide.querySelector(part)?.cloneNode(true).childNodes ?? [])];

  addEventListener("message", (event) => {
    if (event.source !== window.opener || !event.data?.lecture) return;
    heard = performance.now();
    show(event.data.lecture);
  });
  setInterval(() => {
    const lost = performance.now() - heard > SILENCE;
    byId("link").textContent = window.opener?.closed === false ? (lost ? "Waiting for the deck …" : "") : "Open this view from the deck, with S";
    if (lost) ask();
  }, ASK_EVERY);
  ask();

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (event.target.closest("button") && (key === " " || key === "Enter")) return;
    const action = keys[key];
    if (!action) return;
    event.preventDefault();
    if (!["speaker", "fullscreen", "help", "overview", "jump"].includes(action)) ask(action); // these belong to a window
  });
  view.addEventListener("click", (event) => event.target.dataset.remote && ask(event.target.dataset.remote));
  runTimer(view);
  const draw = () => {
    const part = film.duration ? film.currentTime / film.duration : 1;
    byId("run").firstElementChild.style.width = `${100 * (now.dataset.shows === "still" ? 1 : part)}%`;
    requestAnimationFrame(draw);
  };
  draw();
}

/** The time since the view was opened, which can be paused and started again, and the time of day. */
function runTimer(view) {
  const pause = view.querySelector('[data-timer="pause"]');
  let begun = Date.now();
  let paused = null;
  const draw = () => {
    const seconds = Math.floor(((paused ?? Date.now()) - begun) / 1000);
    const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
    const tail = `${String(seconds % 60).padStart(2, "0")}`;
    byId("elapsed").textContent = hours ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
    byId("clock").textContent = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    pause.textContent = paused ? "Go on" : "Pause";
  };
  pause.addEventListener("click", () => {
    if (paused) begun += Date.now() - paused;
    paused = paused ? null : Date.now();
    pause.setAttribute("aria-pressed", paused !== null);
    draw();
  });
  view.querySelector('[data-timer="reset"]').addEventListener("click", () => {
    begun = Date.now();
    if (paused) paused = begun;
    draw();
  });
  setInterval(draw, 250);
  draw();
}

if (isSpeaker) beSpeaker();
else serveSpeaker();
