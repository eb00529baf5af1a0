"""Colours that people with any colour vision can tell apart (Okabe and Ito); meaning is always repeated in words.

Only those with a contrast of 3 to 1 or more against white carry meaning.
"""

from __future__ import annotations

BLUE = "#0072B2"
VERMILION = "#C44E00"
INK = "#1C2733"
GREY = "#66727F"
FAINT = "#D9DFE5"
PAPER = "#FFFFFF"

DIVERGING = ("#D96A24", "#EE9A62", "#F8CFAF", "#F7F7F7", "#BBD7EA", "#7FB5D9", "#4A97C9")
"""From fewer ties than expected to more; the middle is as expected. Dark text can be read on all of them."""

HATCH = {
    "symbol": "rect", "dashArrayX": [1, 0], "dashArrayY": [2, 5], "rotation": -0.785, "color": "rgba(28,39,51,0.30)",
}  # fmt: skip
"""The pattern of a hidden cell."""
