// The laser and the pen, wherever the hand is: what is in it, and what was drawn on which slide.

import { recall, remember } from "settings";

const KEPT = "strokes";

export class Tools {
  #order;
  #changed;
  #drawn = recall(KEPT, {}, "sessionStorage"); // slide id -> strokes, each a list of [x, y]
  #tool = "";
  #dot = null;

  /** `changed()` is called when anything to see has changed. */
  constructor(order, changed) {
    this.#order = order;
    this.#changed = changed;
    order.addEventListener("move", () => changed());
  }

  get state() {
    return { tool: this.#tool, dot: this.#dot, strokes: this.#drawn[this.#order.current.id] ?? [] };
  }

  /** Take a tool, or put it away. */
  take(tool) {
    this.#tool = this.#tool === tool ? "" : tool;
    this.#dot = null;
    this.#changed();
    return this.#tool;
  }

  /** Put away what is in the hand; false where there is nothing. */
  drop() {
    return this.#tool ? this.take(this.#tool) === "" : false;
  }

  point(place) {
    this.#dot = place;
    this.#changed();
  }

  draw([x, y, begins]) {
    const strokes = (this.#drawn[this.#order.current.id] ??= []);
    if (begins || !strokes.length) strokes.push([]);
    strokes.at(-1).push([x, y]);
    this.#keep();
  }

  /** Wipe this slide. */
  wipe() {
    delete this.#drawn[this.#order.current.id];
    this.#keep();
  }

  #keep() {
    remember(KEPT, this.#drawn, "sessionStorage");
    this.#changed();
  }
}
