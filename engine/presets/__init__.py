"""Presets: plans to start from, one JSON file each with a description and a plan."""

import json
from pathlib import Path
from typing import Any

from engine.errors import UserError
from engine.plan import Plan
from engine.settings import unknown

FOLDER = Path(__file__).parent


def names() -> list[str]:
    """Every preset, `quickstart` first."""
    return sorted((p.stem for p in FOLDER.glob("*.json")), key=lambda name: (name != "quickstart", name))


def load(name: str) -> dict[str, Any]:
    """The plan's JSON document, as a person would write it. Raises UserError for an unknown name."""
    return _read(name)["plan"]


def description(name: str) -> str:
    """One sentence for the Launch page. Raises UserError for an unknown name."""
    return _read(name)["description"]


def source(name: str) -> str:
    """The paper or repository it follows, and the table; "" if it follows none. Raises UserError as above."""
    return _read(name).get("source", "")


def varied(name: str) -> dict[str, list[Any]]:
    """What makes several runs of it: see `engine.vary`; empty if it is one run. Raises UserError as above."""
    return _read(name).get("vary", {})


def like(plan: Plan) -> str | None:
    """The preset that `plan` is but for seed, name, device and kept checkpoints; None if it is none of them."""
    return next((name for name in names() if Plan.from_json(load(name)).group() == plan.group()), None)


def _read(name: str) -> dict[str, Any]:
    if name not in names():
        raise UserError(unknown("preset", name, names()))
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
