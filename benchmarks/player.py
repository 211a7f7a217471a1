"""How fast the deck's player draws recordings: ``python -m benchmarks.player FILE.rec ...``.

In Chromium on its software rasteriser, with the network off. Every frame of every recording is drawn at 1080p and 4K,
and one pixel is read back, for drawing is only noted until somebody looks; all of that twice, for a frame is slow if it
is slow both times, and otherwise something else on the machine was at work. Then all slides are shown and gone through
five times, and what the page holds in memory is compared; last, one slide plays by the screen's own clock. Expect 10 %
of noise, and more where others use the machine.
"""

from __future__ import annotations

import base64
import json
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.browser import stage

PAGE = Path(__file__).resolve().parents[1] / "slides" / "outputs" / "page"
MODULES = ("recording", "painter", "player")
SIZES = ((1920, 1080), (3840, 2160))
PASSES = 5

HTML = """<!doctype html><meta charset="utf-8">
<style>body { margin: 0 } canvas { width: 100vw; height: 56.25vw }</style>
<script type="importmap">IMPORTS</script><canvas></canvas><script type="module">
import { Recording, fromBase64 } from "recording";
import { Painter } from "painter";
import { Player } from "player";
const canvas = document.querySelector("canvas");
window.recordings = [];
window.player = null;
window.load = async (text) => {
  const began = performance.now();
  const recording = await Recording.open(fromBase64(text));
  const opened = performance.now();
  player ??= new Player(canvas, { calm: true });
  player.show(recording, 0);
  canvas.getContext("2d").getImageData(0, 0, 1, 1);
  recordings.push(recording);
  return { scene: recording.scene, frames: recording.frames, open: opened - began, picture: performance.now() - began };
};
window.draw = (number, width, height) => {
  const recording = recordings[number];
  const other = Object.assign(document.createElement("canvas"), { width, height });
  const context = other.getContext("2d", { alpha: false });
  const painter = new Painter(recording);
  const look = () => context.getImageData(0, 0, 1, 1);
  painter.paint(context, 0, width, height); // the slide is shown
  look();
  const times = [];
  for (let frame = 0; frame < recording.frames; frame++) {
    const began = performance.now();
    painter.paint(context, frame, width, height);
    look();
    times.push(performance.now() - began);
  }
  return times;
};
window.pass = async () => {
  for (const recording of recordings)
    for (const { id, steps } of recording.slides)
      for (let step = 0; step < steps.length; step++) {
        player.show(recording, id, step);
        for (let frame = steps[step].first; frame < steps[step].end; frame += 2) player.seek(frame);
        await new Promise((resolve) => setTimeout(resolve, 30)); // and what is idle then
      }
};
window.play = async (number) => {
  player.calm = false;
  const times = [];
  player.addEventListener("frame", () => times.push(performance.now()));
  const finished = () => new Promise((resolve) =>
    player.addEventListener("change", function check() {
      if (player.finished) resolve(player.removeEventListener("change", check));
    }));
  const ended = finished();
  player.show(recordings[number], 0);
  await ended;
  return times.slice(1).map((time, i) => time - times[i]);
};
window.ready = true;
</script>"""


def page_file(folder: Path) -> Path:
    """A page with the player's modules and a canvas."""
    code = {name: base64.b64encode((PAGE / f"{name}.js").read_bytes()).decode() for name in MODULES}
    imports = json.dumps({"imports": {name: f"data:text/javascript;base64,{text}" for name, text in code.items()}})
    path = folder / "player.html"
    path.write_text(HTML.replace("IMPORTS", imports))
    return path


def memory(page: Any, client: Any) -> tuple[float, float]:
    """Megabytes after the rubbish is gone: of scripts, and of the whole renderer with its pictures and paths."""
    for _ in range(3):
        client.send("HeapProfiler.collectGarbage")
        page.wait_for_timeout(200)
    heap = client.send("Runtime.getHeapUsage")
    session = page.context.browser.new_browser_cdp_session()
    pids = [p["id"] for p in session.send("SystemInfo.getProcessInfo")["processInfo"] if p["type"] == "renderer"]
    session.detach()
    return heap["usedSize"] / 1e6, max(resident(pid) for pid in pids)


def resident(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1e3 for line in lines if line.startswith("VmRSS"))


def measure(files: list[Path]) -> None:
    with tempfile.TemporaryDirectory() as folder, stage.chromium() as browser:
        context = browser.new_context(offline=True, viewport={"width": 1920, "height": 1080})
        page = context.new_page()
        client = context.new_cdp_session(page)
        page.goto(page_file(Path(folder)).as_uri())
        page.wait_for_function("window.ready")

        loaded = [page.evaluate("(text) => load(text)", base64.b64encode(f.read_bytes()).decode()) for f in files]
        for file, facts in zip(files, loaded, strict=True):
            print(f"{facts['scene']:12} {file.stat().st_size / 1e3:5.0f} kB, open {facts['open']:5.1f} ms,", end="")
            print(f" first picture after {facts['picture']:5.1f} ms", flush=True)

        for width, height in SIZES:
            every: list[float] = []
            twice: list[float] = []
            for number, facts in enumerate(loaded):
                one, other = (page.evaluate("(args) => draw(...args)", [number, width, height]) for _ in range(2))
                both = list(map(min, one, other))
                every += one + other
                twice += both
                worst = both.index(max(both))
                print(f"{facts['scene']:12} {height}: median {statistics.median(one + other):.1f} ms,", end="")
                print(f" worst {max(both):.1f} ms (frame {worst} of {len(both)})", flush=True)
            print(f"all at {height}: median {statistics.median(every):.2f} ms,", end="")
            print(f" over 33 ms both times {sum(t > 33 for t in twice)} of {len(twice)} frames,", end="")
            print(f" at all {sum(t > 33 for t in every)} (worst {max(every):.0f} ms)", flush=True)

        for number in range(1, PASSES + 1):
            page.evaluate("() => pass()")
            if number in (1, PASSES):
                scripts, renderer = memory(page, client)
                print(f"after pass {number}: scripts {scripts:.1f} MB, renderer {renderer:.0f} MB", flush=True)

        gaps = page.evaluate("() => play(0)")
        print(f"{loaded[0]['scene']} by the screen's clock: {len(gaps)} pictures,", end="")
        print(f" median gap {statistics.median(gaps):.1f} ms, worst {max(gaps):.1f} ms")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("which recordings? python -m benchmarks.player FILE.rec ...")
    measure([Path(name) for name in sys.argv[1:]])
