"""How much faster the lecture is made than by plain Manim, paired in one run: ``python -m benchmarks.render``.

Plain is Manim's own command line, one scene after the other, cache off, at 1080p60 and at 480p15. Ours is the deck from
nothing, and all videos at 1080p60 from the recordings that this made, a worker a processor. Then both videos of a scene
are compared with what was drawn. Names of scenes may follow; ``--pairs N`` repeats. On shared machines expect 10 % of
noise.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np

from recording.draw import Painter
from recording.file import Recording, load
from recording.keep import ROOT, Words, record_scenes
from recording.video import QUALITIES
from slides.build import record
from slides.outputs.deck import build_deck
from slides.outputs.videos import write_videos
from slides.script import load_lecture

EVERY = 7  # of how many frames one is compared


def plain(scenes: tuple[str, ...], folder: Path, quality: str) -> float:
    """Seconds that Manim's command line takes for all scenes."""
    size = QUALITIES[quality]
    started = time.monotonic()
    for scene in scenes:
        name = "".join(part.capitalize() for part in scene.split("_"))
        command = [sys.executable, "-m", "manim", "render", f"scenes/{scene}.py", name, "--disable_caching"]
        command += ["-r", f"{size.width},{size.height}", "--fps", str(size.frame_rate), "--media_dir", str(folder)]
        subprocess.run([*command, "-v", "ERROR", "--progress_bar", "none"], cwd=ROOT, check=True)
    return time.monotonic() - started


def deck(scenes: tuple[str, ...], folder: Path) -> float:
    """Seconds from nothing to the deck, as `./run lecture` takes them, Python's start included."""
    started = time.monotonic()
    command = [sys.executable, "-m", "benchmarks.render", "--deck", str(folder), *scenes]
    subprocess.run(command, cwd=ROOT, check=True, stderr=subprocess.DEVNULL)
    return time.monotonic() - started


def make(scenes: tuple[str, ...], folder: Path) -> None:
    """The deck of some scenes under a folder."""
    os.environ["LECTURE_BUILD"] = str(folder)
    cut, recordings = record(load_lecture().cut(only=scenes))
    build_deck(cut, recordings, folder / "deck")


def videos(scenes: tuple[str, ...], folder: Path) -> float:
    """Seconds for all videos at 1080p60, from the recordings in a folder where the deck was made."""
    cut = load_lecture().cut(only=scenes)
    recordings = {"dark": {s: load(next((folder / "recordings").glob(f"{s}-dark-*.rec"))) for s in scenes}}
    os.environ["LECTURE_BUILD"] = str(folder)
    started = time.monotonic()
    write_videos(cut, recordings, folder / "videos", quality="hd")
    return time.monotonic() - started


def luma(video: Path) -> Iterator[np.ndarray]:
    """The brightness of each frame, 16 to 235."""
    with av.open(str(video)) as file:
        for frame in file.decode(video=0):
            yield frame.to_ndarray()[: frame.height].astype(float)


def compare(recording: Recording, video: Path, first: int = 0) -> tuple[float, float]:
    """PSNR and SSIM of the brightness, against what was drawn; means over frames."""
    painter = Painter(recording, 1920, 1080)
    found = []
    for number, seen in enumerate(luma(video)):
        if number % EVERY == 0:
            painter.draw(first + number)
            drawn = av.VideoFrame.from_ndarray(np.ascontiguousarray(painter.pixels), format="bgra")
            # Either matrix: what is compared is how well the encoder kept its own picture.
            best = max(
                (_alike(seen, _luma(drawn, matrix)) for matrix in ("ITU601", "ITU709")), key=lambda pair: pair[0]
            )
            found.append(best)
    return float(np.mean([p for p, _ in found])), float(np.mean([s for _, s in found]))


def _luma(frame: av.VideoFrame, matrix: str) -> np.ndarray:
    plane = frame.reformat(format="yuv420p", dst_colorspace=matrix, src_color_range="JPEG", dst_color_range="MPEG")
    return plane.to_ndarray()[: frame.height].astype(float)


def _alike(a: np.ndarray, b: np.ndarray) -> tuple[float, float]:
    """PSNR, at most 60 dB, and SSIM over blocks of 8 x 8."""
    error = float(np.square(a - b).mean())
    psnr = 60.0 if error < 0.065 else 10 * np.log10(255**2 / error)
    x, y = (m[: m.shape[0] // 8 * 8].reshape(m.shape[0] // 8, 8, -1, 8).swapaxes(1, 2).reshape(-1, 64) for m in (a, b))
    mean_x, mean_y = x.mean(axis=1), y.mean(axis=1)
    common = ((x - mean_x[:, None]) * (y - mean_y[:, None])).mean(axis=1)
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    above = (2 * mean_x * mean_y + c1) * (2 * common + c2)
    below = (mean_x**2 + mean_y**2 + c1) * (x.var(axis=1) + y.var(axis=1) + c2)
    return psnr, float((above / below).mean())


def quality(scene: str, folder: Path) -> None:
    """Print how well our video and plain Manim's keep a scene, how large they are, and what memory each took."""
    recording = record_scenes({scene: Words()}, build=folder)["dark"][scene]  # plain Manim has no script either
    plain((scene,), folder / "plain", "hd")
    [theirs] = [p for p in (folder / "plain").rglob("*.mp4") if "partial" not in str(p)]
    their_memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    ours = folder / "ours.mp4"
    code = (
        "import resource, sys; from pathlib import Path; from recording.file import load; "
        "from recording.video import QUALITIES, write_mp4; r = load(Path(sys.argv[1])); "
        "write_mp4(r, range(r.frames), Path(sys.argv[2]), QUALITIES['hd'], lambda _: None); "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    file = next((folder / "recordings").glob(f"{scene}-dark-*.rec"))
    done = subprocess.run([sys.executable, "-c", code, file, ours], cwd=ROOT, check=True, capture_output=True)
    for name, video, memory in (("plain", theirs, their_memory), ("ours", ours, int(done.stdout))):
        psnr, ssim = compare(recording, video)
        size = video.stat().st_size / 1e6
        print(f"{scene}, {name}: PSNR-Y {psnr:.1f} dB, SSIM {ssim:.5f}, {size:.2f} MB, {memory / 1000:.0f} MB memory")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("scenes", nargs="*")
    options.add_argument("--pairs", type=int, default=1)
    options.add_argument("--deck", type=Path, help=argparse.SUPPRESS)
    given = options.parse_args()
    scenes = tuple(given.scenes) or load_lecture().scenes()
    if given.deck:
        make(scenes, given.deck)
        return
    ratios: dict[str, list[float]] = {}
    for pair in range(1, given.pairs + 1):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            ours = deck(scenes, folder / "ours")
            films = videos(scenes, folder / "ours")
            hd, preview = (plain(scenes, folder / quality, quality) for quality in ("hd", "preview"))
        told = {"deck, 1080p60": hd / ours, "deck, 480p15": preview / ours, "videos, 1080p60": hd / films}
        print(f"pair {pair}: plain Manim {hd:.1f} s at 1080p60, {preview:.1f} s at 480p15; deck {ours:.1f} s, ", end="")
        print(f"videos {films:.1f} s from recordings", flush=True)
        for what, ratio in told.items():
            ratios.setdefault(what, []).append(ratio)
    for what, found in ratios.items():
        print(f"{what}: {statistics.median(found):.2f} times as fast as plain Manim, over {len(scenes)} scenes")
    with tempfile.TemporaryDirectory() as name:
        quality(scenes[len(scenes) // 2], Path(name))


if __name__ == "__main__":
    main()
