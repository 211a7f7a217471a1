// A slider for mouse, fingers and arrow keys. Not the browser's own: that keeps a clicker's PageUp and PageDown.

const KEYS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, Home: -Infinity, End: Infinity };

/** `slide(position)` is called while it is dragged, 0 to 1, `end()` when it is let go; `step(steps)` for keys, an infinite
 *  number for the ends. */
export class Slider {
  #text = "";

  constructor({ slide, step, end = () => {} }) {
    const element = document.createElement("div");
    element.className = "slider";
    element.tabIndex = 0;
    element.setAttribute("role", "slider");
    element.append(document.createElement("i"));
    this.element = element;

    let dragged = null; // the pointer that drags
    const follow = (event) => {
      const { left, width } = element.getBoundingClientRect();
      const inset = parseFloat(getComputedStyle(element).paddingLeft); // so that a thumb can stand at the very end
      slide(Math.min(Math.max((event.clientX - left - inset) / (width - 2 * inset), 0), 1));
    };
    element.addEventListener("pointerdown", (event) => {
      if (event.button || dragged !== null) return;
      dragged = event.pointerId;
      element.setPointerCapture(dragged);
      follow(event);
    });
    element.addEventListener("pointermove", (event) => event.pointerId === dragged && follow(event));
    element.addEventListener("lostpointercapture", () => {
      dragged = null;
      element.blur(); // after a drag, the arrow keys belong to the slides again
      end();
    });
    element.addEventListener("keydown", (event) => {
      if (!(event.key in KEYS) || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      step(KEYS[event.key]);
    });
  }

  /** Move the thumb, 0 to 1; null: it stands for nothing now. */
  set position(position) {
    this.element.classList.toggle("loose", position === null);
    this.element.style.setProperty("--at", position ?? 0);
  }

  /** What a screen reader says: the slider's name, and its value as a number and in words. */
  describe(name, low, high, value, text) {
    const all = `${name} ${low} ${high} ${text}`;
    if (all === this.#text) return; // this is asked for with every picture
    this.#text = all;
    this.element.setAttribute("aria-label", name);
    this.element.setAttribute("aria-valuemin", low);
    this.element.setAttribute("aria-valuemax", high);
    this.element.setAttribute("aria-valuenow", value);
    this.element.setAttribute("aria-valuetext", text);
  }
}
