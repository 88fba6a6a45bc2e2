"""The drawing of a figure as a file: PNG, SVG, PDF. The same figure gives the same bytes.

Text stays text: in a PDF with its font embedded (TrueType, fonttype 42), so that it can be searched and copied; in an
SVG as `<text>`, so that a screen reader reads it and an editor can change it. Title and caption are in every file.
"""

import io
from collections.abc import Callable

import matplotlib
from pypdf import PdfWriter

from engine.figures.figure import Figure
from engine.figures.paper.drawing import draw
from engine.figures.paper.settings import CLOUD, LOCK, SETTINGS
from engine.figures.paper.size import size_of
from engine.figures.paper.svg import to_svg


def to_png(figure: Figure, size: str = "slide", dark: bool = False, said: str = "") -> bytes:
    """A PNG at the size's resolution: `slide` has 1920 x 1080 pixels. Raises UserError for an unknown size."""
    words = {"Title": figure.title, "Description": figure.caption, "Software": None}
    file = io.BytesIO()
    with LOCK:
        matplotlib.rcParams.update(SETTINGS)
        canvas = draw(figure, size, dark, said)
        canvas.savefig(file, format="png", dpi="figure", metadata=words)
    return file.getvalue()


def to_pdf(figure: Figure, size: str = "single", dark: bool = False, said: str = "") -> bytes:
    """A PDF of one page of the size's width. Raises UserError for an unknown size."""
    file, scaled = io.BytesIO(), io.BytesIO()
    with LOCK:
        matplotlib.rcParams.update(SETTINGS)
        canvas = draw(figure, size, dark, said)
        canvas.savefig(
            file,
            format="pdf",
            dpi=CLOUD * size_of(size).width / canvas.get_figwidth(),
            metadata=dict.fromkeys(("CreationDate", "Creator", "Producer")),
        )
    pdf = PdfWriter(clone_from=file)
    pdf.pages[0].scale_by(size_of(size).width / canvas.get_figwidth())
    pdf.metadata = {"/Title": figure.title, "/Subject": figure.caption}
    pdf.write(scaled)
    return scaled.getvalue()


# ending -> (media type, makes the file's bytes from a figure and the name of a size)
FORMATS: dict[str, tuple[str, Callable[[Figure, str], bytes]]] = {
    "png": ("image/png", to_png),
    "svg": ("image/svg+xml", lambda figure, size: to_svg(figure, size).encode()),
    "pdf": ("application/pdf", to_pdf),
}
