from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.contract import Batch, Learner, Term, Vector
from engine.objectives import Objective, Update
from engine.randomness import generator
from engine.settings import setting

ALGORITHMS = ("fomaml", "reptile", "anil")


@dataclass(frozen=True)
class Draw:
    """One task as an outer step sees it. No row is in both."""

    task: str
    support: tuple[int, ...]  # rows that the inner loop learns from
    query: tuple[int, ...]  # rows by which what it has learned is judged


@dataclass
class Meta(Objective):
    """Learn weights from which a few examples of a new task are enough: meta-learning, first order.

    Each outer step draws tasks, learns each of them for a few steps from its support examples, always beginning with
    the same weights, and then moves these. fomaml: by the gradient of the query loss where the inner loop ended (Finn
    et al. 2017, 5.2). anil: the same, but the inner loop changes the head alone (Raghu et al. 2020). reptile: towards
    where it ended (Nichol et al. 2018), its query loss is only reported. The outer optimizer is the stage's.
    """

    unused: ClassVar[tuple[str, ...]] = ("hold_out", "batch_size")  # no epoch is chosen; batches are the inner loop's

    algorithm: str = setting("fomaml", "how the outer step follows from the inner loops", choices=ALGORITHMS)
    support: int = setting(80, "examples that an inner loop learns from", minimum=1)
    query: int = setting(20, "other examples of the same task that give the outer loss", minimum=1)
    tasks_per_step: int = setting(5, "tasks drawn for one outer step", minimum=1)
    draws_per_epoch: int = setting(50, "tasks drawn in one epoch", minimum=1)
    draw: str = setting(
        "proportional", "how a task is drawn: by its number of examples, or each alike",
        choices=("proportional", "uniform"),
    )  # fmt: skip
    inner_steps: int = setting(
        50, "steps of an inner loop; 50 are 10 passes over 80 support examples in batches of 16", minimum=0
    )
    inner_batch_size: int = setting(16, "support examples per inner step", minimum=1)
    inner_rate: float = setting(5e-5, "rate of the inner loop's Adam, which is a fresh one for every task", above=0)

    @classmethod
    def refuses(cls, tasks: tuple[str, ...]) -> str | None:
        return None if len(set(tasks)) == len(tasks) else f"a task is named twice: {', '.join(tasks)}"

    def shortage(self) -> str | None:
        if self.algorithm == "reptile" and not self.inner_steps:
            return "reptile moves towards where the inner loop ended: it needs inner_steps of at least 1"
        there = {task: len(rows) for task, rows in self.material.rows.items()}
        short = next((task for task in there if there[task] < self.support + self.query), None)
        return short and (
            f"meta draws {self.support} support and {self.query} query examples of a task, but {short} has "
            f"{there[short]} for training: lower support or query, or leave the task out"
        )

    @property
    def steps_per_epoch(self) -> int:
        return -(-self.draws_per_epoch // self.tasks_per_step)

    def draws(self, step: int) -> list[Draw]:
        """The tasks of one outer step; an epoch's last step has what is left of its draws."""
        place = step % self.steps_per_epoch * self.tasks_per_step
        tasks, seen = self.material.stage.tasks, (self.material.seed, self.material.number, step, "meta")
        sizes = np.array([len(self.material.rows[task]) for task in tasks], dtype=float)
        shares = sizes / sizes.sum() if self.draw == "proportional" else None
        found = []
        for number in range(min(self.tasks_per_step, self.draws_per_epoch - place)):
            random = generator(*seen, number)
            task = tasks[int(random.choice(len(tasks), p=shares))]
            rows = self.material.rows[task]
            drawn = random.choice(len(rows), self.support + self.query, replace=False)
            chosen = tuple(int(rows[k]) for k in drawn)
            found.append(Draw(task, chosen[: self.support], chosen[self.support :]))
        return found

    def update(self, learner: Learner, step: int, also: Sequence[Term] = ()) -> Update:
        """The mean over tasks of what each inner loop asks for; the loss is the mean query loss."""
        draws, losses = self.draws(step), []
        total: Vector | None = None
        for number, draw in enumerate(draws):
            with learner.inner(self.inner_rate, "head" if self.algorithm == "anil" else "all") as moved:
                for k, term in enumerate(self._support(draw, step, number)):
                    self._at(learner, step, number, k)
                    learner.apply(learner.gradient([term]))
                self._at(learner, step, number, "query")
                gradient = learner.gradient([self._term(draw.task, draw.query)])
                losses.append(learner.loss)
                # As a gradient, Reptile's (before - now) / rate: what one step of SGD would have taken.
                asked = moved() * (-1 / self.inner_rate) if self.algorithm == "reptile" else gradient
                total = asked if total is None else total + asked
        mean = total * (1 / len(draws))
        if also:
            learner.at(self.material.seed, self.material.number, step)
            mean = mean + learner.gradient(also)
        seen = sum(len(d.query) for d in draws) + len(draws) * self._seen_inside()
        return Update(mean, sum(losses) / len(losses), seen)

    def examples(self, steps: int) -> int:
        epochs, rest = divmod(steps, self.steps_per_epoch)
        draws = epochs * self.draws_per_epoch + rest * self.tasks_per_step
        return draws * (self._seen_inside() + self.query)

    def _support(self, draw: Draw, step: int, number: int) -> Iterator[Term]:
        """What each inner step minimises: passes over the support examples, each in an order of its own."""
        per_pass = -(-self.support // self.inner_batch_size)
        for k in range(self.inner_steps):
            passed, place = divmod(k, per_pass)
            where = (self.material.seed, self.material.number, step, "support", number, passed)
            order = generator(*where).permutation(self.support)
            batch = order[place * self.inner_batch_size : (place + 1) * self.inner_batch_size]
            yield self._term(draw.task, tuple(draw.support[i] for i in batch))

    def _seen_inside(self) -> int:
        """Examples that one inner loop sees, each as often as it is seen."""
        passes, rest = divmod(self.inner_steps, -(-self.support // self.inner_batch_size))
        return passes * self.support + rest * self.inner_batch_size

    def _term(self, task: str, rows: tuple[int, ...]) -> Term:
        return Term("task", batch=Batch(task, rows, self.material.stage.max_length))

    def _at(self, learner: Learner, step: int, *within: int | str) -> None:
        """Dropout differs from one gradient of an outer step to the next."""
        learner.at(self.material.seed, self.material.number, step, *within)
