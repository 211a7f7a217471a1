// Where we are: number, part and progress for the eye, the title of the window, and the words for a screen reader.

const ANNOUNCED = 1500; // milliseconds; then it is spoken, and stands at the picture only

const byId = (id) => document.getElementById(id);

/** Follow the order and the stage. */
export function showWhere(order, stage) {
  const lecture = document.title;
  let timer = 0;

  function draw() {
    const slide = order.current;
    const at = order.slides.indexOf(slide);
    const title = slide.querySelector(".title")?.textContent;
    byId("where").querySelector("span").textContent = title ? partOf(slide).querySelector("h2").textContent : "";
    byId("where").querySelector("b").textContent = title ? `${slide.dataset.number} / ${order.slides.length}` : "";
    for (const part of document.querySelectorAll(".part")) part.classList.toggle("here", part.contains(slide));
    let left = at >= 0 ? at + 1 : order.atLast ? order.slides.length : 0;
    for (const part of byId("progress").children) {
      const length = Number(part.style.flexGrow);
      part.firstElementChild.style.width = `${(100 * Math.max(0, Math.min(left, length))) / length}%`;
      left -= length;
    }
    document.documentElement.dataset.place = title ? "slide" : slide.id;
    document.title = title ? `${title} – ${lecture}` : lecture;
  }

  function announce() {
    const slide = order.current;
    const title = slide.querySelector(".title")?.textContent;
    const number = `Slide ${slide.dataset.number} of ${order.slides.length}`;
    byId("announce").textContent = title ? `${number}: ${title}. ${altOf(slide)}` : slide.textContent;
    clearTimeout(timer);
    timer = setTimeout(() => (byId("announce").textContent = ""), ANNOUNCED);
  }

  function drawStage() {
    byId("why").textContent = stage.why;
    const paused = stage.player.paused;
    document.querySelector('[data-action="pause"]').setAttribute("aria-pressed", paused);
    document.documentElement.classList.toggle("paused", paused);
  }

  order.addEventListener("move", draw);
  order.addEventListener("move", announce);
  order.addEventListener("renew", draw);
  stage.addEventListener("change", drawStage);
}

const partOf = (slide) => slide.closest(".part");
const altOf = (slide) => slide.querySelector(".still").alt;
