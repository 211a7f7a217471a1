"""The stage every scene plays on: title line, evidence tag, citation, and one section a slide."""

from __future__ import annotations

from collections.abc import Sequence

from manim import DL, DOWN, SEMIBOLD, UL, UR, FadeIn, FadeOut, Mobject, RoundedRectangle, Scene, VGroup, config

from scenes import look
from scenes.mobjects.text import Label
from scenes.theme import theme

# What stands behind a claim, in falling strength; the meaning is explained in the opening scene.
EVIDENCE = ("proved", "cited", "measured", "constructed", "schematic")


class Tag(VGroup):
    """The label top right that says what stands behind a slide's claim."""

    def __init__(self, evidence: str):
        if evidence not in EVIDENCE:
            raise ValueError(f"evidence {evidence!r} is not one of {', '.join(EVIDENCE)}")
        word = Label(evidence, look.SMALL, weight=SEMIBOLD)
        box = RoundedRectangle(
            corner_radius=look.SMALL_CORNER,
            width=word.width + 0.42,
            height=0.52,
            color=theme.muted,
            stroke_width=look.THIN,
        )
        word.on_baseline(box.get_y() - 0.075)
        super().__init__(box, word)
        self.evidence = evidence


class LectureScene(Scene):
    """A scene of the lecture. ``construct`` is a list of beats; each slide opens with ``self.slide(...)``."""

    def setup(self) -> None:
        theme.use(theme.name)
        self.camera.background_color = theme.background
        self.slide_ids: list[str] = []
        self.claims: list[dict] = []

    def slide(
        self, local_id: str, title: str, evidence: str | None = None, source: str = "", keep: Sequence[Mobject] = ()
    ) -> None:
        """Begin a slide: a section of the video with its title, evidence tag and citation, on an empty stage.

        ``keep`` is what stays from the slide before. ``evidence`` is None only where nothing is claimed.
        """
        self._end_slide()
        self.slide_ids.append(local_id)
        self.claims.append({"id": local_id, "title": title, "evidence": evidence, "source": source})
        self.next_section(local_id)
        kept = {id(part) for mobject in keep for part in mobject.get_family()}
        leaving = [m for m in self.mobjects if not any(id(part) in kept for part in m.get_family())]
        if leaving:
            self.play(*(FadeOut(m) for m in leaving), run_time=look.QUICK)
        self.furniture = self._make_furniture(title, evidence, source)
        self.play(FadeIn(self.furniture), run_time=look.QUICK)

    def _make_furniture(self, title: str, evidence: str | None, source: str) -> VGroup:
        frame = RoundedRectangle(
            corner_radius=0.01, width=config.frame_width - 2 * look.MARGIN, height=config.frame_height - 2 * look.MARGIN
        )
        parts = VGroup()
        if title:
            headline = Label(title, look.TITLE, weight=SEMIBOLD)
            widest = frame.width - (2.6 if evidence else 0)
            if headline.width > widest:
                headline.scale(widest / headline.width)
            headline.move_to(frame.get_corner(UL), aligned_edge=UL).on_baseline(frame.get_top()[1] - 0.42)
            parts.add(headline)
        if evidence:
            parts.add(Tag(evidence).move_to(frame.get_corner(UR), aligned_edge=UR))
        if source:
            citation = Label(source, look.SMALL, theme.muted)
            parts.add(citation.move_to(frame.get_corner(DL), aligned_edge=DL).on_baseline(frame.get_bottom()[1] + 0.09))
        return parts

    @property
    def stage(self) -> RoundedRectangle:
        """The area between title line and citation, for layout; never drawn."""
        height = config.frame_height - 2 * look.MARGIN - 0.8 - 0.5
        area = RoundedRectangle(corner_radius=0.01, width=config.frame_width - 2 * look.MARGIN, height=height)
        return area.move_to(0.15 * DOWN)

    def hold(self, seconds: float = look.HOLD) -> None:
        """Let a picture stand."""
        self.wait(seconds)

    def _end_slide(self) -> None:
        if self.slide_ids:
            self.hold()
            self.on_slide_end(self.slide_ids[-1])

    def on_slide_end(self, local_id: str) -> None:
        """Called with the slide's end state on stage: a place for whoever wants to look at it."""

    def tear_down(self) -> None:
        self._end_slide()
