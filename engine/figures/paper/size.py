"""What a figure is drawn for: a column of a paper, a slide, a shared screen. Text is fitted to it."""

from dataclasses import dataclass

from engine.errors import UserError
from engine.figures.figure import Figure
from engine.figures.paper.page import MARGIN, TEXT, around, beside, legend_height, named, side_by_side, width_of

_AXES = 1.5  # inches of a page for ticks, axis titles and marks
_ROW, _DENSE = 0.34, 0.26  # inches of a row of text, and where there are many
_MANY = 12  # rows
_COLUMN = 0.3  # inches of a column
_LINE = 0.21  # inches of a label's second line
_STEP = 0.95  # a page grows by so much until everything is on it


@dataclass(frozen=True)
class Size:
    """A target in inches. Where its height is None, a figure is as high as it needs to be, up to `highest`."""

    title: str
    about: str
    width: float
    height: float | None
    text: float  # points that text comes out at; ticks and small print are a little smaller
    dpi: int  # of a PNG
    framed: bool  # with title and caption inside; in a paper they stand outside
    highest: float = 8.5


SIZES: dict[str, Size] = {
    "single": Size("Single column", "3.3 in wide, 7.5 pt, 600 dpi", 3.3, None, 7.5, 600, framed=False),
    "double": Size("Double column", "6.9 in wide, 8 pt, 400 dpi", 6.9, None, 8.0, 400, framed=False),
    "slide": Size("Slide", "16:9, 1920 × 1080 pixels", 12.8, 7.2, 14.0, 150, framed=True),
    "meeting": Size("Meeting", "16:9, 1280 × 720 pixels, large type", 40 / 3, 7.5, 17.5, 96, framed=True),
}


def size_of(name: str) -> Size:
    """Raises UserError for a size that there is not."""
    if name not in SIZES:
        raise UserError(f"no size {name!r}. There are: {', '.join(SIZES)}")
    return SIZES[name]


def sheet(figure: Figure, size: Size, said: str = "") -> tuple[float, float, float]:
    """Width and height in inches of the page that is drawn, and the scale at which it becomes the target.

    Text is TEXT points on every page. What has more rows or columns than the target has room for gets a larger page.
    """
    scale = size.text / TEXT
    while True:
        width = size.width / scale
        broad, high = _needed(figure, size, width, said)
        if broad <= width:
            if size.height is None:
                high = max(high, min(0.7 * width, 4.8))
                if high <= size.highest / scale:
                    return width, high, scale
            elif high <= size.height / scale:
                return width, size.height / scale, scale
        scale *= _STEP


def _needed(figure: Figure, size: Size, width: float, said: str) -> tuple[float, float]:
    """Inches across and down of a page that is `width` wide."""
    texts = (figure.title, figure.caption) if size.framed else ("", "")
    labels = beside(figure.down, width, type_size := TEXT if len(figure.down) <= _MANY else 11)
    row = (_ROW if len(labels) <= _MANY else _DENSE) + _LINE * any("\n" in label for label in labels)
    panels = max(figure.abreast, 1)
    stacked = -(-panels // side_by_side(panels, width))
    whole = width - 2 * MARGIN
    key = legend_height(named(figure.entries, whole), 0.5 * whole, whole)
    drawing = key + stacked * (_AXES + max(row * len(labels), 1.0))
    broad = width_of(labels, type_size) + _COLUMN * figure.across + 1.5 if figure.across else 0.0
    return broad, around(width, *texts, getattr(figure, "legend", ()), said) + drawing
