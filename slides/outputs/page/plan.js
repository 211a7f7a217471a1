// What a talk should take, step by step: the seconds that each step speaks or moves, as the builder wrote them down.

/** The steps of slides in their order: `{ id, step, seconds, before }`; `before` is what all before it take. */
export function planOf(slides) {
  let before = 0;
  return slides.flatMap((slide) =>
    [...slide.querySelectorAll(".say p")].map((paragraph) => {
      const entry = { id: slide.id, step: Number(paragraph.dataset.step), seconds: Number(paragraph.dataset.seconds), before };
      before += entry.seconds;
      return entry;
    }),
  );
}

/** What a whole plan takes, in seconds. */
export const lengthOf = (plan) => (plan.length ? plan.at(-1).before + plan.at(-1).seconds : 0);

/** The entry of a step; of a slide's first one where the step is not known. */
export const entryOf = (plan, id, step) =>
  plan.find((entry) => entry.id === id && entry.step === (step ?? 0)) ?? plan.find((entry) => entry.id === id);

/**
 * How one stands after `passed` seconds at a place, where all may take `target` seconds (0: what the plan takes): parts
 * of the whole for where one is and where one should be, and the seconds one is behind, negative: ahead, 0: on time.
 */
export function paceOf(plan, place, passed, target) {
  const whole = lengthOf(plan);
  if (!place || !whole) return null;
  const stretch = target ? target / whole : 1;
  const [begin, end] = [place.before * stretch, (place.before + place.seconds) * stretch];
  const behind = passed > end ? passed - end : Math.min(passed - begin, 0);
  const is = Math.min(Math.max(passed, begin), end) / (whole * stretch);
  return { is, should: Math.min(passed / (whole * stretch), 1), behind };
}
