"""Is a file from somebody's ZIP what its name says? JSON of bounded depth, text, or a safetensors header that holds."""

import json
import math
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open

from engine.errors import UserError

DEEPEST = 20  # levels of JSON
_DTYPES = frozenset(["BOOL", "U8", "I8", "I16", "I32", "I64", "U16", "U32", "U64", "F16", "BF16", "F32", "F64"])
_PLAIN = _DTYPES - {"BF16", "F16"}  # what numpy reads
_CONTROL = dict.fromkeys(i for i in range(32) if chr(i) not in "\t\n\r\x1b")


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object with finite numbers, valid text and at most DEEPEST levels. Raises UserError for anything else."""
    try:
        found = json.loads(path.read_bytes().decode("utf-8"), parse_constant=_no_constant)
        if not isinstance(found, dict):
            raise ValueError("it is no JSON object")
        _check(found, DEEPEST)
    except (ValueError, RecursionError) as error:
        why = "it is nested too deeply" if isinstance(error, RecursionError) else error
        raise UserError(f"is not JSON that a run has: {why}") from error
    return found


def check_log(path: Path) -> None:
    """UTF-8 text without control characters. Raises UserError."""
    try:
        with path.open(encoding="utf-8", errors="strict", newline="") as file:
            while block := file.read(2**20):
                if len(block.translate(_CONTROL)) < len(block):
                    raise UserError("is no text: it holds control characters")
    except UnicodeDecodeError as error:
        raise UserError("is no UTF-8 text") from error


def check_tensors(path: Path, plain: bool) -> None:
    """A whole safetensors file: the library checks that offsets, shapes and sizes fit. Raises UserError.

    plain: with those types alone that numpy has.
    """
    try:
        with safe_open(path, framework="np") as file:
            odd = {file.get_slice(name).get_dtype() for name in file.keys()} - (_PLAIN if plain else _DTYPES)  # noqa: SIM118
    except (SafetensorError, OSError, ValueError) as error:
        raise UserError(f"is no safetensors file: {error}") from error
    if odd:
        raise UserError(f"holds tensors of type {', '.join(sorted(odd))}")


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number in JSON")


def _check(value: Any, levels: int) -> None:
    if levels < 0:
        raise ValueError(f"it has more than {DEEPEST} levels")
    if isinstance(value, str):
        value.encode("utf-8")  # half of a surrogate pair can be written in JSON, and nowhere else
    elif isinstance(value, float) and not math.isfinite(value):
        raise ValueError("a number in it is too large")
    elif isinstance(value, int) and abs(value) >= 2**63:
        raise ValueError("a whole number in it is too large")
    elif isinstance(value, dict):
        for key, each in value.items():
            _check(key, levels)
            _check(each, levels - 1)
    elif isinstance(value, list):
        for each in value:
            _check(each, levels - 1)
