// Mouse, pen and fingers on the picture, and the tools that come with them.

const AWAKE = 2500; // milliseconds that the tools stay after the pointer has moved
const SWIPE = 40; // pixels
const STILL = 10;

/** Press `actions` for clicks, taps and swipes on the picture, and for the tools. */
export function listenToPointer(actions) {
  const root = document.documentElement;
  const stage = document.getElementById("stage");
  const panel = document.getElementById("panel");
  let timer = 0;
  let from = null;
  let asleep = true; // whether the tools were hidden when the finger came down

  const wake = () => {
    root.classList.remove("idle");
    clearTimeout(timer);
    timer = setTimeout(() => root.classList.add("idle"), AWAKE);
  };

  document.addEventListener("pointermove", (event) => event.pointerType === "mouse" && wake());
  document.addEventListener("pointerdown", () => {
    asleep = root.classList.contains("idle") && !panel.contains(document.activeElement);
    wake();
  }, true);

  // A zoomed page is panned with the finger, in every direction: the style then lets the browser have all drags.
  const view = globalThis.visualViewport;
  view?.addEventListener("resize", () => root.classList.toggle("zoomed", view.scale > 1.01));

  stage.addEventListener("pointerdown", (event) => {
    from = event.isPrimary && event.button === 0 && !event.target.closest("#caption, a") ? event : null;
  });
  stage.addEventListener("pointercancel", () => (from = null));
  stage.addEventListener("pointerup", (event) => {
    if (!from || !root.classList.contains("presenting")) return;
    const [x, y] = [event.clientX - from.clientX, event.clientY - from.clientY];
    from = null;
    const swiped = event.pointerType !== "mouse" && Math.abs(x) > SWIPE && Math.abs(x) > 1.5 * Math.abs(y);
    if (swiped) actions.press(x < 0 ? "forward" : "back");
    else if (Math.hypot(x, y) < STILL) actions.press(event.clientX < innerWidth / 4 ? "back" : "forward");
  });
  document.getElementById("black")?.addEventListener("click", () => actions.press("black"));

  // A finger that comes down where hidden tools lie has touched the picture, even though they appear under it.
  panel.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button || (event.detail && asleep)) return;
    actions.press(button.dataset.action);
    if (event.detail) button.blur(); // after a click, the space bar belongs to the slides again
  });
}
