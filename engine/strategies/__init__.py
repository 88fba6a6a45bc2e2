"""Strategies: what protects old knowledge across stages. One file each, discovered by name.

A strategy's fields are its settings, its docstring its description: the Launch form and the command line's help are
drawn from them. No strategy touches a tensor.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from engine.catalogue import discover
from engine.contract import Batch, Learner, State, Term, Vector
from engine.objectives import Material


@dataclass
class Strategy:
    """Protects old knowledge by adding terms, projecting gradients, or remembering. The base protects nothing."""

    def before_stage(self, learner: Learner, material: Material) -> None:
        """Called when a stage begins (not when it resumes)."""

    def terms(self, material: Material, step: int) -> list[Term]:
        """What is minimised beside the objective's terms at this step."""
        return []

    def project(self, learner: Learner, gradient: Vector) -> Vector:
        """The gradient to apply instead."""
        return gradient

    def after_stage(self, learner: Learner, material: Material, batches: list[Batch]) -> None:
        """Called when a stage is done; `batches` are one fixed pass over its training examples."""

    def state(self) -> State:
        """Everything needed to go on: vectors by name, and a JSON document."""
        return {}, {}

    def restore(self, state: State) -> None:
        """The inverse of `state`."""


@cache
def catalogue() -> dict[str, type[Strategy]]:
    """Every strategy by name."""
    return discover(__name__, __path__, Strategy)


def build(document: Mapping[str, Any]) -> Strategy:
    """The strategy that a plan's `strategy` object asks for (validated with the plan)."""
    return catalogue()[document["name"]](**{k: v for k, v in document.items() if k != "name"})
