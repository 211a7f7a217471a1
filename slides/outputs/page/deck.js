// The page's beginning: what it is opened as, and who listens to whom.

import { Auto } from "auto";
import { Captions } from "captions";
import { offerCard } from "card";
import { report } from "check";
import { Dial } from "dial";
import { Keys } from "keys";
import { Link } from "link";
import { Marks } from "marks";
import { Media } from "media";
import { Order } from "order";
import { Overview } from "overview";
import { loadPaper } from "paper";
import { Parts } from "parts";
import { listenToPointer } from "pointer";
import { Reading } from "reading";
import { Rehearsal } from "rehearsal";
import { Scrub } from "scrub";
import { recall, remember } from "settings";
import { beSpeaker } from "speaker";
import { Stage } from "stage";
import { Timer } from "timer";
import { Tools } from "tools";
import { showWhere } from "where";

const SPEEDS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4];
const NUDGE = 6; // frames of a key that goes a little back or on
const TOAST = 3000; // milliseconds

const byId = (id) => document.getElementById(id);
const root = document.documentElement;
const asked = new URLSearchParams(location.search);
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const slides = [...document.querySelectorAll(".part > section")];
const date = document.querySelector("#start time");
date.textContent = new Date(`${date.dateTime}T12:00`).toLocaleDateString(root.lang, { dateStyle: "long" });
root.classList.toggle("noted", asked.has("notes"));

if (asked.has("speaker")) {
  beSpeaker(new Order(slides), new Media(), calm);
  watch((_, again) => again && location.reload());
} else if (asked.has("check")) report(slides, new Media());
else present(asked.has("embed"));

/** While the scene is being written, `renew(fresh, again)` is called with what the page would be now. */
function watch(renew) {
  if ("watched" in root.dataset) import("watch").then(({ listen }) => listen(renew));
}

