// What is pointed at and drawn over a picture: a laser's dot and a pen's strokes, in parts of the picture's size.

const SVG = document.querySelector("svg").namespaceURI; // of an icon: an address would look like one that is asked for
const WIDE = 1600; // of the drawing's own units; its height follows the picture's shape
const NEAR = 0.001; // of the picture's width: a hand that moved less has not moved

/** An SVG over a picture. `say(action, value)` hears of the hand: "point" [x, y] or null, "draw" [x, y, begins]. */
export class Marks {
  #svg = document.createElementNS(SVG, "svg");
  #dot = document.createElementNS(SVG, "circle");
  #strokes = document.createElementNS(SVG, "g");
  #shown = "";
  #last = null;

  constructor(box, say) {
    const shape = Number(getComputedStyle(document.documentElement).getPropertyValue("--shape")) || 16 / 9;
    this.high = WIDE / shape;
    this.#svg.setAttribute("viewBox", `0 0 ${WIDE} ${this.high}`);
    this.#svg.setAttribute("class", "marks");
    this.#svg.setAttribute("aria-hidden", "true");
    this.#dot.setAttribute("r", 9);
    this.#svg.append(this.#strokes, this.#dot);
    box.append(this.#svg);
    this.show({ tool: "", dot: null, strokes: [] });
    this.#listen(say);
  }

  /** Show a state: the tool in the hand ("", "laser" or "pen"), where the dot is, and the strokes. */
  show({ tool, dot, strokes }) {
    this.#svg.dataset.tool = tool;
    const seen = tool === "laser" && dot;
    this.#dot.style.visibility = seen ? "visible" : "hidden";
    if (seen) {
      this.#dot.setAttribute("cx", dot[0] * WIDE);
      this.#dot.setAttribute("cy", dot[1] * this.high);
    }
    const text = JSON.stringify(strokes);
    if (text === this.#shown) return;
    this.#shown = text;
    // Each twice: an edge in the page's colour keeps a stroke apart from whatever it crosses.
    const lines = ["edge", "line"].flatMap((kind) => strokes.map((stroke) => this.#line(stroke, kind)));
    this.#strokes.replaceChildren(...lines);
  }

  #line(stroke, kind) {
    const line = document.createElementNS(SVG, "polyline");
    line.setAttribute("class", kind);
    const points = stroke.length === 1 ? [stroke[0], stroke[0]] : stroke;
    line.setAttribute("points", points.map(([x, y]) => `${(x * WIDE).toFixed(1)},${(y * this.high).toFixed(1)}`).join(" "));
    return line;
  }

  #listen(say) {
    const svg = this.#svg;
    const place = (event) => {
      const { left, top, width, height } = svg.getBoundingClientRect();
      return [(event.clientX - left) / width, (event.clientY - top) / height].map((part) => Math.round(part * 1e4) / 1e4);
    };
    const moved = ([x, y]) => !this.#last || Math.hypot(x - this.#last[0], y - this.#last[1]) > NEAR;
    svg.addEventListener("pointerdown", (event) => {
      event.stopPropagation(); // with a tool in the hand, nobody wants to go on
      if (event.button !== 0 || !event.isPrimary) return;
      event.preventDefault();
      svg.setPointerCapture(event.pointerId);
      this.#last = place(event);
      if (svg.dataset.tool === "pen") say("draw", [...this.#last, true]);
      else say("point", this.#last);
    });
    svg.addEventListener("pointermove", (event) => {
      const now = place(event);
      if (!event.isPrimary || !moved(now)) return;
      const draws = svg.dataset.tool === "pen";
      if (draws && !svg.hasPointerCapture(event.pointerId)) return;
      this.#last = now;
      say(draws ? "draw" : "point", draws ? [...now, false] : now);
    });
    svg.addEventListener("pointerup", (event) => event.stopPropagation());
    svg.addEventListener("pointerleave", () => say("point", null));
  }
}
