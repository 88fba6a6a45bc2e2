"""The drawing of a figure as an SVG, for one theme or for both. Its texts are `<text>`, in fonts of like widths."""

import io
import re
from html import escape

import matplotlib

from engine.figures.figure import Figure
from engine.figures.paper.drawing import draw
from engine.figures.paper.settings import CLOUD, LOCK, SETTINGS
from engine.figures.paper.size import size_of

_FAMILY = "'DejaVu Sans', Verdana, Geneva, sans-serif"  # as wide as each other; on other systems the second is there
_NOTHING = dict.fromkeys(("Date", "Creator", "Format", "Type"))
_POINTS = 72.0  # an inch
_COLOUR = re.compile(r"\b(fill|stroke): (#[0-9a-f]{6})")
_LINK = re.compile(r'(href="#|url\(#)([\w.]+)')
_UNSAID = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # no XML may hold these
_NUMBERS = re.compile(r' (?:d|x|y|x1|y1|x2|y2|transform|points)="[^"]*"')


def to_svg(figure: Figure, size: str = "single", dark: bool = False, said: str = "", name: str = "figure") -> str:
    """An SVG document. `name` begins every id in it, so that several can stand in one page.

    Raises UserError for an unknown size.
    """
    file = io.StringIO()
    with LOCK:
        matplotlib.rcParams.update(SETTINGS)
        canvas = draw(figure, size, dark, said)
        scale = size_of(size).width / canvas.get_figwidth()
        canvas.savefig(file, format="svg", dpi=CLOUD * scale, metadata=_NOTHING)
    width, height = canvas.get_size_inches() * _POINTS
    body = re.sub(r"\A.*?</defs>\s*", "", file.getvalue(), count=1, flags=re.DOTALL)
    body = _NUMBERS.sub(lambda found: re.sub(r"\d+\.\d{3,}", lambda n: f"{float(n.group()):.2f}", found.group()), body)
    body = re.sub(r' fill="(#[0-9a-f]{6})"', r' style="fill: \1"', body)  # of hatches
    body = _named(body, name).replace("xlink:href", "href").replace("'DejaVu Sans'", _FAMILY)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width * scale:.2f}pt" height="{height * scale:.2f}pt" '
        f'viewBox="0 0 {width:.2f} {height:.2f}" aria-labelledby="{name}-title {name}-caption" '
        'role="graphics-document document" stroke-linejoin="round" stroke-linecap="butt">\n'
        f'<title id="{name}-title">{escape(figure.title)}</title>\n'
        f'<desc id="{name}-caption">{escape(figure.caption)}</desc>\n'
    )
    return _UNSAID.sub("\N{REPLACEMENT CHARACTER}", head + body)


def to_themed_svg(figure: Figure, size: str = "single", name: str = "figure") -> str:
    """An SVG whose colours follow the page's theme: `light-dark()`, with the light one where a browser lacks that.

    Drawn in both, it differs in colours alone. Raises UserError for an unknown size.
    """
    light, dark = (to_svg(figure, size, is_dark, name=name) for is_dark in (False, True))
    darks = iter(_COLOUR.findall(dark))

    def both(found: re.Match) -> str:
        what, colour = found.groups()
        other = next(darks)[1]
        return found.group() if colour == other else f"{found.group()}; {what}: light-dark({colour}, {other})"

    return _COLOUR.sub(both, light)


def _named(body: str, name: str) -> str:
    """Ids that are referred to, numbered as they come; the others, of groups, are left out."""
    links = dict.fromkeys(link for _, link in _LINK.findall(body))
    ids = {link: f"{name}-{number}" for number, link in enumerate(links)}
    body = re.sub(r' id="([\w.]+)"', lambda found: f' id="{ids[found[1]]}"' if found[1] in ids else "", body)
    return _LINK.sub(lambda found: found[1] + ids[found[2]], body)
