"""What does not travel: absolute paths of this machine, and secrets that a log or a setting may have picked up."""

import os
import re
from collections.abc import Mapping
from typing import Any

from engine.store.document import portable

HIDDEN = "***"
_SECRET = re.compile(r"token|secret|passw|credential|api_?key|access_?key|private_?key", re.IGNORECASE)
_SHORTEST = 6  # characters: a shorter value of a variable would be found in every other word
_LOOKS_SECRET = (
    re.compile(r"\b(?:hf_|gh[pousr]_|github_pat_|glpat-|sk-|xox[abposr]-|AKIA|ASIA)[\w-]{10,}"),
    re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"),  # a JSON web token
    re.compile(r"(?<=://)[^\s/@]+:[^\s/@]+(?=@)"),  # user:password in a URL
    re.compile(r"(?i)(?<=bearer )[\w.~+/-]{8,}=*"),
    re.compile(r"(?i)(?<=key=)[^\s&'\"]{6,}|(?<=token=)[^\s&'\"]{6,}|(?<=password=)[^\s&'\"]{3,}"),
)


def without_secrets(value: Any) -> Any:
    """`value` with `***` for what looks like a secret, or is the value of an environment variable called so."""
    return _each(value, _hide)


def discreet(value: Any) -> Any:
    """The same, and without absolute paths: the last two parts of one are left."""
    return _each(value, lambda text: portable(_hide(text)))


def _hide(text: str) -> str:
    for name, secret in os.environ.items():
        if len(secret) >= _SHORTEST and _SECRET.search(name):
            text = text.replace(secret, HIDDEN)
    for pattern in _LOOKS_SECRET:
        text = pattern.sub(HIDDEN, text)
    return text


def _each(value: Any, change: Any) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {_each(k, change): _each(v, change) for k, v in value.items()}
    return [_each(v, change) for v in value] if isinstance(value, list | tuple) else value
