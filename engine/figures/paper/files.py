"""The drawing of a figure as a file: PNG, SVG, PDF. The same figure gives the same bytes.

Text stays text: in a PDF with its font embedded (TrueType, fonttype 42), so that it can be searched and copied; in an
SVG as `<text>`, so that a screen reader reads it and an editor can change it. Title and caption are in every file.
"""

import io
import re
import threading
from collections.abc import Callable
from html import escape

import matplotlib
from pypdf import PdfWriter

from engine.figures.figure import Figure
from engine.figures.paper.drawing import draw
from engine.figures.paper.size import size_of

_LOCK = threading.Lock()  # matplotlib's fonts must not be used by two threads at once
_SETTINGS = {"pdf.fonttype": 42, "svg.fonttype": "none", "svg.hashsalt": "lethe", "font.family": ["DejaVu Sans"]}
_FAMILY = "'DejaVu Sans', Verdana, Geneva, sans-serif"  # as wide as each other; on other systems the second is there
_NOTHING = dict.fromkeys(("Date", "Creator", "Format", "Type"))
_POINTS = 72.0  # an inch


def to_png(figure: Figure, size: str = "slide", dark: bool = False, said: str = "") -> bytes:
    """A PNG at the size's resolution: `slide` has 1920 x 1080 pixels. Raises UserError for an unknown size."""
    words = {"Title": figure.title, "Description": figure.caption, "Software": None}
    file = io.BytesIO()
    with _LOCK:
        matplotlib.rcParams.update(_SETTINGS)
        canvas = draw(figure, size, dark, said)
        canvas.savefig(file, format="png", dpi="figure", metadata=words)
    return file.getvalue()


def to_pdf(figure: Figure, size: str = "single", dark: bool = False, said: str = "") -> bytes:
    """A PDF of one page of the size's width. Raises UserError for an unknown size."""
    file, scaled = io.BytesIO(), io.BytesIO()
    with _LOCK:
        matplotlib.rcParams.update(_SETTINGS)
        canvas = draw(figure, size, dark, said)
        canvas.savefig(file, format="pdf", metadata=dict.fromkeys(("CreationDate", "Creator", "Producer")))
    pdf = PdfWriter(clone_from=file)
    pdf.pages[0].scale_by(size_of(size).width / canvas.get_figwidth())
    pdf.metadata = {"/Title": figure.title, "/Subject": figure.caption}
    pdf.write(scaled)
    return scaled.getvalue()


def to_svg(figure: Figure, size: str = "single", dark: bool = False, said: str = "", name: str = "figure") -> str:
    """An SVG document. `name` begins every id in it, so that several can stand in one page. UserError as above."""
    file = io.StringIO()
    with _LOCK:
        matplotlib.rcParams.update(_SETTINGS)
        canvas = draw(figure, size, dark, said)
        canvas.savefig(file, format="svg", metadata=_NOTHING)
    width, height = canvas.get_size_inches() * _POINTS
    scale = size_of(size).width * _POINTS / width
    body = re.sub(r"\A.*?</defs>\s*", "", file.getvalue(), count=1, flags=re.DOTALL)
    used = set(re.findall(r"#([\w.]+)", body))
    body = re.sub(r' id="([\w.]+)"', lambda found: found.group() if found.group(1) in used else "", body)
    body = re.sub(r'(id="|xlink:href="#|url\(#)', rf"\g<1>{name}-", body).replace("xlink:href", "href")
    body = body.replace("'DejaVu Sans'", _FAMILY)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width * scale:.2f}pt" height="{height * scale:.2f}pt" '
        f'viewBox="0 0 {width:.2f} {height:.2f}" role="img" aria-labelledby="{name}-title {name}-caption" '
        'stroke-linejoin="round" stroke-linecap="butt">\n'
        f'<title id="{name}-title">{escape(figure.title)}</title>\n'
        f'<desc id="{name}-caption">{escape(figure.caption)}</desc>\n'
    )
    return head + body


# ending -> (media type, makes the file's bytes from a figure and the name of a size)
FORMATS: dict[str, tuple[str, Callable[[Figure, str], bytes]]] = {
    "png": ("image/png", to_png),
    "svg": ("image/svg+xml", lambda figure, size: to_svg(figure, size).encode()),
    "pdf": ("application/pdf", to_pdf),
}
