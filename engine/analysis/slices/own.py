"""A user's own slice: examples whose text contains something, or matches a regular expression."""

import json
import re
import subprocess
import sys

import numpy as np

from engine.analysis.slices import matcher
from engine.analysis.slices.context import SliceContext
from engine.analysis.slices.grouping import Grouping
from engine.errors import UserError

LONGEST = 300  # characters of a text or pattern
SECONDS = 5.0  # that a pattern may take over all examples


def by_text(context: SliceContext, text: str) -> Grouping:
    """Examples that contain `text`, in any case, and those that do not."""
    wanted = _checked(text, "the text to look for").casefold()
    hits = np.array([wanted in found.casefold() for found in context.texts], dtype=bool)
    return _grouping(context, "contains", f"Text contains “{text}”", text, hits)


def by_pattern(context: SliceContext, pattern: str) -> Grouping:
    """Examples in whose text the regular expression is found, and those in whose text it is not.

    Python's `re`, upper and lower case told apart; `(?i)` at its beginning takes them as one. It is looked for in a
    process of its own: a pattern that backtracks for ever (such as `(a+)+b`) can be stopped only there.
    Raises UserError for a pattern that is wrong, too long, or too slow.
    """
    _checked(pattern, "the regular expression")
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        where = f" at character {error.pos + 1}" if getattr(error, "pos", None) is not None else ""
        what = getattr(error, "msg", "too deeply nested")
        raise UserError(f"the regular expression {pattern!r} is not valid: {what}{where}") from error
    # isolated (-I) and without site-packages (-S): it starts in some 20 ms
    command = [sys.executable, "-I", "-S", matcher.__file__]
    asked = json.dumps([pattern, context.texts])
    try:
        done = subprocess.run(command, input=asked, capture_output=True, text=True, timeout=SECONDS, encoding="utf-8")
    except subprocess.TimeoutExpired as error:
        raise UserError(
            f"the regular expression {pattern!r} took longer than {SECONDS:g} s: simplify it (repeats inside repeats, "
            "such as (a+)+, backtrack for ever)"
        ) from error
    if done.returncode:
        raise UserError(f"the regular expression {pattern!r} could not be carried out")
    hits = np.zeros(len(context.texts), dtype=bool)
    hits[json.loads(done.stdout)] = True
    return _grouping(context, "matches", f"Text matches {pattern}", pattern, hits)


def _checked(text: str, what: str) -> str:
    if not text.strip():
        raise UserError(f"{what} is empty")
    if len(text) > LONGEST:
        raise UserError(f"{what} has {len(text)} characters; at most {LONGEST} are taken")
    return text


def _grouping(context: SliceContext, key: str, title: str, value: str, hits: np.ndarray) -> Grouping:
    refs = (f"{key}:{value}", f"{_OPPOSITE[key]}:{value}")
    return Grouping(key, title, ("yes", "no"), 1 - hits.astype(np.int64)[context.row], refs)


_OPPOSITE = {"contains": "lacks", "matches": "fails"}
WAYS = {"contains": by_text, "lacks": by_text, "matches": by_pattern, "fails": by_pattern}  # a ref's first part
