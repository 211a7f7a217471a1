// The keyboard, and the clickers that pretend to be one.

// A clicker sends PageUp and PageDown, "." or "b" to blacken, and F5 or Escape to start and stop.
const KEYS = {
  ArrowRight: "forward", ArrowDown: "forward", PageDown: "forward", " ": "forward", n: "forward", Enter: "forward",
  ArrowLeft: "back", ArrowUp: "back", PageUp: "back", p: "back", Backspace: "back",
  Home: "first", End: "last", r: "replay", k: "pause", ",": "earlier", ".": "later", "-": "slower", "−": "slower",
  "+": "faster", "=": "faster", d: "dial", c: "captions", s: "speaker", o: "overview", g: "search", "/": "search",
  j: "parts", v: "read", q: "reference", b: "black", t: "theme", f: "fullscreen", l: "laser", w: "pen", x: "wipe", a: "auto", y: "round", F5: "fullscreen", h: "help", "?": "help", F1: "help", Escape: "escape",
};
const CLICKER = ["PageUp", "PageDown", "F5"];
const MAY_REPEAT = ["earlier", "later"]; // a key that is held must not run through slides
const NUMBER_WAITS = 4000; // milliseconds for Enter after a number

/** The name of a key, letters without case. */
export const keyOf = (event) => (event.key.length === 1 ? event.key.toLowerCase() : event.key);

/** What a key asks for, or undefined. */
export function actionOf(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const key = keyOf(event);
  return key === " " && event.shiftKey ? "back" : KEYS[key];
}

/**
 * Do what keys ask for. `page` says how the page stands: `panel()` is what lies over the picture, with `close()` and
 * `onKey(event, action)`, which returns whether the key meant something there; one that `scrolls` keeps a clicker's keys; `black` is whether all is dark;
 * `letters` is whether signs are keys (WCAG 2.1.4 wants a switch); `takes(action)` is false where a frame gives a key
 * back to the page around it.
 */
export class Keys {
  #number = "";
  #forget = 0;

  constructor(actions, page) {
    this.actions = actions;
    this.page = page;
    document.addEventListener("keydown", (event) => this.#onKey(event));
  }

  #onKey(event) {
    const { actions, page } = this;
    const action = actionOf(event);
    const key = keyOf(event);
    const typing = event.target.matches?.('input:not([type="checkbox"]), textarea');
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const sign = key.length === 1 && key !== " ";
    if (sign && !typing && !page.letters) return;
    if (event.target.matches?.('[role="slider"]') && /^(Arrow|Home|End)/.test(key)) return;
    if (event.target.closest?.("button, a, summary, input") && (key === " " || (key === "Enter" && !typing))) return;

    const panel = page.panel();
    if (panel) {
      const leaves = !panel.scrolls && (key === "F5" || (CLICKER.includes(key) && !typing));
      if (leaves) panel.close(); // and go on, for the hall sees slides, not panels
      else {
        if (panel.onKey(event, action)) event.preventDefault();
        return;
      }
    } else if (typing) return;

    if (/^\d$/.test(key)) this.#type(key);
    else if (key === "Enter" && this.#number) this.#jump();
    else if (key === "Escape" && this.#number) this.#type(null);
    else if (!action || !page.takes(action)) return;
    else if (!event.repeat || MAY_REPEAT.includes(action)) {
      if (this.#number) this.#type(null);
      actions.press(action, event.repeat);
    }
    event.preventDefault();
  }

  /** A number that is typed, and Enter, lead to that slide. */
  #type(digit) {
    this.#number = digit === null ? "" : (this.#number + digit).slice(-4);
    clearTimeout(this.#forget);
    if (this.#number) this.#forget = setTimeout(() => this.#type(null), NUMBER_WAITS);
    this.page.onNumber(this.#number);
  }

  #jump() {
    const number = Number(this.#number);
    this.#type(null);
    this.actions.jump(number);
  }
}
