from dataclasses import dataclass
from functools import lru_cache

from engine.contract import Batch, Term
from engine.objectives import Material, Objective, shuffled_batches


@dataclass
class Finetune(Objective):
    """Fine-tune the encoder and one task's head together on that task's labels (Devlin et al. 2019)."""

    @classmethod
    def refuses(cls, tasks: tuple[str, ...]) -> str | None:
        return None if len(tasks) == 1 else f"finetune trains one task, got {len(tasks)}: {', '.join(tasks)}"

    def begin(self, material: Material) -> None:
        super().begin(material)
        self._task = material.stage.tasks[0]
        self._epoch = lru_cache(maxsize=1)(lambda epoch: shuffled_batches(material, self._task, epoch))

    @property
    def steps_per_epoch(self) -> int:
        return -(-len(self.material.rows[self._task]) // self.material.stage.batch_size)

    def terms(self, step: int) -> list[Term]:
        return [Term("task", batch=self.batch(step))]

    def batch(self, step: int) -> Batch:
        """The batch of one step."""
        epoch, place = divmod(step, self.steps_per_epoch)
        return self._epoch(epoch)[place]
