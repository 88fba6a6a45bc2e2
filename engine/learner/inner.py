"""The optimizer of an inner loop: a few steps away from the weights, and back (Finn et al. 2017)."""

import torch
from torch import nn

from engine.learner.optimizer import can_fuse
from engine.learner.vector import TensorVector


class InnerOptimizer:
    """Adam at a constant rate, without weight decay and clipping, as in Meta-BERT; remembers where it began."""

    def __init__(self, network: nn.Module, rate: float, trainable: str):
        """trainable: all (what the stage trains) or head."""
        self._named = {
            name: parameter
            for name, parameter in network.named_parameters()
            if parameter.requires_grad and (trainable == "all" or name.startswith("heads."))
        }
        self._before = {name: parameter.detach().clone() for name, parameter in self._named.items()}
        parameters = list(self._named.values())
        self._adam = torch.optim.Adam(parameters, lr=rate, fused=can_fuse(parameters))

    def step(self) -> None:
        """One step on the gradients that are set."""
        self._adam.step()
        self._adam.zero_grad(set_to_none=True)

    def moved(self) -> TensorVector:
        """Weights now - weights at the beginning, of the parameters that had a gradient at any step."""
        stepped = {name: p for name, p in self._named.items() if p in self._adam.state}
        return TensorVector({name: p.detach() - self._before[name] for name, p in stepped.items()})

    def undo(self) -> None:
        """The weights as they were at the beginning, to the bit."""
        with torch.no_grad():
            for name, parameter in self._named.items():
                parameter.copy_(self._before[name])
