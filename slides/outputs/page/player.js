/**
 * Time: plays recordings on one canvas, slide by slide and step by step. Knows no keys, no page, no other file but
 * the painter. The shell calls it and listens.
 *
 *     import { Recording, fromBase64 } from "recording";
 *     import { Player } from "player";
 *     import { Dial } from "dial";      // new Dial(element, player): a slider, there while the step has a dial
 *     import { Scrub } from "scrub";    // new Scrub(element, player): a thin bar to drag through the step
 *
 *     const recording = await Recording.open(fromBase64(text));   // throws one Error with words for the presenter
 *     const player = new Player(canvas, { calm: false });
 *     player.show(recording, "curve");
 *
 * The canvas is sized by the shell's style; its pixels are the screen's own, whatever zoom. The clock stands while the
 * document is hidden, the canvas is not seen (below the fold, in a frame), or `held` is set.
 *
 * What to do
 *     show(recording, slide, step = 0, { atEnd = false, fade = false })  a step of a slide; `slide` is its id in the
 *                        recording or its number, a step of -1 the last. It plays, or stands in its end state. With
 *                        `fade` the picture that is there lies over it and fades out in 0.3 s, unless its next frame
 *                        is the step's first one; not where calm
 *     forward()          finish the running step, else play the next; false where the slide has no next step. A loop
 *                        and a turned dial count as finished: they hurry to the end of their step, and it goes on
 *     back()             the end state of the step before; false where there is none in this slide
 *     replay()           the step from its beginning
 *     pause(), resume(), toggle()
 *     seek(frame)        any frame of this step, counted from the scene's start; pauses there
 *     nudge(frames)      so many frames on or back; pauses there
 *     turn(position)     the dial of this step, 0 (low) to 1 (high); whatever plays stands still then
 *     swap(recording)    the same scene in another theme, or recorded anew: the picture changes at once, time goes on
 *     prepare(recording, slide)  make the paths of a slide to come, while nothing moves. What follows in the recording
 *                        that is shown is prepared without being asked
 *     destroy()
 *
 * To set: speed (0.25 to 4), held (true while something lies over the picture), calm (steps stand in their end states,
 *     loops in their first frame; dials can be turned)
 *
 * To read: recording, slide (its entry in recording.slides), step (index), frame (may lie between two), state ("empty",
 *     "playing", "looping" or "resting"), paused (by the presenter), finished (the next forward goes on: resting or
 *     looping), moving (time goes on now), failed, first and last (frames of this step), dial (null, or { name, unit,
 *     places, values, position, value, shown, text }: text as it is read aloud, "temperature 1.3"; position, value and
 *     shown are null while the step is outside its sweep)
 *
 * Events: "change" (anything to read but the frame changed), "frame" (time went on, or a picture was drawn), "failed"
 *     (detail: an Error; the canvas shows nothing from now on, steps go on as end states), "recovered" (it draws again)
 */
import { Painter } from "painter";

const HURRY = 0.25; // seconds in which a loop or a turned dial reaches the end of its step
const FADE = 0.3; // seconds in which the old picture goes
const ASLEEP = 1000; // milliseconds without a frame after which the machine slept, and time did not go on
const SEEN = 0.25; // part of the canvas that must be in sight
const PAINTERS = 3; // this recording's, the one before and the one to come
const [SLOWEST, FASTEST] = [0.25, 4];

export class Player extends EventTarget {
  #canvas;
  #ctx;
  #painters = new Map(); // recording -> painter, the latest used last
  #recording = null;
  #slide = null;
  #step = 0;
  #frame = 0;
  #state = "empty"; // also "leaving": a loop or a turned dial hurries to the end of its step
  #rate = 1; // of leaving
  #paused = false;
  #failed = false;
  #lost = false; // the browser took the canvas's memory away
  #held = false;
  #seen = false;
  #calm = false;
  #speed = 1;
  #drawn = null; // the frame on the canvas, null: none
  #old = null; // a canvas with the picture that fades out
  #fade = 0; // seconds until it is gone
  #request = 0;
  #time = null; // of the screen's latest frame, null: the clock stood
  #observers = [];
  #listening = new AbortController();

  constructor(canvas, { calm = false } = {}) {
    super();
    this.#canvas = canvas;
    this.#calm = calm;
    this.#ctx = canvas.getContext("2d", { alpha: false });
    this.#watch();
  }

  get recording() {
    return this.#recording;
  }

  get slide() {
    return this.#slide;
  }

  get step() {
    return this.#step;
  }

  get frame() {
    return this.#frame;
  }

  get state() {
    return this.#state === "leaving" ? "playing" : this.#state;
  }

