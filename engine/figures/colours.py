"""Colours of all figures, light and dark. Chosen to be told apart by colour-blind readers; never the only sign."""

from dataclasses import dataclass

import numpy as np

Stops = tuple[str, ...]  # evenly spaced from the low to the high end


@dataclass(frozen=True)
class Theme:
    """Ink and grounds of one theme."""

    ink: str
    faint: str  # text that must still be readable: at least 4.5:1
    line: str  # grids and cell borders
    ground: str  # what is assumed behind a transparent figure
    hatch_ground: str
    hatch: str


LIGHT = Theme(ink="#1A1A1A", faint="#5A5A5A", line="#D9D9D9", ground="#FFFFFF", hatch_ground="#EFEFEF", hatch="#C4C4C4")
DARK = Theme(ink="#F0F0F0", faint="#B0B0B0", line="#3D444D", ground="#0E1117", hatch_ground="#262A31", hatch="#4A515C")

SCALES: dict[str, tuple[Stops, Stops]] = {  # for light, for dark; the ground is the end that means nothing
    "result": (
        ("#F3F8FC", "#C9E1F2", "#8FC1E3", "#4795C9", "#0072B2", "#004A7A", "#062B47"),
        ("#14202B", "#14364F", "#125379", "#1274A8", "#3D98CF", "#7FC4EE", "#D2ECFC"),
    ),
    "transfer": (  # orange below 0 and purple above it, as ColorBrewer's PuOr: both kinds of red-green blindness see it
        (
            "#7F3B08",
            "#B35806",
            "#E08214",
            "#FDB863",
            "#FEE0B6",
            "#F7F7F7",
            "#D8DAEB",
            "#B2ABD2",
            "#8073AC",
            "#542788",
            "#2D004B",
        ),
        (
            "#FFD9A8",
            "#FDB863",
            "#E08214",
            "#A65A10",
            "#5C3716",
            "#22262D",
            "#3A3557",
            "#5A4D8C",
            "#8073AC",
            "#B2ABD2",
            "#DDD9EE",
        ),
    ),
    "counts": (
        ("#FFFFFF", "#FBE3D2", "#F5BC96", "#EC8F53", "#D55E00", "#9C4500", "#5F2A00"),
        ("#14171C", "#3A2415", "#6B3610", "#A04B08", "#D55E00", "#EE9355", "#FBD0B0"),
    ),
}

# Okabe and Ito 2008; yellow is left out (too faint on white), black and its light stand-in go by theme
LINES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#7F7F7F", "#9467BD")


def theme(dark: bool) -> Theme:
    return DARK if dark else LIGHT


def stops(scale: str, dark: bool) -> Stops:
    return SCALES[scale][int(dark)]


def at(scale: str, dark: bool, place: float) -> str:
    """The colour at a place from 0 (low end) to 1 (high end); beyond it is clipped."""
    colours = stops(scale, dark)
    x = float(np.clip(place, 0, 1)) * (len(colours) - 1)
    i = min(int(x), len(colours) - 2)
    mixed = [a + (b - a) * (x - i) for a, b in zip(_rgb(colours[i]), _rgb(colours[i + 1]), strict=True)]
    return "#" + "".join(f"{round(c):02X}" for c in mixed)


def text_on(background: str) -> str:
    """Dark or light text, whichever has the higher contrast (WCAG 2) on this background."""
    luminance = _luminance(background)
    on_dark, on_light = 1.05 / (luminance + 0.05), (luminance + 0.05) / (_luminance("#1A1A1A") + 0.05)
    return "#FFFFFF" if on_dark > on_light else "#1A1A1A"


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio, 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    channels = [c / 255 for c in _rgb(colour)]
    r, g, b = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
