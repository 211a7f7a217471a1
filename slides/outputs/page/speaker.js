// The speaker view: what is on the screen and what to say on the left, what comes next and the notes on the right.

import { Marks } from "marks";
import { entryOf, paceOf, planOf } from "plan";
import { Player } from "player";
import { asTable, download } from "rehearsal";
import { actionOf } from "keys";
import { clockFace, elapsed } from "timer";

const SILENCE = 1800; // milliseconds after which the deck is asked again
const ASK_EVERY = 1000;
const MINUTE = 60_000;
const OFF = 0.4; // seconds that this picture may be away from the one on the screen
const ON_TIME = 5; // seconds that nobody calls late
const HERE = ["speaker", "fullscreen", "help", "overview", "search", "escape", "dial"]; // not for the deck from here

const byId = (id) => document.getElementById(id);

/** Turn this page into the speaker view of the deck that opened it. */
export function beSpeaker(order, media, calm) {
  const slides = order.slides;
  const sources = byId("stage");
  for (const id of ["foot", "overview", "help", "black", "toast", "announce"]) byId(id).remove();
  sources.hidden = true;
  document.body.prepend(document.importNode(byId("speaker-view").content, true));
  document.documentElement.classList.add("speaking");
  document.documentElement.dataset.theme = "dark"; // for a dark hall; the pictures have the deck's theme
  document.title = `Speaker view – ${document.title}`;
  const view = byId("speaker");
  const now = view.querySelector(".now");
  const next = view.querySelector(".next");
  const player = new Player(now.querySelector("canvas"), { calm: calm.matches });
  const plan = planOf(slides);
  let shown = null; // what the deck said last
  let heard = -Infinity;
  let timer = null;

  const marks = new Marks(now.querySelector(".frame"), (action, value) => ask(action, value));
  const button = (action) => view.querySelector(`[data-remote="${action}"]`);
  const ask = (action, value) => window.opener?.postMessage({ lecture: "speaker", action, value }, "*");

  function show(state) {
    const fresh = shown?.id !== state.id || shown?.theme !== state.theme;
    const before = shown;
    shown = state;
    timer = state.timer;
    if (fresh) showWords(state);
    if (fresh || before.step !== state.step) markStep(state);
    byId("blacked").hidden = !state.black;
    const { tool } = state.marks;
    const pressed = {
      "timer-pause": timer.paused !== null, pause: state.paused, black: state.black, auto: state.auto,
      laser: tool === "laser", pen: tool === "pen",
    };
    marks.show(state.marks);
    for (const [action, on] of Object.entries(pressed)) button(action).setAttribute("aria-pressed", on);
    if (document.activeElement !== byId("target")) byId("target").value = timer.target || "";
    drawTime();
    follow(state);
  }

  async function follow(state) {
    const slide = slides.find((slide) => slide.id === state.id);
    now.dataset.shows = "still";
    if (!slide || state.step === null) return;
    const recording = await media.open(slide.dataset.scene, state.theme).catch(() => null);
    if (!recording || shown !== state) return;
    media.keep([`${slide.dataset.scene}-${state.theme}`]);
    player.speed = state.speed;
    const id = slide.dataset.slide;
    if (player.recording !== recording || player.slide.id !== id || player.step !== state.step)
      player.show(recording, id, state.step, { atEnd: state.finished });
    if (!state.moving || Math.abs(player.frame - state.frame) > OFF * recording.fps) player.seek(state.frame);
    if (state.moving) player.resume();
    now.dataset.shows = player.failed ? "still" : "motion";
  }

  function showWords(state) {
    const slide = slides.find((slide) => slide.id === state.id);
    const following = slides[state.id === "start" ? 0 : slides.indexOf(slide) + 1];
    const number = Object.assign(document.createElement("b"), {
      textContent: slide ? `${slide.dataset.number} / ${slides.length}` : "",
    });
    byId("place").replaceChildren(number, slide?.closest(".part").querySelector("h2").textContent ?? "");
    fill(now, slide, state, state.id === "start" ? sources.querySelector("h1").textContent : "The talk is over");
    fill(next, state.id === "end" ? null : following, state, state.id === "end" ? "" : "The end");
    now.querySelector(".say").replaceChildren(...copies(slide, ".say"));
    next.querySelector(".notes").replaceChildren(...copies(slide, ".notes"));
    for (const box of view.querySelectorAll(".say, .notes")) box.scrollTop = 0;
  }

  function fill(box, slide, state, otherwise) {
    const picture = box.querySelector(".still");
    const still = slide?.querySelector(`.still[data-of="${state.theme}"]`);
    box.classList.toggle("none", !slide);
    box.querySelector("h2").textContent = slide?.querySelector(".title").textContent ?? otherwise;
    if (still) picture.src = still.src;
    else picture.removeAttribute("src");
    picture.alt = still?.alt ?? "";
  }

  const copies = (slide, part) => [...(slide?.querySelector(part)?.cloneNode(true).children ?? [])];

  /** The paragraph of the running step stands out, and is in sight. */
  function markStep(state) {
    const paragraphs = [...now.querySelectorAll(".say p")];
    const steps = new Set(paragraphs.map((paragraph) => paragraph.dataset.step));
    for (const paragraph of paragraphs) {
      const running = steps.size > 1 && Number(paragraph.dataset.step) === state.step;
      if (running) paragraph.setAttribute("aria-current", "step");
      else paragraph.removeAttribute("aria-current");
      if (running) paragraph.scrollIntoView({ block: "nearest" });
    }
  }

  function drawTime() {
    if (!timer) return;
    const passed = elapsed(timer);
    const begun = timer.begun !== null;
    byId("elapsed").textContent = clockFace(passed);
    byId("left-over").textContent = begun ? target(passed) : "starts with the first step";
    byId("left-over").classList.toggle("late", timer.target > 0 && passed > timer.target * MINUTE);
    button("timer-pause").textContent = timer.paused !== null ? "Go on" : begun ? "Pause" : "Start";
    showPace(begun ? passed : null);
    byId("clock").textContent = new Date().toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });
  }

  /** Whether the talk is ahead of its plan or behind, in words and as two places on a line. */
  function showPace(passed) {
    const place = shown && passed !== null ? entryOf(plan, shown.id, shown.step) : null;
    const pace = place && paceOf(plan, place, passed / 1000, timer.target * 60);
    byId("track").hidden = !pace;
    byId("pace").classList.toggle("late", pace?.behind > ON_TIME);
    if (!pace) {
      byId("pace").textContent = "";
      return;
    }
    for (const part of ["should", "is"]) byId("track").querySelector(`.${part}`).style.width = `${100 * pace[part]}%`;
    const off = clockFace(1000 * Math.abs(pace.behind));
    const late = pace.behind > 0 ? `${off} behind` : `${off} ahead`;
    byId("pace").textContent = Math.abs(pace.behind) < ON_TIME ? "on time" : late;
  }

  /** What is left of the talk's time. */
  function target(passed) {
    const left = timer.target * MINUTE - passed;
    if (!timer.target) return "elapsed";
    return left >= 0 ? `${clockFace(left + 999)} left` : `${clockFace(-left)} over`;
  }

  addEventListener("message", (event) => {
    if (event.source !== window.opener || typeof event.data?.lecture?.id !== "string") return;
    heard = performance.now();
    show(event.data.lecture);
  });
  setInterval(() => {
    const lost = performance.now() - heard > SILENCE;
    const there = window.opener?.closed === false;
    if (!there) byId("link").textContent = "Open this view from the deck, with S";
    else byId("link").textContent = lost ? "Waiting for the deck …" : "";
    if (lost) ask();
    drawTime();
  }, ASK_EVERY / 4);
  ask();

  document.addEventListener("keydown", (event) => {
    const action = actionOf(event);
    if (event.target.matches("input") || (event.target.closest("button") && /^( |Enter)$/.test(event.key))) return;
    if (!action) return;
    event.preventDefault();
    if (!event.repeat && !HERE.includes(action)) ask(action);
  });
  view.addEventListener("click", (event) => event.target.dataset.remote && ask(event.target.dataset.remote));
  byId("save").addEventListener("click", () => download("rehearsal.csv", asTable(shown?.runs ?? [], slides)));
  byId("target").addEventListener("input", (event) => ask("timer-aim", event.target.value));
  player.addEventListener("frame", () => {
    const part = (player.frame - player.first) / Math.max(1, player.last - player.first);
    byId("run").firstElementChild.style.width = `${100 * part}%`;
  });
}
