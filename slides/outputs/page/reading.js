// The reading view: the page as the document that it is, all slides one below the other, each of which can be played.

import { InPlace } from "inplace";

const SETTLED = 200; // milliseconds without scrolling after which the address names the slide in view
const VIEW = 1 / 3; // of the window's height: the slide in view has begun above it, or where addresses lead to

const HERE = ["read", "reference", "parts", "theme"]; // what keys ask for, beside scrolling

const root = document.documentElement;

export class Reading {
  /** Whether the document is shown. */
  isOpen = false;
  /** It keeps the keys that scroll. */
  scrolls = true;
  #playing = null; // the one slide that moves
  #notes = document.getElementById("read-notes");
  #reference = document.getElementById("reference"); // no place of the talk: it stands here only, and may be missing

  /** `press` is given the actions of its tools. */
  constructor(order, stage, media, calm, press) {
    Object.assign(this, { order, stage, media, calm, press });
    let settle = 0;
    addEventListener("scroll", () => {
      clearTimeout(settle);
      settle = setTimeout(() => this.isOpen && this.#note(this.#inView), SETTLED);
    });
    addEventListener("hashchange", () => {
      if (this.asksForReference) this.#show(this.#reference);
      else if (this.isOpen && order.asked) this.#goTo(order.asked);
    });
    order.addEventListener("move", () => this.isOpen && this.#goTo(order.current));
    order.addEventListener("renew", () => this.isOpen && this.#lay());
    stage.addEventListener("change", () => this.#playing?.setTheme(stage.theme));
    document.getElementById("stage").addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button?.matches(".play")) this.#play(button);
      else if (button?.dataset.action) press(button.dataset.action);
    });
    document.getElementById("to-read").addEventListener("click", (event) => {
      event.preventDefault();
      this.open();
    });
    this.#notes.addEventListener("change", () => root.classList.toggle("noted", this.#notes.checked));
  }

  toggle() {
    if (this.isOpen) this.close();
    else this.open();
  }

  get hasReference() {
    return this.#reference !== null;
  }

  /** Whether the address names the page of reference. */
  get asksForReference() {
    return this.hasReference && /^#\/?reference$/.test(location.hash);
  }

  /** Show the page of reference; and then, where one was. */
  toggleReference() {
    if (this.isOpen && this.#inView === this.#reference) this.close();
    else this.#show(this.#reference);
  }

  /** Show the document at the current slide. */
  open() {
    this.#show(this.order.current);
  }

  #show(place) {
    if (this.isOpen) {
      this.#goTo(place);
      return;
    }
    this.isOpen = true;
    this.stage.hold("reading", true);
    root.classList.replace("presenting", "reading");
    this.#notes.checked = root.classList.contains("noted");
    this.#ask("?read");
    this.#lay();
    this.#goTo(place);
  }

  /** Present, from the slide in view; from the page of reference, where one was. */
  close() {
    if (!this.isOpen) return;
    const seen = this.#inView;
    const place = seen === this.#reference ? this.order.current : seen;
    this.isOpen = false;
    this.#stop();
    for (const button of document.querySelectorAll(".play")) button.remove();
    root.classList.replace("reading", "presenting");
    document.activeElement.blur();
    this.#ask("");
    this.#note(place);
    this.order.go(place);
    this.stage.hold("reading", false);
  }

  onKey(event, action) {
    if (event.key === "Escape") this.close();
    else if (HERE.includes(action) && !event.repeat) this.press(action);
    else return false;
    return true;
  }

  /** A button to each slide that has none. */
  #lay() {
    for (const slide of this.order.slides) {
      if (slide.querySelector(".play")) continue;
      const button = Object.assign(document.createElement("button"), { type: "button", className: "play" });
      button.textContent = "Play";
      button.setAttribute("aria-label", `Play: slide ${slide.dataset.number}`);
      slide.querySelector("h3").after(button);
    }
  }

  #play(button) {
    const slide = button.closest("section");
    if (this.#playing?.slide === slide) {
      this.#playing.press();
      return;
    }
    this.#stop();
    this.#playing = new InPlace(slide, button, this.media, this.stage.theme, this.calm);
  }

  #stop() {
    this.#playing?.destroy();
    this.#playing = null;
  }

  get #inView() {
    const line = Math.max(innerHeight * VIEW, 2 * parseFloat(getComputedStyle(root).scrollPaddingTop));
    const begun = (place) => place.getBoundingClientRect().top <= line;
    return this.#shown.findLast(begun) ?? this.order.places[0];
  }

  /** What the document has, one below the other: the places but a bare end, and the page of reference. */
  get #shown() {
    const all = this.hasReference ? this.order.places.toSpliced(-1, 0, this.#reference) : this.order.places;
    return all.filter((place) => place.getClientRects().length);
  }

  /** Scroll to a place, and let what is read aloud go on from there. */
  #goTo(place) {
    const heading = place.querySelector("h1, h2, h3") ?? place;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    if (place === this.order.places[0]) scrollTo(0, 0);
    else place.scrollIntoView();
  }

  #note(place) {
    history.replaceState(null, "", `#/${place.id}`);
  }

  /** So that a reload shows the same view. */
  #ask(query) {
    try {
      history.replaceState(null, "", location.pathname + query + location.hash);
    } catch {
      // Some browsers keep the address of a file as it is; then a reload presents.
    }
  }
}
