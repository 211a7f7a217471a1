// Pictures that paper shows, and the screen has not asked for yet: a print does not wait for what is to be loaded.

import { whenIdle } from "idle";

const ON_PAPER = '.still[data-of="light"], .still:only-of-type';
const QUIET = 3000; // milliseconds for the first picture, which must not wait for these

/** Load the pictures of the handout one by one while there is nothing else to do, and all of them before a print. */
export async function loadPaper() {
  addEventListener("beforeprint", () => {
    for (const picture of document.querySelectorAll(ON_PAPER)) picture.loading = "eager";
  });
  await new Promise((quiet) => setTimeout(quiet, QUIET));
  for (const picture of document.querySelectorAll(ON_PAPER)) {
    await new Promise((idle) => whenIdle(() => idle()));
    if (document.documentElement.classList.contains("reading")) return; // there they come as they are reached
    picture.loading = "eager";
  }
}
