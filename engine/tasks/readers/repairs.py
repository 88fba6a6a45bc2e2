"""What published files have in place of line breaks and quotation marks, turned back into text."""

import re
from collections.abc import Callable

_ESCAPES = {"\\n": "\n", '\\"': '"'}
_ESCAPED = re.compile(r"\\n|\\\"")


def _html_breaks(text: str) -> str:
    """IMDb's reviews were cut out of web pages; `<br />` is the only frequent tag that was left."""
    return text.replace("<br />", "\n").strip()


def _escapes(text: str) -> str:
    """Zhang et al. 2015 write a line break as `\\n`; Yelp's texts have `\\"` for a quotation mark, too."""
    return (_ESCAPED.sub(lambda found: _ESCAPES[found[0]], text) if "\\" in text else text).strip()


def _backslash_breaks(text: str) -> str:
    """AG News alone has a bare backslash for a line break: its readme says `\\n`, but that `n` begins a word."""
    return text.replace("\\", "\n").strip()


REPAIRS: dict[str, Callable[[str], str]] = {
    "none": str,  # the same object
    "strip": str.strip,
    "html breaks": _html_breaks,
    "escapes": _escapes,
    "backslash breaks": _backslash_breaks,
}
