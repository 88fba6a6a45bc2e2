"""Absolute paths in a text: found, and cut, so that what is shared does not tell where its owner keeps things."""

import re
from collections.abc import Callable, Sequence

_WORD = r"[^\s/\\'\"<>|:;,()\[\]]+"
# A folder's name may hold spaces. Whether one belongs to it is known only where a separator follows.
_PART = rf"[/\\]+(?:{_WORD}(?:[ \t]+{_WORD}){{1,5}}(?=[/\\])|{_WORD})"
_BEGIN = r"(?:~\w*(?=/)|[A-Za-z]:(?=[/\\])|(?=/|\\\\))"
_ROOT = (
    rf"(?<![\w.:/\\<~…]){_BEGIN}"  # else it belongs to a URL, a relative path, a fraction, an end tag
    rf"|(?<=:)(?!//){_BEGIN}"  # `data:/home/x`, but not `https://x`
    rf"|(?<=<)(?=(?:~\w*|[A-Za-z]:)?[/\\]+{_WORD}[/\\]){_BEGIN}"  # `</home/x>`, but not `</b>`
    r"|(?<![\w./+-])(?:[\w.+-]+@[\w.-]+:(?:~\w*)?)(?=[/\\])"
    r"|(?<![\w./-])file:(?=[/\\])"
)
_PATH = re.compile(rf"(?P<root>{_ROOT})(?P<parts>(?:{_PART})+)[/\\]?")


def cut(text: str, left: Callable[[str, Sequence[str]], str | None]) -> str:
    r"""The text with `left(root, parts)` for every absolute path in it; None leaves one as it is.

    Roots are `""`, `~ann`, `C:`, `file:` and `ann@host:`. URLs, relative paths and fractions are no such paths.
    """

    def one(found: re.Match) -> str:
        said = left(found["root"], [part for part in re.split(r"[/\\]+", found["parts"]) if part])
        return found.group() if said is None else said

    return _PATH.sub(one, text)