/** Show the slides; embedded, the pictures alone. */
function present(embedded) {
  const framed = embedded || window.parent !== window;
  const order = new Order(embedded ? slides : [byId("start"), ...slides, byId("end")]);
  const media = new Media();
  const stage = new Stage(order, media, byId("picture"), calm);
  const { player } = stage;
  const captions = new Captions(order, stage);
  const overview = new Overview(order, (open) => {
    byId("stage").inert = byId("foot").inert = open;
    stage.hold("overview", open);
  });
  const parts = new Parts(order, (open) => stage.hold("parts", open));
  const reading = new Reading(order, stage, media, calm, press);
  const help = byId("help");
  const timer = new Timer(Number(root.dataset.minutes));
  const rehearsal = new Rehearsal(order, stage, timer);
  const auto = new Auto(order, stage, () => press("forward"), () => link.tell());
  const tools = new Tools(order, () => {
    marks.show(tools.state);
    link.tell();
  });
  const marks = new Marks(byId("stage"), press);
  const link = new Link({ press: pressFromAfar }, describe);
  let letters = recall("letters", true);

  const actions = {
    forward() {
      timer.start();
      stage.forward();
    },
    back: () => stage.back(),
    replay: () => stage.replay(),
    pause: () => player.toggle(),
    earlier: () => player.nudge(-NUDGE),
    later(held) {
      if (player.paused) player.nudge(NUDGE);
      else if (!held) setBlack(true); // a clicker's sign for the black screen
    },
    slower: () => setSpeed(-1),
    faster: () => setSpeed(1),
    dial: () => document.querySelector('#dial [role="slider"]')?.focus(),
    first: () => order.go(order.places[0]),
    last: () => order.go(order.slides.at(-1)),
    captions() {
      captions.toggle();
      document.querySelector('[data-action="captions"]').setAttribute("aria-pressed", captions.on);
    },
    theme: () => stage.setTheme(otherTheme()),
    overview: () => overview.open(),
    search: () => overview.open("search"),
    parts: () => parts.open(),
    read: () => reading.toggle(),
    reference: () => reading.hasReference && reading.toggleReference(),
    black: () => setBlack(true),
    speaker() {
      if (!link.open()) toast("The browser blocked the speaker view: allow pop-ups for this page, then press S again.");
    },
    fullscreen() {
      if (document.fullscreenElement) document.exitFullscreen();
      else root.requestFullscreen?.().catch(() => {}); // a phone may have none
    },
    help() {
      help.showModal();
      help.scrollTop = 0; // not where its button is, which has the focus
      stage.hold("help", true);
    },
    laser: () => take("laser"),
    pen: () => take("pen"),
    wipe: () => tools.wipe(),
    point: (place) => tools.point(place),
    draw: (place) => tools.draw(place),
    auto() {
      auto.round = false;
      auto.toggle();
      toast(auto.on ? "Goes on by itself – A stops it" : "Goes on when you press a key");
    },
    round: () => goRound(!auto.round),
    escape() {
      if (auto.round) return goRound(false);
      if (tools.drop()) return;
      if (document.activeElement?.matches('[role="slider"]')) document.activeElement.blur();
      else if (document.fullscreenElement) document.exitFullscreen();
    },
    forget: () => rehearsal.forget(),
    "timer-pause": () => timer.pause(),
    "timer-reset": () => timer.reset(),
    "timer-aim": (minutes) => timer.aim(minutes),
  };
  const alone = ["forward", "back", "replay", "pause", "earlier", "slower", "faster", "first", "last", "escape"];

  function press(action, value) {
    const dark = !byId("black").hidden && !/^(timer-|point$)/.test(action);
    if (dark) setBlack(false); // what is pressed in the dark only brings the picture back
    else actions[action]?.(value);
  }

  /** What the speaker view asks for is for the hall, which wants to see the slides, or else the document. */
  function pressFromAfar(action, value) {
    if (!/^(timer-|read$|reference$)/.test(action)) reading.close();
    press(action, value);
  }

  const panels = [
    { get isOpen() { return help.open; }, close: () => help.close(), onKey: onHelpKey },
    parts,
    overview,
    reading,
  ];

  function onHelpKey(event, action) {
    if (action === "help" && !event.repeat) help.close();
    return action === "help";
  }

  new Keys(
    { press, jump: (number) => order.go(order.numbered(number)) || toast(`There is no slide ${number}`) },
    {
      panel: () => panels.find((panel) => panel.isOpen),
      get letters() {
        return letters;
      },
      /** Embedded, there are only the picture's own keys; and at its ends a frame leaves them to the page around it. */
      takes(action) {
        if (embedded && !alone.includes(action)) return false;
        if (!framed) return true;
        return !((action === "forward" && stage.isOver) || (action === "back" && stage.isAtStart));
      },
      onNumber: (number) => toast(number && `Slide ${number} – Enter`),
    },
  );
  listenToPointer({ press });
  showWhere(order, stage);
  new Dial(byId("dial"), player);
  new Scrub(byId("scrub"), player);

  function take(tool) {
    const names = { laser: "Laser – L puts it away", pen: "Pen – W puts it away, X wipes the slide" };
    toast(names[tools.take(tool)] ?? "");
  }

  /** For a hallway: round and round, with what is said, and no tools. */
  function goRound(on) {
    auto.round = on;
    auto.toggle(on);
    root.classList.toggle("hallway", on);
    if (captions.on !== on) actions.captions();
  }

  function setBlack(black) {
    byId("black").hidden = !black;
    stage.hold("black", black);
    link.tell();
  }

  function setSpeed(step) {
    player.speed = SPEEDS.at(Math.min(Math.max(SPEEDS.indexOf(player.speed) + step, 0), SPEEDS.length - 1));
    toast(`Speed × ${player.speed}`);
  }

  function otherTheme() {
    const themes = root.dataset.themes.split(" ");
    return themes[(themes.indexOf(stage.theme) + 1) % themes.length];
  }

  function toast(text) {
    byId("toast").textContent = text;
    clearTimeout(toast.timer);
    toast.timer = setTimeout(() => (byId("toast").textContent = ""), TOAST);
  }

  /** What the speaker view is told. */
  function describe() {
    const { frame, moving, finished, paused, speed } = player;
    const black = !byId("black").hidden;
    const { step, theme } = stage;
    return {
      id: order.current.id, step, theme, frame, moving, finished, paused, speed, black, timer: timer.state,
      auto: auto.on, marks: tools.state, runs: rehearsal.runs,
    };
  }

  help.addEventListener("close", () => stage.hold("help", false));
  help.addEventListener("click", (event) => event.target === help && help.close());
  byId("letters").checked = letters;
  byId("letters").addEventListener("change", (event) => remember("letters", (letters = event.target.checked)));
  byId("notes").checked = asked.has("notes");
  byId("notes").addEventListener("change", (event) => root.classList.toggle("noted", event.target.checked));
  stage.addEventListener("change", () => link.tell());
  root.classList.toggle("embedded", embedded);
  const { asksForReference } = reading; // before the address says what is shown
  order.follow();
  marks.show(tools.state);
  if (asksForReference && !embedded) reading.toggleReference();
  else if (asked.has("read") && !embedded) reading.open();
  if (asked.has("loop") && !embedded) goRound(true);
  offerCard(asked.has("card"), actions.help);
  loadPaper();
  watch((fresh) => {
    const parts = fresh.querySelectorAll(".part");
    for (const part of document.querySelectorAll(".part")) part.remove();
    byId("end").before(...parts);
    for (const id of ["media", "progress"]) byId(id).replaceChildren(...fresh.getElementById(id).childNodes);
    const [style, newStyle] = [document, fresh].map((page) => page.querySelector("style"));
    if (style.textContent !== newStyle.textContent) style.replaceWith(newStyle); // or fonts would be loaded anew, too
    const slides = [...document.querySelectorAll(".part > section")];
    media.renew();
    order.renew(order.places.filter((place) => !place.dataset.number).toSpliced(1, 0, ...slides));
    overview.renew();
    return stage.renew();
  });
}
