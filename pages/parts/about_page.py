"""What a page says of itself: its docstring, which is a question in one line, then what its words mean."""

import ast
from functools import cache
from pathlib import Path

PAGES = Path(__file__).parents[1]


def question(page: str) -> str:
    """`How much was forgotten?`"""
    return _parts(page)[0]


def words(page: str) -> str:
    """The help text, in Markdown."""
    return _parts(page)[1]


@cache
def _parts(page: str) -> tuple[str, str]:
    source = (PAGES / f"{page}.py").read_text(encoding="utf-8")
    first, _, rest = (ast.get_docstring(ast.parse(source)) or "").partition("\n\n")
    return first, rest
