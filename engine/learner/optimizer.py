"""AdamW with linear warm-up and decay, fresh for every stage (Devlin et al. 2019, appendix A.3)."""

from dataclasses import replace

import torch
from torch import nn

from engine.layer_rates import factor, layer_of
from engine.stage import Stage


class StageOptimizer:
    """Optimizer and schedule of one stage. Its state goes to tensors by parameter name, and back."""

    def __init__(self, network: nn.Module, stage: Stage, total_steps: int):
        named = [(n, p) for n, p in network.named_parameters() if p.requires_grad]
        layers = 1 + max((layer for n, _ in named if (layer := layer_of(n)) is not None), default=0)
        groups: dict[tuple[float, float], list[tuple[str, nn.Parameter]]] = {}  # (weight decay, factor on the rate)
        for n, p in sorted(named, key=lambda pair: _no_decay(pair[0])):  # stable: decaying ones first
            key = (0.0 if _no_decay(n) else stage.weight_decay, factor(stage, n, layers))
            groups.setdefault(key, []).append((n, p))
        self._stage, self._total = stage, total_steps
        self._names = [n for group in groups.values() for n, _ in group]
        self._parameters = [p for group in groups.values() for _, p in group]
        self._adamw = torch.optim.AdamW(
            [{"params": [p for _, p in g], "weight_decay": d, "factor": f} for (d, f), g in groups.items()],
            lr=stage.learning_rate,
            eps=stage.adam_epsilon,
            fused=can_fuse(self._parameters),
        )
        self.step_number = 0

    def rate(self, step: int) -> float:
        """The rate of a step, counted from 0, where its factor is 1: up from 0 to the peak, then linearly to 0,
        or constant."""
        warmup = int(self._stage.warmup * self._total)
        if step < warmup:
            return self._stage.learning_rate * step / max(1, warmup)
        if self._stage.schedule == "constant":
            return self._stage.learning_rate
        return self._stage.learning_rate * max(0.0, (self._total - step) / max(1, self._total - warmup))

    def step(self) -> None:
        """Clip the gradients that are set to the global norm, and take one step."""
        nn.utils.clip_grad_norm_(self._parameters, self._stage.max_grad_norm)
        for group in self._adamw.param_groups:
            group["lr"] = self.rate(self.step_number) * group["factor"]
        self._adamw.step()
        self._adamw.zero_grad(set_to_none=True)
        self.step_number += 1

    def state(self) -> dict[str, torch.Tensor]:
        """Moments and step counts by `<parameter>/<moment>`."""
        by_parameter = self._adamw.state
        return {
            f"{name}/{moment}": value
            for name, p in zip(self._names, self._parameters, strict=True)
            for moment, value in by_parameter.get(p, {}).items()
        }

    def restore(self, tensors: dict[str, torch.Tensor], step_number: int) -> None:
        """The inverse of `state`."""
        for name, p in zip(self._names, self._parameters, strict=True):
            moments = {k.split("/")[1]: v for k, v in tensors.items() if k.split("/")[0] == name}
            if moments:
                self._adamw.state[p] = {k: v.to(p.device) for k, v in moments.items()}
        self.step_number = step_number


class HeadOptimizer(StageOptimizer):
    """The same at a constant rate: fits a head before a stage's schedule begins."""

    def __init__(self, network: nn.Module, stage: Stage, rate: float):
        super().__init__(network, replace(stage, learning_rate=rate), total_steps=0)

    def rate(self, step: int) -> float:
        return self._stage.learning_rate


def _no_decay(name: str) -> bool:
    # Biases and LayerNorm, under the names that BERT, DistilBERT and ModernBERT give them.
    lowered = name.lower()
    return lowered.endswith("bias") or "layernorm" in lowered or "layer_norm" in lowered or "norm.weight" in lowered


def can_fuse(parameters: list[torch.Tensor]) -> bool:
    """Whether there is an implementation in one kernel for these."""
    return bool(parameters) and parameters[0].device.type in ("cpu", "cuda")
