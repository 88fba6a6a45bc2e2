"""One tensor per parameter, with arithmetic: what strategies handle without knowing what it is."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class TensorVector:
    """A gradient, weights or a Fisher diagonal: parameter name -> tensor. A name that is absent counts as zeros."""

    tensors: Mapping[str, torch.Tensor]

    def __add__(self, other: "TensorVector") -> "TensorVector":
        both = {name: t + other.tensors[name] if name in other.tensors else t for name, t in self.tensors.items()}
        return TensorVector(both | {name: t for name, t in other.tensors.items() if name not in self.tensors})

    def __sub__(self, other: "TensorVector") -> "TensorVector":
        return self + other * -1.0

    def __mul__(self, scale: float) -> "TensorVector":
        return TensorVector({name: t * scale for name, t in self.tensors.items()})

    def dot(self, other: "TensorVector") -> float:
        """The inner product over the parameters that both have."""
        shared = self.tensors.keys() & other.tensors.keys()
        return float(sum(torch.sum(self.tensors[name] * other.tensors[name]) for name in sorted(shared)))
