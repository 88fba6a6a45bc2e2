"""Figures as LaTeX: a table of their numbers (booktabs), and the lines that put a figure's file into a paper.

Numbers stand in `S` columns of siunitx, which align them by their decimal point and set minus signs and exponents.
"""

import textwrap
from collections.abc import Sequence

from engine.errors import UserError
from engine.figures.figure import Figure
from engine.figures.table import UNTRAINED, rows

MOST = 60  # rows: no page takes more
PACKAGES = r"% needs \usepackage{booktabs}, \usepackage{siunitx} and \usepackage{graphicx}"
_HEAD = 14  # characters of a column head before it is broken
_COLUMN = 48  # characters of a row that fit a column of two
_DAGGER = r"{\textsuperscript{\textdagger}}"
_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}", '"': r"\symbol{34}", "[": "{[}", "*": "{*}", "'": "'",
    "−": "$-$", "→": r"$\to$", "×": r"$\times$", "·": r"$\cdot$",
    "†": r"\textdagger{}", "…": r"\ldots{}", "–": "--", "—": "---", "±": r"$\pm$", "≤": r"$\leq$", "≥": r"$\geq$",
    "⊥": r"$\perp$", "\n": " ", "\t": " ",
}  # fmt: skip


def to_latex(figure: Figure, name: str) -> str:
    r"""A `table` with the figure's numbers, its caption, and `\label{tab:name}`.

    A number of an untrained head has a dagger. Raises UserError where there are too many rows for a page.
    """
    head, *body = _daggers(rows(figure))
    if len(body) > MOST:
        raise UserError(f"{len(body):,} rows are too many for a table in a paper (at most {MOST}): take the CSV")
    columns = list(zip(*body, strict=True)) or [()] * len(head)
    specs, texts = zip(*map(_column, columns), strict=True)
    lines = zip(*texts, strict=True)
    broken = [textwrap.wrap(str(name), _HEAD) or [""] for name in head]
    heads = [_head(parts, "l" if spec == "l" else "r") for parts, spec in zip(broken, specs, strict=True)]
    widths = [max(map(len, (*parts, *column))) for parts, column in zip(broken, texts, strict=True)]
    environment, room = ("table*", r"\textwidth") if sum(widths) > _COLUMN else ("table", r"\columnwidth")
    return "\n".join([
        PACKAGES,
        rf"\begin{{{environment}}}[t]",
        r"\centering\small",
        rf"\caption{{{caption_of(figure)}}}",
        rf"\label{{tab:{name}}}",
        rf"\resizebox{{\ifdim\width>{room}{room}\else\width\fi}}{{!}}{{%",  # made smaller, never larger
        rf"\begin{{tabular}}{{{' '.join(specs)}}}",
        r"\toprule",
        " & ".join(heads) + r" \\",
        r"\midrule",
        *(" & ".join(line) + r" \\" for line in lines),
        r"\bottomrule",
        r"\end{tabular}}",
        rf"\end{{{environment}}}",
        "",
    ])  # fmt: skip


def inclusion(figure: Figure, name: str, file: str, wide: bool) -> str:
    r"""A `figure` that includes `file`, with caption and `\label{fig:name}`; `wide`: over both columns."""
    environment, width = ("figure*", r"\textwidth") if wide else ("figure", r"\columnwidth")
    return "\n".join([
        rf"\begin{{{environment}}}[t]",
        r"\centering",
        rf"\includegraphics[width={width}]{{{file}}}",
        rf"\caption{{{caption_of(figure)}}}",
        rf"\label{{fig:{name}}}",
        rf"\end{{{environment}}}",
        "",
    ])  # fmt: skip


def caption_of(figure: Figure) -> str:
    """Title, what the numbers are and where they come from; escaped."""
    return escape(figure.described) + "."


def escape(text: str) -> str:
    r"""Text from data that LaTeX sets as it stands, in every font encoding, and behind `\\`, which reads [ and *."""
    return "".join(_SPECIAL.get(character, character) for character in text)


def _head(parts: Sequence[str], side: str) -> str:
    """In braces, so that siunitx does not read it as a number."""
    stacked = r" \\ ".join(map(escape, parts))
    return f"{{{stacked}}}" if len(parts) == 1 else rf"{{\shortstack[{side}]{{{stacked}}}}}"


def _daggers(table: list[list[object]]) -> list[list[object]]:
    """The table without the columns that say which heads were untrained; such a number is a text with a dagger."""
    head, *body = table
    place = {str(name): i for i, name in enumerate(head)}
    kept = [i for i, name in enumerate(head) if not _is_mark(str(name), place)]
    marks = {i: place.get(f"{head[i]}{UNTRAINED}") for i in kept}
    marked = [[(row[i], marks[i] is not None and row[marks[i]] == "yes") for i in kept] for row in body]
    cells = [[_Marked(value) if mark and _is_number(value) else value for value, mark in row] for row in marked]
    return [[head[i] for i in kept], *cells]


class _Marked(float):
    """A number with a dagger."""


def _is_mark(name: str, place: dict[str, int]) -> bool:
    return name.endswith(UNTRAINED) and name.removesuffix(UNTRAINED) in place


def _column(cells: Sequence[object]) -> tuple[str, list[str]]:
    """Its specification, and its cells as LaTeX: an S column where all there is are numbers."""
    numbers = [float(cell) for cell in cells if _is_number(cell)]
    if not numbers or any(not _is_number(cell) and cell != "" for cell in cells):
        return "l", [escape(str(cell)) for cell in cells]
    write = _writer(numbers)
    written = [write(cell) for cell in numbers]
    before = max(len(text.lstrip("-").partition("e")[0].partition(".")[0]) for text in written)
    after = max(len(text.partition("e")[0].partition(".")[2]) for text in written)
    sign = "-" * any(text.startswith("-") for text in written)
    exponent = "e-2" * any("e" in text for text in written)
    decimals = f".{after}" if after else ".0" if exponent else ""
    space = f", table-space-text-post={_DAGGER}" if any(isinstance(cell, _Marked) for cell in cells) else ""
    texts = [
        "{--}" if cell == "" else write(float(cell)) + (f" {_DAGGER}" if isinstance(cell, _Marked) else "")
        for cell in cells
    ]  # fmt: skip
    return f"S[table-format={sign}{before}{decimals}{exponent}{space}]", texts


def _writer(numbers: Sequence[float]):
    """How a column's numbers are written: whole, with three decimals, or with an exponent where that shows nothing."""
    if all(number.is_integer() for number in numbers):
        return lambda number: f"{number:.0f}"
    if any(0 < abs(number) < 0.0005 for number in numbers):
        return lambda number: f"{number:.2e}"
    return lambda number: f"{number:.3f}"


def _is_number(cell: object) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)
