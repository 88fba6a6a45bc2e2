"""Formula cards: what every number on screen is, in words, as a formula, and whose it is. One file per kind."""

import importlib
import pkgutil

from engine.analysis.formulas.formula import Formula


def _collect() -> dict[str, Formula]:
    found: dict[str, Formula] = {}
    for module in pkgutil.iter_modules(__path__):
        for formula in getattr(importlib.import_module(f"{__name__}.{module.name}"), "FORMULAS", ()):
            if formula.key in found:
                raise ValueError(f"two formulas have the key {formula.key!r}")
            found[formula.key] = formula
    return found


FORMULAS: dict[str, Formula] = _collect()  # by key
