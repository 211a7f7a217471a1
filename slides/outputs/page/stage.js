"use strict";
// The stage: which slide is shown, as a running animation or as its end state, and which videos are in memory.

const AHEAD = 2; // videos loaded beyond the current slide's; those behind are given back
const FRAME_IS_LATE = 1000; // milliseconds after which the old picture no longer waits for the new one

const slides = [...document.querySelectorAll(".slides > section")];
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const stillOf = (slide) => slide.querySelector(".still");
const videoOf = (slide) => slide.querySelector("video");

let current = null;
let playing = false;
let endedAt = null; // when the animation ran out by itself; null while it runs or when its end was jumped to
let run = 0; // counts what was started, so that a late event of an older start is ignored
let arriveAtEnd = false;

/** Tell the rest of the page that what is on the stage has changed. */
const tell = () => document.dispatchEvent(new Event("stage"));

/** Seconds since the animation began, going on after its end; null when the end state was jumped to. */
function clock() {
  if (playing) return videoOf(current).currentTime;
  return endedAt === null ? null : videoOf(current).duration + (performance.now() - endedAt) / 1000;
}

/** Put a slide on the stage. The old picture stays until the new one is there, so that nothing flashes. */
function arrive(slide) {
  const atEnd = arriveAtEnd || calm.matches;
  arriveAtEnd = false;
  if (current) {
    videoOf(current).pause();
    current.classList.add("leaving");
  }
  current = slide;
  current.classList.remove("leaving");
  loadWindow();
  if (atEnd) showEnd();
  else play();
}

function play() {
  const mine = ++run;
  const slide = current;
  const video = videoOf(slide);
  const unveil = () => {
    if (mine !== run) return;
    slide.dataset.shows = "video";
    uncover();
  };
  if (document.querySelector(".leaving")) slide.dataset.shows = "video"; // else a replay, over its own still
  playing = true;
  endedAt = null;
  video.currentTime = 0;
  onNextFrame(video, unveil);
  setTimeout(unveil, FRAME_IS_LATE);
  video.play().catch(() => mine === run && playing && showEnd());
  tell();
}

/** Jump to the end state of the current slide. */
function showEnd() {
  const mine = ++run;
  playing = false;
  endedAt = null;
  videoOf(current).pause();
  const unveil = () => {
    if (mine !== run) return;
    current.dataset.shows = "still";
    uncover();
  };
  stillOf(current).decode().then(unveil, unveil);
  tell();
}

function uncover() {
  for (const slide of document.querySelectorAll(".leaving")) slide.classList.remove("leaving");
  loadWindow();
}

function onNextFrame(video, callback) {
  if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(callback);
  else video.addEventListener("playing", () => requestAnimationFrame(callback), { once: true });
}

function loadWindow() {
  const at = slides.indexOf(current);
  slides.forEach((slide, index) => {
    const video = videoOf(slide);
    const wanted = index >= at && index <= at + AHEAD;
    if (wanted && !video.hasAttribute("src")) {
      video.preload = "auto";
      video.src = video.dataset.video;
    } else if (!wanted && video.hasAttribute("src") && !slide.classList.contains("leaving")) {
      slide.dataset.shows = "still";
      video.removeAttribute("src");
      video.load();
    }
  });
}

for (const slide of slides) {
  const video = videoOf(slide);
  video.querySelector("track").track.mode = "hidden"; // its cues are loaded, and drawn below the picture by us
  video.addEventListener("ended", () => {
    if (slide !== current || !playing) return;
    playing = false;
    endedAt = performance.now();
    tell();
  });
  video.addEventListener("error", () => slide === current && playing && showEnd());
}

/** Finish the running animation, or go on when it is finished. */
function forward() {
  if (playing) showEnd();
  else if (current !== slides.at(-1)) go(slides.indexOf(current) + 1);
}

/** Go to the slide before, as it was at its end. */
function back() {
  const at = slides.indexOf(current);
  if (at > 0) go(at - 1, true);
  else if (playing) showEnd();
}

function go(index, atEnd = false) {
  arriveAtEnd = atEnd;
  Reveal.slide(index);
  arriveAtEnd = false;
}

const deck = {
  hash: true,
  disableLayout: true, // our style fits the picture to the window, and prints
  transition: "none",
  backgroundTransition: "none",
  scrollActivationWidth: null,
  viewDistance: AHEAD + 1,
  mobileViewDistance: AHEAD + 1,
  autoPlayMedia: false,
  keyboard: false,
  touch: false,
  overview: false,
  controls: false,
  progress: false,
  jumpToSlide: false,
  help: false,
  pause: false,
  postMessage: false,
  hideInactiveCursor: false,
};

const isSpeaker = new URLSearchParams(location.search).has("speaker");
if (!isSpeaker) {
  calm.addEventListener("change", () => calm.matches && playing && showEnd());
  Reveal.on("slidechanged", (event) => arrive(event.currentSlide));
  Reveal.initialize(deck).then(() => {
    document.querySelector(".reveal").removeAttribute("role"); // it is a document, with headings to read
    if (!current) arrive(Reveal.getCurrentSlide());
  });
}
