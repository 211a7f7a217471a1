"""Sizes, timing, line weights and radii: what is the same in every theme."""

from __future__ import annotations

# Type scale: em size in pixels of a 1080-line frame. Nothing on screen is smaller than SMALLEST, 2.5 % of the frame.
HERO, TITLE, BODY, LABEL, SMALL, SMALLEST = 88, 64, 46, 38, 30, 27

# Layout in Manim units; a frame is 14.2 by 8.
MARGIN = 0.5
GAP = 0.3

# Timing in seconds. MOTION is one thought.
QUICK, MOTION, SLOW, HOLD = 0.5, 1.0, 2.0, 0.6

# Line weights in Manim's stroke widths: grids and cells; axes and outlines; dividers and number lines; curves, arrows
# and frames; the state; what all eyes shall follow.
HAIR, THIN, LINE, MARK, STRONG, HEAVY = 1.5, 2.5, 3, 5, 6, 8

# Corner radii of symbols and of boxes; dots on a curve and values in the plane; the tip of an arrow.
SMALL_CORNER, CORNER = 0.1, 0.14
DOT, POINT = 0.075, 0.16
TIP = 0.24
