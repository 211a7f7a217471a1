"""How much faster the lecture is rendered than by plain Manim, paired in one run: ``python -m benchmarks.render``.

Plain is Manim's own command line, one scene after the other, at the same size and with its cache off. Ours is
`render_scenes` from nothing, a worker a processor. Names of scenes may follow. On shared machines expect 10 % of noise.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from recording.keep import QUALITIES, ROOT, render_scenes
from slides.script import load_lecture

PAIRS, QUALITY = 3, "preview"


def plain(scenes: tuple[str, ...], folder: Path) -> float:
    """Seconds that Manim's command line takes for all scenes."""
    size = QUALITIES[QUALITY]
    started = time.monotonic()
    for scene in scenes:
        name = "".join(part.capitalize() for part in scene.split("_"))
        command = [sys.executable, "-m", "manim", "render", f"scenes/{scene}.py", name, "--disable_caching"]
        command += ["-r", f"{size.width},{size.height}", "--fps", str(size.frame_rate), "--media_dir", str(folder)]
        subprocess.run([*command, "--save_sections", "-v", "ERROR", "--progress_bar", "none"], cwd=ROOT, check=True)
    return time.monotonic() - started


def ours(scenes: tuple[str, ...], folder: Path) -> float:
    """Seconds that the lecture's renderer takes for all scenes, from nothing."""
    started = time.monotonic()
    render_scenes(scenes, quality=QUALITY, build=folder)
    return time.monotonic() - started


def main() -> None:
    scenes = tuple(sys.argv[1:]) or load_lecture().scenes()
    ratios = []
    for pair in range(1, PAIRS + 1):
        with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
            slow, fast = plain(scenes, Path(one)), ours(scenes, Path(other))
        ratios.append(slow / fast)
        print(f"pair {pair}: plain Manim {slow:.1f} s, ours {fast:.1f} s, ratio {ratios[-1]:.2f}", flush=True)
    print(f"median ratio {statistics.median(ratios):.2f} over {len(scenes)} scenes at {QUALITY} quality")


if __name__ == "__main__":
    main()