  get paused() {
    return this.#paused;
  }

  get finished() {
    return this.#state === "resting" || this.#state === "looping";
  }

  get moving() {
    return this.#runs && !this.#paused && this.#awake;
  }

  get failed() {
    return this.#failed;
  }

  get first() {
    return this.#marks?.first ?? 0;
  }

  get last() {
    return (this.#marks?.end ?? 1) - 1;
  }

  get dial() {
    const dial = this.#marks?.dial;
    if (!dial) return null;
    const { name, unit, places, values } = dial;
    const at = this.#frame - dial.first;
    const swept = at >= 0 && at <= values.length - 1;
    const rests = !swept && this.#frame === this.last && dial.rest != null;
    const value = swept ? between(values, at) : rests ? dial.rest : null;
    const shown = value === null ? null : withUnit(value.toFixed(places), unit);
    const place = swept ? at : rests ? nearest(values, value) : null;
    const position = place === null ? null : place / Math.max(values.length - 1, 1);
    return { name, unit, places, values, position, value, shown, text: shown === null ? name : `${name} ${shown}` };
  }

  get speed() {
    return this.#speed;
  }

  set speed(speed) {
    this.#speed = Math.min(Math.max(speed, SLOWEST), FASTEST);
    this.#changed();
  }

  get held() {
    return this.#held;
  }

  set held(held) {
    this.#held = held;
    this.#changed();
  }

  get calm() {
    return this.#calm;
  }

  set calm(calm) {
    this.#calm = calm;
    if (calm) this.#forget();
    if (calm && this.#runs) this.#finish();
    else this.#changed();
  }

  show(recording, slide, step = 0, { atEnd = false, fade = false } = {}) {
    const found = slideOf(recording, slide);
    const { first, end, steps } = found;
    const at = step < 0 ? steps.length - 1 : step;
    const follows = !atEnd && recording === this.#recording && steps[at].first === this.#drawn + 1;
    if (!fade || this.#calm || this.#drawn === null) this.#forget();
    else if (!follows) this.#beginFade();
    this.#recording = recording;
    this.#slide = found;
    this.#drawn = null;
    this.#enter(at, atEnd);
    const following = Math.min(end + (end - first), recording.frames); // the next slide is about as long
    this.#painterOf(recording).prepare(first, following - 1);
  }

  forward() {
    if (!this.#marks) return false;
    if (this.#state === "playing") {
      this.#finish();
      return true;
    }
    if (this.#step + 1 >= this.#slide.steps.length) return false;
    const turned = this.#state === "resting" && this.#frame < this.last;
    if ((turned || this.#state === "looping") && !this.#still) {
      this.#rate = Math.max((this.last - this.#frame) / this.#recording.fps / HURRY, 1);
      this.#state = "leaving";
      this.#paused = false;
      this.#changed();
    } else this.#enter(this.#step + 1);
    return true;
  }

  back() {
    if (!this.#marks || this.#step === 0) return false;
    this.#enter(this.#step - 1, true);
    return true;
  }

  replay() {
    if (this.#marks) this.#enter(this.#step);
  }

  pause() {
    if (!this.#runs) return;
    this.#paused = true;
    this.#changed();
  }

  resume() {
    this.#paused = false;
    this.#changed();
  }

  toggle() {
    if (this.#paused) this.resume();
    else this.pause();
  }

  seek(frame) {
    if (!this.#marks) return;
    this.#forget();
    this.#frame = Math.min(Math.max(frame, this.first), this.last);
    if (this.#frame >= this.#loopStart) this.#set(this.#still ? "resting" : "looping", !this.#still);
    else if (this.#frame === this.last) this.#set("resting");
    else this.#set("playing", true);
  }

  nudge(frames) {
    this.seek(Math.round(this.#frame) + frames);
  }

  turn(position) {
    const dial = this.#marks?.dial;
    if (!dial) return;
    this.#forget();
    // A whole frame: its numbers were computed for its value, while a mix of two frames shows the numbers of one.
    this.#frame = dial.first + Math.round(Math.min(Math.max(position, 0), 1) * (dial.values.length - 1));
    this.#set("resting");
  }

  swap(recording) {
    if (!this.#marks) return;
    const passed = this.#frame - this.first;
    const stood = this.#frame === this.last;
    const at = this.#recording.slides.indexOf(this.#slide);
    const { slides } = recording;
    this.#slide = slides.find(({ id }) => id === this.#slide.id) ?? slides[Math.min(at, slides.length - 1)];
    this.#recording = recording;
    this.#step = Math.min(this.#step, this.#slide.steps.length - 1);
    this.#frame = stood ? this.last : Math.min(this.first + passed, this.last);
    this.#forget();
    this.#changed();
  }

  prepare(recording, slide) {
    const { first, end } = slideOf(recording, slide);
    this.#painterOf(recording).prepare(first, end - 1);
  }

  destroy() {
    cancelAnimationFrame(this.#request);
    this.#listening.abort();
    for (const observer of this.#observers) observer.disconnect();
    for (const painter of this.#painters.values()) painter.stop();
    this.#painters.clear();
    this.#forget();
    this.#recording = this.#slide = null;
    this.#state = "empty";
  }

  /** What the file says of this step; null before the first slide. */
  get #marks() {
    return this.#slide?.steps[this.#step] ?? null;
  }

  get #loopStart() {
    return this.#marks.loop?.[0] ?? Infinity;
  }

  /** Whether steps stand in their end states. */
  get #still() {
    return this.#calm || this.#failed;
  }

  get #runs() {
    return this.#state === "playing" || this.#state === "looping" || this.#state === "leaving";
  }

  /** Whether time may go on. */
  get #awake() {
    return !this.#held && this.#seen && !document.hidden;
  }

  /** Whether frames of the screen are counted; a picture fades out over one that rests or is paused, too. */
  get #ticks() {
    return this.moving || (this.#old !== null && this.#awake);
  }

  #enter(step, atEnd = false) {
    this.#step = step;
    this.#frame = this.first;
    if (atEnd || this.#still || this.first === Math.min(this.last, this.#loopStart)) this.#finish();
    else this.#set("playing");
  }

  /** To the end state of the step: its last frame, or its loop. */
  #finish() {
    this.#frame = Math.min(this.last, this.#loopStart);
    this.#set(this.#marks.loop && !this.#still ? "looping" : "resting");
  }

  #set(state, paused = false) {
    this.#state = state;
    this.#paused = paused;
    this.#time = null;
    this.#changed();
  }

  /** Draw what is new, let the clock run or stand, and tell it. */
  #changed() {
    this.#draw();
    this.#run();
    this.dispatchEvent(new Event("change"));
  }

  /** What is on the canvas, maybe a mix itself, will lie over what is drawn from now on. */
  #beginFade() {
    const { width, height } = this.#canvas;
    const old = this.#old ?? Object.assign(document.createElement("canvas"), { width, height });
    const ctx = old.getContext("2d", { alpha: false });
    if (!ctx) return; // no memory: the new picture is there at once
    ctx.drawImage(this.#canvas, 0, 0);
    this.#old = old;
    this.#fade = FADE;
  }

  /** Nothing is on the canvas that the next picture could be mixed with or be the same as. */
  #forget() {
    if (this.#old) this.#old.width = 0; // or its memory would wait for the garbage collector
    this.#old = this.#drawn = null;
  }

  #run() {
    if (!this.#ticks) this.#time = null;
    else if (!this.#request) this.#request = requestAnimationFrame((now) => this.#tick(now));
  }

  /** A frame of the screen: time goes on by what has passed, however late the frame is. */
  #tick(now) {
    this.#request = 0;
    if (!this.#ticks) return;
    const passed = this.#time === null || now - this.#time > ASLEEP ? 0 : Math.max(now - this.#time, 0);
    this.#time = now;
    const before = this.#state;
    if (this.#old && (this.#fade -= passed / 1000) <= 0) this.#forget();
    if (this.moving) this.#advance((passed / 1000) * this.#recording.fps * this.#speed);
    this.#draw();
    this.#run();
    if (this.#state !== before) this.dispatchEvent(new Event("change"));
  }

  #advance(frames) {
    this.#frame += this.#state === "leaving" ? frames * this.#rate : frames;
    if (this.#state === "leaving") {
      if (this.#frame < this.last) return;
      this.#step++;
      this.#frame = this.first;
      this.#state = "playing";
    }
    if (this.#frame >= this.#loopStart) {
      const [first, end] = this.#marks.loop;
      this.#frame = first + ((this.#frame - first) % (end - first));
      this.#state = "looping";
    } else if (this.#frame >= this.last) {
      this.#frame = this.last;
      this.#state = "resting";
    }
  }

  /** Bring the frame that is due on the canvas, unless it looks like the one that is there. */
  #draw() {
    const { width, height } = this.#canvas;
    if (!this.#recording || !width || !height) return;
    try {
      if (!this.#ctx) throw new Error("This browser gives no canvas to draw on.");
      if (this.#lost || this.#ctx.isContextLost?.()) throw new Error("The browser has lost its canvas.");
      const painter = this.#painterOf(this.#recording);
      const drawn = this.#drawn;
      const stands = drawn === this.#frame || (drawn !== null && !painter.differ(drawn, this.#frame));
      if (this.#old || !stands) painter.paint(this.#ctx, this.#frame, width, height);
      if (this.#old) this.#drawOld();
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#drawn = this.#frame;
    if (this.#failed) {
      this.#failed = false;
      this.dispatchEvent(new Event("recovered"));
    }
    this.dispatchEvent(new Event("frame"));
  }

  /** Over an opaque picture: the two are mixed, and what is the same in both stays as it is. */
  #drawOld() {
    this.#ctx.setTransform(1, 0, 0, 1, 0, 0);
    this.#ctx.globalAlpha = this.#fade / FADE;
    this.#ctx.drawImage(this.#old, 0, 0);
  }

  #fail(error) {
    this.#forget();
    if (this.#failed) return;
    this.#failed = true;
    if (this.#runs) {
      this.#frame = Math.min(this.last, this.#loopStart);
      this.#state = "resting";
    }
    this.dispatchEvent(new CustomEvent("failed", { detail: error }));
  }

  #painterOf(recording) {
    const painter = this.#painters.get(recording) ?? new Painter(recording);
    this.#painters.delete(recording);
    this.#painters.set(recording, painter);
    if (this.#painters.size > PAINTERS) {
      const [oldest, unused] = this.#painters.entries().next().value;
      unused.stop();
      this.#painters.delete(oldest);
    }
    return painter;
  }

  /** Follow the canvas's size in the screen's pixels, whether it is seen, and whether it can be drawn on. */
  #watch() {
    const canvas = this.#canvas;
    const { signal } = this.#listening;
    const measure = (box) => {
      const { width, height } = canvas.getBoundingClientRect();
      const [wide, high] = [Math.round(width * devicePixelRatio), Math.round(height * devicePixelRatio)];
      // The browser's own count is exact to the pixel, but knows nothing of a screen that its tools emulate.
      if (box && Math.abs(box.inlineSize - wide) <= 1) this.#resize(box.inlineSize, box.blockSize);
      else this.#resize(wide, high);
    };
    measure();

    const sizes = new ResizeObserver((entries) => measure(entries[0].devicePixelContentBoxSize?.[0]));
    try {
      sizes.observe(canvas, { box: "device-pixel-content-box" });
    } catch {
      sizes.observe(canvas); // WebKit cannot count the screen's pixels
    }
    this.#onZoom(measure);

    const sight = new IntersectionObserver(
      (entries) => {
        this.#seen = entries.at(-1).intersectionRatio >= SEEN;
        this.#changed();
      },
      { threshold: SEEN },
    );
    sight.observe(canvas);
    this.#observers = [sizes, sight];

    document.addEventListener("visibilitychange", () => this.#changed(), { signal });
    const noteLoss = (lost) => {
      this.#lost = lost;
      this.#forget();
      this.#changed();
    };
    canvas.addEventListener("contextlost", () => noteLoss(true), { signal });
    canvas.addEventListener("contextrestored", () => noteLoss(false), { signal });
  }

  /** Not every change of the screen's pixels is one of the canvas's size in the page. */
  #onZoom(measure) {
    const { signal } = this.#listening;
    const onChange = () => {
      measure();
      this.#onZoom(measure);
    };
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener("change", onChange, { signal, once: true });
  }

  /** A canvas is empty after it was resized, and is drawn at once: the browser shows no frame between. */
  #resize(width, height) {
    if (!width || !height || (width === this.#canvas.width && height === this.#canvas.height)) return;
    this.#canvas.width = width;
    this.#canvas.height = height;
    this.#forget();
    this.#draw();
  }
}

function slideOf(recording, slide) {
  const found = typeof slide === "number" ? recording.slides[slide] : recording.slides.find(({ id }) => id === slide);
  if (!found) throw new Error(`The recording of ${recording.scene} has no slide ${slide}. Build the deck again.`);
  return found;
}

function between(values, at) {
  const whole = Math.floor(at);
  const next = values[whole + 1] ?? values[whole];
  return values[whole] + (next - values[whole]) * (at - whole);
}

/** Where in a sweep a value comes nearest. */
function nearest(values, wanted) {
  return values.reduce((best, value, i) => (Math.abs(value - wanted) < Math.abs(values[best] - wanted) ? i : best), 0);
}

function withUnit(number, unit) {
  const space = /^\p{L}/u.test(unit) ? "\u00a0" : ""; // 30 tokens, 30°
  return number.replace("-", "\u2212") + space + unit;
}
