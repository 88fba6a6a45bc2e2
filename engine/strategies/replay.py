from dataclasses import dataclass, field

from engine.contract import Batch, State, Term
from engine.objectives import Material
from engine.randomness import generator
from engine.settings import setting
from engine.strategies import Strategy


@dataclass
class Replay(Strategy):
    """Experience replay: keep some training examples of every earlier task and mix them in (Chaudhry et al. 2019).

    A stage without labels (masked_lm) replays them as any other, those of the tasks whose texts it reads, too; of its
    own nothing is kept.
    """

    memory: int = setting(200, "training examples kept per task; 0 is sequential", minimum=0)
    every: int = setting(1, "replay at every so many steps", minimum=1)
    weight: float = setting(1.0, "of the replayed loss beside the current task's; 0 is sequential", minimum=0)
    kept: dict[str, list[int]] = field(default_factory=dict)  # task -> rows of its training split

    def terms(self, material: Material, step: int) -> list[Term]:
        trained = material.stage.tasks if material.supervised else ()
        earlier = [task for task in self.kept if self.kept[task] and task not in trained]
        if not earlier or step % self.every:
            return []
        draw = generator(material.seed, material.number, step, "replay")
        task = earlier[int(draw.integers(len(earlier)))]
        rows = draw.choice(self.kept[task], size=min(material.stage.batch_size, len(self.kept[task])), replace=False)
        return [Term("task", self.weight, Batch(task, tuple(int(r) for r in rows)))]

    def after_stage(self, learner, material: Material, batches: list[Batch]) -> None:
        for task in material.stage.tasks if material.supervised else ():
            draw = generator(material.seed, material.number, "memory", task)
            rows = material.rows[task]
            kept = draw.choice(rows, size=min(self.memory, len(rows)), replace=False)
            self.kept[task] = sorted(int(r) for r in kept)

    def state(self) -> State:
        return {}, {"kept": {task: list(rows) for task, rows in self.kept.items()}}

    def restore(self, state: State) -> None:
        self.kept = {task: list(rows) for task, rows in state[1]["kept"].items()}
