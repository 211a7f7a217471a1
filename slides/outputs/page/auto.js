// Going on by itself: each step when it has played and its words would have been said; in a hallway, round and round.

import { planOf } from "plan";

const TICK = 100; // milliseconds
const AROUND = 4; // seconds on what is no slide: the title and the end

export class Auto {
  #order;
  #stage;
  #plan = [];
  #timer = 0;
  #passed = 0; // seconds in this step, without pauses
  #time = 0;
  #at = "";

  /** `forward()` goes on; `onToggle()` is told when it is switched on or off. */
  constructor(order, stage, forward, onToggle) {
    this.#order = order;
    this.#stage = stage;
    this.forward = forward;
    this.onToggle = onToggle;
    this.round = false; // whether the beginning follows the end
  }

  get on() {
    return this.#timer !== 0;
  }

  toggle(on = !this.on) {
    clearInterval(this.#timer);
    this.#plan = planOf(this.#order.slides);
    this.#at = "";
    this.#time = performance.now();
    this.#timer = on ? setInterval(() => this.#tick(), TICK) : 0;
    this.onToggle();
  }

  #tick() {
    const { player, step } = this.#stage;
    const now = performance.now();
    const place = `${this.#order.current.id}/${step}`;
    if (place !== this.#at) [this.#at, this.#passed] = [place, 0];
    const slide = Boolean(this.#order.current.dataset.number);
    if (!(slide && (player.held || player.paused)) && !document.hidden) this.#passed += (now - this.#time) / 1000;
    this.#time = now;
    const wanted = slide ? this.#due(this.#order.current.id, step) : AROUND;
    if (this.#passed < wanted || (slide && step !== null && !player.finished)) return;
    if (!this.#stage.isOver) this.forward();
    else if (this.round) this.#order.go(this.#order.places[0]);
    else this.toggle(false);
  }

  /** Seconds of a step; of its whole slide where only the end is shown. */
  #due(id, step) {
    const steps = this.#plan.filter((entry) => entry.id === id && (step === null || entry.step === step));
    return steps.reduce((sum, { seconds }) => sum + seconds, 0);
  }
}
