from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from engine.contract import Batch, Masking, Term
from engine.objectives import HeadFit, Material, Objective, Reading, shuffled_batches
from engine.randomness import generator
from engine.settings import setting

SERIES = "masked_lm"  # held-out loss from where the head was fitted on
HEAD_SERIES = "masked_lm_head"  # held-out loss while the head alone was fitted, its end included
NEW_HEAD_STEPS = 200
READINGS = 10  # of the held-out loss in a stage, unless it says how often to evaluate


@dataclass
class MaskedLm(Objective):
    """Further pre-training: guess masked words of the tasks' training texts, without labels (Sun et al. 2019, 5.4).

    Which tasks the stage names makes it within-task, in-domain or cross-domain; batches come from them in proportion
    to their texts. Of the chosen word pieces 80 % are masked, 10 % replaced at random, 10 % left (Devlin et al. 2019).
    Texts of any evaluation split of the plan are left out. No task's head is trained. Next-sentence prediction, which
    Sun et al. trained as well, is left out: few encoders have its head, and RoBERTa does better without.
    """

    supervised: ClassVar[bool] = False
    unused: ClassVar[tuple[str, ...]] = ("hold_out",)  # there is no score on labels to choose an epoch by

    rate: float = setting(0.15, "share of a text's word pieces that are to be guessed", above=0, maximum=0.9)
    whole_words: bool = setting(False, "choose whole words, not single pieces of them")
    head_steps: int | None = setting(
        None,
        "first fit the head for masked words on the frozen encoder for so many steps; empty: "
        f"{NEW_HEAD_STEPS} if the encoder's checkpoint has none, else 0",
        minimum=0,
    )
    head_rate: float = setting(1e-3, "constant rate while the head alone is fitted", above=0)
    held_out: float = setting(
        0.05, "share of the texts kept from training to measure the loss on, at most 512 texts", above=0, maximum=0.5
    )

    @classmethod
    def refuses(cls, tasks: tuple[str, ...]) -> str | None:
        return None if len(set(tasks)) == len(tasks) else f"a task is named twice: {', '.join(tasks)}"

    def begin(self, material: Material) -> None:
        super().begin(material)
        size = material.stage.batch_size
        self._steps_per_epoch = sum(-(-len(rows) // size) for rows in material.rows.values())
        self._epoch = lru_cache(maxsize=1)(self._mixed)

    def shortage(self) -> str | None:
        if self._steps_per_epoch:
            return None
        names = ", ".join(self.material.stage.tasks)
        return f"no training text of {names} is left to train on: the others are in an evaluation split, or held out"

    @property
    def steps_per_epoch(self) -> int:
        return self._steps_per_epoch

    @property
    def held_out_share(self) -> float:
        return self.held_out

    @property
    def head_fit(self) -> HeadFit:
        needed = 0 if self.material.has_mlm_head else NEW_HEAD_STEPS
        return HeadFit(needed if self.head_steps is None else self.head_steps, self.head_rate)

    def terms(self, step: int) -> list[Term]:
        epoch, place = divmod(step, self.steps_per_epoch)
        return [Term("mlm", batch=self._epoch(epoch)[place], target=Masking(self.rate, self.whole_words))]

    def readings(self, step: int) -> list[Reading]:
        """The held-out loss at step 0, where the head is fitted, some times after that, and at the end."""
        fitted, end = self.head_fit.steps, self.total_steps
        every = self.material.stage.evaluate_every or -(-self.scheduled_steps // READINGS)
        names = [HEAD_SERIES] if fitted and step in (0, fitted) else []
        if step == end or (step >= fitted and (step - fitted) % every == 0):
            names.append(SERIES)
        return [Reading(name, self._held_out_terms()) for name in names]

    def examples(self, steps: int) -> int:
        whole, size = sum(map(len, self.material.rows.values())), self.material.stage.batch_size
        passes, rest = divmod(steps, self.steps_per_epoch)
        return passes * whole + min(whole, rest * size)

    def _mixed(self, epoch: int) -> list[Batch]:
        """All batches of all tasks in one random order."""
        batches = [b for task in self.material.stage.tasks for b in shuffled_batches(self.material, task, epoch)]
        order = generator(self.material.seed, self.material.number, epoch, "mix").permutation(len(batches))
        return [batches[i] for i in order]

    def _held_out_terms(self) -> tuple[Term, ...]:
        stage, how = self.material.stage, Masking(self.rate, self.whole_words, fixed=True)
        found = []
        for task, rows in self.material.held_out.items():
            for i in range(0, len(rows), stage.batch_size):
                found.append(
                    Term("mlm", batch=Batch(task, tuple(rows[i : i + stage.batch_size]), stage.max_length), target=how)
                )
        return tuple(found)
