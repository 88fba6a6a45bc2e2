from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from engine.contract import Batch, Term
from engine.objectives import Material, Objective, shuffled_batches
from engine.randomness import generator
from engine.settings import setting

SAMPLINGS = ("proportional", "round-robin", "one-after-another")


@dataclass
class Multitask(Objective):
    """Fine-tune the encoder and the heads of several tasks together (Caruana 1997; Liu et al. 2019, MT-DNN).

    proportional: all batches of all tasks in one random order. round-robin: one batch of each task in turn.
    one-after-another: within every epoch a whole data set, then the next; the last one has the last word.
    """

    sampling: str = setting("proportional", "which task the next batch comes from", choices=SAMPLINGS)
    until: str = setting(
        "longest",
        "round-robin: an epoch ends with the longest data set, shorter ones starting over, or with the shortest",
        choices=("longest", "shortest"),
    )
    together: bool = setting(False, "round-robin: one step on the mean loss of all tasks, instead of a step each")

    @classmethod
    def refuses(cls, tasks: tuple[str, ...]) -> str | None:
        if len(set(tasks)) < 2:
            return f"multitask trains two or more tasks, got {', '.join(tasks) or 'none'}: use finetune for one"
        return None if len(set(tasks)) == len(tasks) else f"a task is named twice: {', '.join(tasks)}"

    def begin(self, material: Material) -> None:
        super().begin(material)
        self._tasks = material.stage.tasks
        size = material.stage.batch_size
        self._counts = {task: -(-len(material.rows[task]) // size) for task in self._tasks}  # batches in one pass
        self._plan = lru_cache(maxsize=1)(self._epoch)
        # Of a task that starts over within an epoch, more than one pass is looked at in turn.
        self._pass = lru_cache(maxsize=2 * len(self._tasks))(lambda task, n: shuffled_batches(material, task, n))

    @property
    def steps_per_epoch(self) -> int:
        if self.sampling != "round-robin":
            return sum(self._counts.values())
        return self._rounds * (1 if self.together else len(self._tasks))

    @property
    def _rounds(self) -> int:
        return (max if self.until == "longest" else min)(self._counts.values())

    def terms(self, step: int) -> list[Term]:
        epoch, place = divmod(step, self.steps_per_epoch)
        drawn = self._plan(epoch)[place]
        return [Term("task", 1 / len(drawn), self._batch(task, number)) for task, number in drawn]

    def _epoch(self, epoch: int) -> list[Sequence[tuple[str, int]]]:
        """What each step of an epoch trains: (task, number of its batch, counted through all epochs)."""
        if self.sampling == "round-robin":
            rounds = range(epoch * self._rounds, (epoch + 1) * self._rounds)
            drawn = [[(task, number) for task in self._tasks] for number in rounds]
            return drawn if self.together else [[one] for each in drawn for one in each]
        drawn = [[(task, epoch * count + i)] for task, count in self._counts.items() for i in range(count)]
        if self.sampling == "proportional":
            order = generator(self.material.seed, self.material.number, epoch, "mix").permutation(len(drawn))
            drawn = [drawn[i] for i in order]
        return drawn

    def _batch(self, task: str, number: int) -> Batch:
        passed, place = divmod(number, self._counts[task])
        return self._pass(task, passed)[place]
