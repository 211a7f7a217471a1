// A clip in a page of its own, mostly in a frame of another: plays when it is seen, and talks with the page around it.
// What is said either way stands in embed.md.

import { Dial } from "dial";
import { Keys } from "keys";
import { Player } from "player";
import { listenToPointer } from "pointer";
import { Recording, fromBase64 } from "recording";
import { Scrub } from "scrub";

const SPEEDS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4];
const NUDGE = 6; // frames of a key that goes a little back or on

const byId = (id) => document.getElementById(id);
const root = document.documentElement;
const first = Number(root.dataset.first); // the clip's first step, as it counts in its slide
const calm = matchMedia("(prefers-reduced-motion: reduce)");

const actions = {
  forward: (player) => player.forward(),
  back: (player) => player.back(),
  replay: (player) => player.replay(),
  pause: (player) => player.toggle(),
  earlier: (player) => player.nudge(-NUDGE),
  later: (player) => player.nudge(NUDGE),
  slower: (player) => (player.speed = SPEEDS[Math.max(SPEEDS.indexOf(player.speed) - 1, 0)]),
  faster: (player) => (player.speed = SPEEDS[Math.min(SPEEDS.indexOf(player.speed) + 1, SPEEDS.length - 1)]),
  dial: () => document.querySelector('#dial [role="slider"]')?.focus(),
  escape: () => document.activeElement?.blur(),
};

root.classList.add("presenting", "idle");
try {
  present(await Recording.open(fromBase64(byId("recording").textContent)));
} catch (error) {
  fallBack(error);
}

function present(recording) {
  const player = new Player(byId("picture"), { calm: calm.matches });
  const { steps, id } = recording.slides[0];
  const isOver = () => player.finished && player.step === steps.length - 1;
  const start = () => player.show(recording, 0);
  const press = (action) => actions[action]?.(player);
  let told = "";

  /** What is shown, as the page around is told. */
  function describe() {
    const { state, paused, dial } = player;
    const turned = dial && dial.value !== null ? { name: dial.name, value: dial.value } : null;
    return { slide: id, step: first + player.step, state, paused, over: isOver(), dial: turned };
  }

  function tell(event, more = {}) {
    if (parent !== window) parent.postMessage({ clip: event, scene: recording.scene, ...describe(), ...more }, "*");
  }

  /** What the page around asks for; reveal.js says "slide:start" and "slide:stop" by itself. */
  function obey(data) {
    if (data === "slide:start") start();
    else if (data === "slide:stop" || data?.clip === "pause") player.pause();
    else if (data?.clip === "play") play();
    else if (data?.clip === "step") goTo(data.value);
  }

  function play() {
    if (player.paused) player.resume();
    else if (player.state === "resting" && !player.forward()) start();
  }

  function goTo(step) {
    if (step === "next") press("forward");
    else if (step === "previous") press("back");
    else if (Number.isInteger(step) && steps[step - first]) player.show(recording, 0, step - first);
  }

  /** Whether a key is for the picture: at its ends the page around gets it, and is told that it may go on. */
  function takes(action) {
    const leaves = (action === "forward" && isOver()) || (action === "back" && player.step === 0);
    if (leaves) tell("leave", { to: action === "forward" ? "next" : "previous" });
    return action in actions && !leaves;
  }

  function show() {
    const now = JSON.stringify(describe());
    if (now === told) return;
    told = now;
    const { state, step, paused } = player;
    Object.assign(document.body.dataset, { state, step: first + step });
    byId("where").textContent = steps.length > 1 ? `${step + 1} / ${steps.length}` : "";
    document.querySelector('[data-action="pause"]').setAttribute("aria-pressed", paused);
    root.classList.toggle("paused", paused);
    tell("change");
  }

  calm.addEventListener("change", () => (player.calm = calm.matches));
  player.addEventListener("failed", (event) => fallBack(event.detail));
  player.addEventListener("recovered", () => (document.body.dataset.shows = "motion"));
  new Dial(byId("dial"), player);
  new Scrub(byId("scrub"), player);
  new Keys({ press, jump: goTo }, { panel: () => null, letters: true, takes, onNumber() {} });
  listenToPointer({ press: (action) => (action === "forward" && isOver() ? start() : press(action)) });
  addEventListener("message", ({ source, data }) => source === parent && obey(data));

  document.body.dataset.shows = "motion";
  start();
  tell("ready", { steps: steps.map((_, i) => first + i), title: document.title });
  player.addEventListener("change", show);
  show();
}

function fallBack(error) {
  document.body.dataset.shows = "still";
  byId("why").textContent = `${error.message.replace(/\.$/, "")}. The end state is shown.`;
}
