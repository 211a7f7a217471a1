"""How the time to record, and the size, grow with length and with objects on stage: ``python -m benchmarks.growth``."""

from __future__ import annotations

import time

from manim import RIGHT, UP, AnimationGroup, Circle, Scene, VGroup

from recording.file import encode
from recording.recorder import FPS, Recorder, settings

SECONDS, OBJECTS = (5, 10, 20, 40), (10, 50, 200, 800)


class Crowd(Scene):
    """Circles on a grid, a fifth of them on the move at a time."""

    seconds, objects = 5, 10

    def construct(self) -> None:
        circles = VGroup(*(Circle(0.1) for _ in range(self.objects))).arrange_in_grid(cols=40, buff=0.05)
        self.add(circles)
        for second in range(self.seconds):
            some = circles[second % 5 :: 5]
            moves = (c.animate.shift(0.2 * (UP if second % 2 else RIGHT)).set_opacity(0.5) for c in some)
            self.play(AnimationGroup(*moves), run_time=1)


def record(seconds: int, objects: int) -> tuple[float, int]:
    """CPU seconds and bytes."""
    started = time.process_time()
    with settings((1920, 1080), FPS, dry_run=True):
        recorder = Recorder()
        scene = type("Sized", (Crowd,), {"seconds": seconds, "objects": objects})
        scene(renderer=recorder).render()
        head = {"scene": "crowd", "theme": "dark", "language": "en", "words": (), "background": "#000000"}
        data = encode(recorder.tracks, [], fps=FPS, frame=(14.2, 8.0), **head)
    return time.process_time() - started, len(data)


def main() -> None:
    print("seconds  objects   CPU s       kB")
    for seconds, objects in [(s, OBJECTS[1]) for s in SECONDS] + [(SECONDS[0], n) for n in OBJECTS]:
        took, size = record(seconds, objects)
        print(f"{seconds:7} {objects:8} {took:7.2f} {size / 1000:8.1f}")


if __name__ == "__main__":
    main()
