from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from engine.contract import Batch, Masking, Term
from engine.objectives import HeadFit, Material, Objective, Reading, shuffled_batches
from engine.pretraining_heads import MLM, NSP, NSP_ACCURACY
from engine.randomness import generator
from engine.settings import setting

SERIES = "masked_lm"  # held-out loss from where the head was fitted on
HEAD_SERIES = "masked_lm_head"  # held-out loss while the head alone was fitted, its end included
PAIR_SERIES = "next_sentence"  # held-out loss of telling next sentences from random ones
PAIR_ACCURACY_SERIES = "next_sentence_accuracy"  # the share of held-out pairs told rightly
NEW_HEAD_STEPS = 200
READINGS = 10  # of the held-out loss in a stage, unless it says how often to evaluate


@dataclass
class MaskedLm(Objective):
    """Further pre-training: guess masked words of the tasks' training texts, without labels (Sun et al. 2019, 5.4).

    Which tasks the stage names makes it within-task, in-domain or cross-domain; batches come from them in proportion
    to their texts. Of the chosen word pieces 80 % are masked, 10 % replaced at random, 10 % left (Devlin et al. 2019).
    Texts of any evaluation split of the plan are left out. No task's head is trained.
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
    next_sentence: bool = setting(
        False,
        "also tell whether the second of two texts follows the first, which it does half of the time (Devlin et al. "
        "2019; Sun et al. did): an input of one text is cut in two; only for encoders whose checkpoint brings the head",
    )
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
        names = ", ".join(self.material.stage.tasks)
        if not self._steps_per_epoch:
            return (
                f"no training text of {names} is left to train on: the others are in an evaluation split, or held out"
            )
        if not self.next_sentence:
            return None
        if NSP not in self.material.brings:
            return (
                "next_sentence needs an encoder whose checkpoint brings the head for it and a pooler, as "
                "bert-base-uncased's does (cls.seq_relationship): this one brings none, so leave next_sentence off"
            )
        known = ((t, rows) for t, rows in self.material.rows.items() if rows and t in self.material.alike)
        task = next((t for t, rows in known if not self._several(t, rows)), None)
        return task and f"next_sentence needs two different texts of {task}: there is none to stand in for what follows"

    @property
    def steps_per_epoch(self) -> int:
        return self._steps_per_epoch

    @property
    def held_out_share(self) -> float:
        return self.held_out

    @property
    def heads(self) -> frozenset[str]:
        return frozenset({MLM, NSP} if self.next_sentence else {MLM})

    @property
    def head_fit(self) -> HeadFit:
        needed = 0 if MLM in self.material.brings else NEW_HEAD_STEPS
        return HeadFit(needed if self.head_steps is None else self.head_steps, self.head_rate)

    def terms(self, step: int) -> list[Term]:
        epoch, place = divmod(step, self.steps_per_epoch)
        batch = self._epoch(epoch)[place]
        others = self._others(batch, self.material.rows[batch.task], step)
        return [Term("mlm", batch=batch, target=Masking(self.rate, self.whole_words, others=others))]

    def readings(self, step: int) -> list[Reading]:
        """The held-out loss at step 0, where the head is fitted, some times after that, and at the end."""
        fitted, end = self.head_fit.steps, self.total_steps
        every = self.material.stage.evaluate_every or -(-self.scheduled_steps // READINGS)
        found = [{MLM: HEAD_SERIES}] if fitted and step in (0, fitted) else []
        if step == end or (step >= fitted and (step - fitted) % every == 0):
            pairs = {NSP: PAIR_SERIES, NSP_ACCURACY: PAIR_ACCURACY_SERIES} if self.next_sentence else {}
            found.append({MLM: SERIES, **pairs})
        return [Reading(series, self._held_out_terms()) for series in found]

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
        stage, found = self.material.stage, []
        for task, rows in self.material.held_out.items():
            for i in range(0, len(rows), stage.batch_size):
                batch = Batch(task, tuple(rows[i : i + stage.batch_size]), stage.max_length)
                others = self._others(batch, rows, "held out", i)
                target = Masking(self.rate, self.whole_words, fixed=True, others=others)
                found.append(Term("mlm", batch=batch, target=target))
        return tuple(found)

    def _others(self, batch: Batch, among: Sequence[int], *place: int | str) -> tuple[int | None, ...] | None:
        """Of pairs: for each row None, or a row `among` which has another text. Half of the time either; always None
        where there is no other text."""
        if not self.next_sentence:
            return None
        random = generator(self.material.seed, self.material.number, *place, "others")
        alike, several = self.material.alike[batch.task], self._several(batch.task, among)
        found: list[int | None] = []
        for row in batch.rows:
            other = None
            if several and random.random() < 0.5:
                other = int(among[random.integers(len(among))])
                while alike[other] == alike[row]:
                    other = int(among[random.integers(len(among))])
            found.append(other)
        return tuple(found)

    def _several(self, task: str, rows: Sequence[int]) -> bool:
        """Whether not all of a task's rows have the same text."""
        alike = self.material.alike[task]
        return any(alike[row] != alike[rows[0]] for row in rows)
