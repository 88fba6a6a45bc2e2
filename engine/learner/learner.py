"""Learner: what objectives and strategies ask for, done with tensors. See engine/contract.py for the contract."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import torch

from engine import layer_rates, objectives
from engine.answers import Answers
from engine.contract import Batch, Term
from engine.data import EncodedSplit, encode
from engine.errors import UserError
from engine.learner import losses
from engine.learner.forward import per_unit
from engine.learner.inner import InnerOptimizer
from engine.learner.losses import Losses
from engine.learner.masking import Vocabulary
from engine.learner.model import MLM_PREFIX, NSP_PREFIX, build
from engine.learner.optimizer import HeadOptimizer, StageOptimizer
from engine.learner.vector import TensorVector
from engine.plan import Plan
from engine.pretraining_heads import NSP_ACCURACY
from engine.randomness import seed_for
from engine.stage import Stage
from engine.tasks.task import TaskData


class TorchLearner:
    """A shared encoder with one head per task, on one device."""

    def __init__(self, plan: Plan, data: Mapping[str, TaskData], device: str):
        torch.use_deterministic_algorithms(True, warn_only=True)
        self.device = torch.device(device)
        heads = frozenset().union(*(objectives.unbegun(stage).heads for stage in plan.stages))
        self.network, self.tokenizer = build(
            plan.encoder, [(data[t].task, plan.settings_of(t)) for t in plan.tasks], plan.seed, heads
        )
        layers = self.network.encoder.config.num_hidden_layers
        for number, stage in enumerate(plan.stages, 1):
            if why := layer_rates.beyond(stage.rate_groups, layers):
                raise UserError(f"stages.{number}.rate_groups {why}")
        self.network.to(self.device)
        self._data = data
        self.train_splits: dict[str, EncodedSplit] = {}
        self.evaluation_splits: dict[str, EncodedSplit] = {}
        for name in plan.tasks:
            settings = plan.settings_of(name)
            if settings.max_length > self.tokenizer.model_max_length:
                raise UserError(
                    f"task_settings.{name}.max_length is {settings.max_length}, but {plan.encoder} reads at most "
                    f"{self.tokenizer.model_max_length} word pieces: lower it"
                )
            self.evaluation_splits[name] = encode(data[name].evaluation, data[name], settings, self.tokenizer)
            if any(name in stage.tasks for stage in plan.stages):
                self.train_splits[name] = encode(data[name].train, data[name], settings, self.tokenizer)
        vocabulary = Vocabulary.of(self.tokenizer) if heads else None
        kinds = {name: data[name].task for name in plan.tasks}
        limits = {name: plan.settings_of(name).max_length for name in plan.tasks}
        self._losses = Losses(self.network, kinds, self.train_splits, limits, self._pad, self.device, vocabulary)
        self._optimizer: StageOptimizer | InnerOptimizer | None = None
        self._place: tuple[int | str, ...] = (plan.seed, 0, 0)
        self._accumulation = 1
        self.loss: float | None = None  # of the last gradient, without penalty terms

    def begin(self, stage: Stage, total_steps: int) -> None:
        """A fresh optimizer and schedule for a stage; freezes the encoder if only the head is trained."""
        for name, parameter in self.network.named_parameters():
            parameter.requires_grad = stage.trainable == "all" or name.startswith("heads.")
        self._optimizer = StageOptimizer(self.network, stage, total_steps)
        self._accumulation = stage.accumulation

    def begin_head(self, stage: Stage, rate: float) -> None:
        """A fresh optimizer of the head for masked words alone, at a constant rate."""
        for name, parameter in self.network.named_parameters():
            parameter.requires_grad = name.startswith(MLM_PREFIX)
        self._optimizer = HeadOptimizer(self.network, stage, rate)
        self._accumulation = stage.accumulation

    def at(self, seed: int, stage: int, step: int, *within: int | str) -> None:
        """Where training is: dropout is drawn from this place alone."""
        self._place = (seed, stage, step, *within)

    def gradient(self, terms: Sequence[Term]) -> TensorVector:
        """The gradient of the weighted sum of the terms' losses. Terms of weight 0 are not computed."""
        self.network.train()
        self.network.zero_grad(set_to_none=True)
        self.loss = None
        for number, term in enumerate(t for t in terms if t.weight):
            if term.loss == "quadratic":
                self._add_quadratic(term)
                continue
            torch.manual_seed(seed_for(*self._place, "dropout", number))
            loss = self._backward(term, number)
            self.loss = loss if self.loss is None else self.loss
        return TensorVector({n: p.grad for n, p in self.network.named_parameters() if p.grad is not None})

    def apply(self, gradient: TensorVector) -> None:
        """One optimizer step: clip, update, advance the schedule. Parameters without a gradient stay as they are."""
        for name, parameter in self.network.named_parameters():
            parameter.grad = gradient.tensors.get(name)
        self._optimizer.step()

    @contextmanager
    def inner(self, rate: float, trainable: str = "all") -> Iterator[Callable[[], TensorVector]]:
        """Inside it `apply` takes steps of a fresh Adam; afterwards weights and optimizer are as before."""
        outer, self._optimizer = self._optimizer, InnerOptimizer(self.network, rate, trainable)
        try:
            yield self._optimizer.moved
        finally:
            self._optimizer.undo()
            self._optimizer = outer

    def weights(self) -> TensorVector:
        """A copy of all parameters."""
        return TensorVector({n: p.detach().clone() for n, p in self.network.named_parameters()})

    def squared_gradients(self, batches: Sequence[Batch]) -> TensorVector:
        """Mean over batches of the squared gradient of the encoder, without dropout. Changes no state."""
        self.network.eval()
        total: dict[str, torch.Tensor] = {}
        for batch in batches:
            self.network.zero_grad(set_to_none=True)
            self._backward(Term("task", batch=batch))
            for name, parameter in self.network.encoder.named_parameters(prefix="encoder"):
                if parameter.grad is not None:
                    squared = parameter.grad**2 / len(batches)
                    total[name] = total[name] + squared if name in total else squared
        self.network.zero_grad(set_to_none=True)
        return TensorVector(total)

    def measure(self, terms: Sequence[Term]) -> dict[str, float]:
        """Each loss, the mean over all units of the terms together, without dropout and weights; of pairs also the
        share told rightly. Changes no state."""
        self.network.eval()
        total, units = Counter(), Counter()
        with torch.no_grad():
            for number, term in enumerate(terms):
                for part in self._losses.parts(term, self._place, number, pieces=1):
                    units.update(losses.units(term, part))
                    total.update({name: float(found) for name, found in self._losses.totals(term, part).items()})
        return {name: found / max(1, units[name]) for name, found in total.items()}

    def predict(self, task: str, split: EncodedSplit | None = None) -> Answers:
        """Answers to every unit of a task's evaluation split. Consumes no randomness and changes no state."""
        split = split or self.evaluation_splits[task]
        kind, head = self._data[task].task.kind, self._data[task].task.head
        self.network.eval()
        (together,) = per_unit(split, self._pad, self.device, lambda inputs: (self.network(head, inputs),))
        if kind == "regression":
            unknown = torch.full((len(together),), float("nan")).numpy()
            return Answers(together[:, 0].double().numpy(), unknown, unknown)
        probabilities = together.softmax(-1)
        p, predicted = probabilities.max(-1)
        p_gold = probabilities.gather(1, torch.as_tensor(split.units.gold)[:, None])[:, 0]
        return Answers(predicted.numpy(), p.numpy(), p_gold.numpy())

    def state(self, moments: bool = False) -> dict[str, torch.Tensor]:
        """All parameters; with `moments` also the running stage's as `optimizer/<parameter>/<moment>`."""
        running = self._optimizer.state() if moments and self._optimizer else {}
        return dict(self.network.state_dict()) | {f"optimizer/{k}": v for k, v in running.items()}

    def restore(self, tensors: Mapping[str, torch.Tensor], step: int) -> None:
        """The inverse of `state`; inside a stage call `begin` first."""
        self.load(tensors)
        moments = {k.removeprefix("optimizer/"): v for k, v in tensors.items() if k.startswith("optimizer/")}
        if self._optimizer and moments:
            self._optimizer.restore(moments, step)

    def load(self, tensors: Mapping[str, torch.Tensor]) -> None:
        """Parameters and buffers from tensors by name; every one must be there."""
        self.network.load_state_dict({k: tensors[k] for k in self.network.state_dict()})

    def start_from(self, tensors: Mapping[str, torch.Tensor]) -> tuple[str, ...]:
        """Encoder, and every head that is in `tensors` too, from another run's weights. Returns the tasks whose head
        was taken over. Raises UserError if the encoder or a head has another shape."""
        own = self.network.state_dict()
        prefixes = {t: self.network.prefix(self._data[t].task.head) for t in self._data}
        taken = tuple(t for t, prefix in prefixes.items() if any(name.startswith(prefix) for name in tensors))
        begins = ("encoder.", *(prefixes[t] for t in taken))
        wanted = [n for n in own if n.startswith(begins)]
        for prefix in (MLM_PREFIX, NSP_PREFIX):  # not needed: there if that run had such a stage
            names = [n for n in own if n.startswith(prefix)]
            wanted += names if all(n in tensors for n in names) else []
        for name in wanted:
            there = tuple(tensors[name].shape) if name in tensors else "nothing"
            if there != tuple(own[name].shape):
                raise UserError(
                    f"the run to start from has {there} where this plan has {tuple(own[name].shape)} ({name}): "
                    "start from a run with the same encoder and the same label lists"
                )
        self.load({**own, **{name: tensors[name] for name in wanted}})
        return taken

    def _backward(self, term: Term, number: int = 0) -> float:
        """Adds the weighted gradient of the mean loss of a term's batch, the step's `number`-th. Returns that loss."""
        parts = self._losses.parts(term, self._place, number, self._accumulation)
        units = sum((Counter(losses.units(term, part)) for part in parts), Counter())
        total = 0.0
        for part in parts:
            found = self._losses.totals(term, part)
            found.pop(NSP_ACCURACY, None)
            loss = sum(each / max(1, units[name]) for name, each in found.items())
            if loss.requires_grad:  # not a head without weights on a frozen encoder
                (loss * term.weight).backward()
            total += float(loss.detach())
        return total

    def _add_quadratic(self, term: Term) -> None:
        """Adds weight * importance * (parameters - anchor): the gradient of a quadratic pull on the encoder."""
        anchor, importance = term.target.anchor.tensors, term.target.importance.tensors
        for name, parameter in self.network.named_parameters():
            if name in importance and parameter.requires_grad:
                pull = term.weight * importance[name] * (parameter.detach() - anchor[name])
                parameter.grad = pull if parameter.grad is None else parameter.grad + pull

    @property
    def brings(self) -> frozenset[str]:
        """Which of the heads that objectives train came with the encoder's checkpoint."""
        return self.network.brings

    @property
    def _pad(self) -> int:
        return self.tokenizer.pad_token_id or 0
