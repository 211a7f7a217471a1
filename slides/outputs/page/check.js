// A look at the whole deck before it is needed: every step's end is drawn once, in every theme, and every font loaded.

import { Painter } from "painter";

const SIZE = [960, 540];
const MOST = 20; // failures that are told
const MARK = "deck-check"; // begins the line that slides/check.py reads

/** Write on the page, and as one line to the console, what could be drawn and what could not. */
export async function report(slides, media) {
  const found = { slides: slides.length, drawn: 0, failures: [], fonts: document.fonts.size };
  const canvas = Object.assign(document.createElement("canvas"), { width: SIZE[0], height: SIZE[1] });
  const ctx = canvas.getContext("2d", { alpha: false });
  const themes = document.documentElement.dataset.themes.split(" ");
  for (const slide of slides) {
    media.keep(themes.map((theme) => `${slide.dataset.scene}-${theme}`));
    const drawn = await Promise.all(themes.map((theme) => draw(ctx, slide, media, theme)));
    const failures = drawn.filter(Boolean).map((why) => `${slide.id}: ${why}`);
    found.failures.push(...failures);
    found.drawn += failures.length === 0;
  }
  for (const face of document.fonts)
    await face.load().catch(() => found.failures.push(`the font ${face.family} ${face.weight} cannot be loaded`));
  const lines = [`${found.drawn} of ${found.slides} slides can be drawn`, ...found.failures];
  document.documentElement.classList.remove("presenting", "idle");
  document.body.replaceChildren(
    Object.assign(document.createElement("h1"), { textContent: document.title }),
    ...lines.map((textContent) => Object.assign(document.createElement("p"), { textContent })),
  );
  found.failures.splice(MOST);
  document.body.dataset.found = JSON.stringify(found);
  console.log(`${MARK} ${encodeURIComponent(document.body.dataset.found)} ${MARK}`); // one word in any browser's log
}

/** Why a slide cannot be drawn, or nothing. */
async function draw(ctx, slide, media, theme) {
  try {
    const recording = await media.open(slide.dataset.scene, theme);
    const marks = recording.slides.find(({ id }) => id === slide.dataset.slide);
    if (!ctx) return "this browser gives no canvas to draw on";
    if (!marks) return "its recording does not have it";
    const painter = new Painter(recording);
    for (const { end, loop } of marks.steps) painter.paint(ctx, loop ? loop[0] : end - 1, ...SIZE);
    return null;
  } catch (error) {
    return error.message;
  }
}
