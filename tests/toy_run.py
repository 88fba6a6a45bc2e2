"""A small run with known answers, written through the store: three stages, four snapshots, three tasks.

Judge (sequence; labels bad, good): 8 sentences. Own stage 1; 6 right after it, 4 after stage 3; forgotten: 1, 2, 3.
Same (pair; labels no, yes): 4 pairs. Own stage 2.
Names (token; O, B-PER, I-PER): 2 sentences, 7 evaluated words and 1 beyond the maximum length. Own stage 3.
"""

from pathlib import Path

import numpy as np

from engine import store
from engine.answers import Answers, ExampleRecord, Snapshot, TaskRecord, Units
from engine.store import RunWriter, StoredTask

STAGES = ("judge", "same", "names")
NAN = float("nan")
EVIL = "<script>alert(1)</script>"
SENTENCES = (
    "The cat sleeps.", "Cats sleeps the.", "Dog the barks.", "A dogs bark.",
    "Every child sang.", "She reads books.", "They sing.", f"We saw {EVIL} there.",
)  # fmt: skip
PAIRS = (("It rains.", "Rain falls."), ("He left.", "He stayed."), ("A & B", "B & A"), ("One.", "Two."))
WORDS = (("Ada", "Byron", "met", "Ken", "today"), ("Nobody", "came", "along"))

# Label ids by snapshot: before training, after stages 1, 2 and 3.
JUDGE_GOLD = (1, 0, 0, 0, 1, 1, 1, 0)
JUDGE = ((1, 1, 1, 1, 1, 1, 1, 1), (1, 0, 0, 0, 1, 1, 0, 1), (1, 0, 0, 1, 1, 1, 0, 1), (1, 1, 1, 1, 1, 1, 1, 1))
SAME_GOLD = (1, 0, 1, 0)
SAME = ((0, 0, 0, 0), (0, 0, 0, 1), (1, 0, 1, 1), (1, 1, 1, 1))
NAMES_GOLD = (1, 2, 0, 1, 0, 0, 0)
NAMES = ((0, 0, 0, 0, 0, 0, 0), (2, 0, 1, 0, 0, 0, 0), (0, 0, 0, 0, 1, 0, 0), (1, 2, 0, 0, 0, 0, 1))


def snapshot(stage: int) -> Snapshot:
    return Snapshot(stage, stage_name=STAGES[stage - 1] if stage else "before training")


def tasks(labels: tuple[str, str] = ("bad", "good")) -> list[StoredTask]:
    judge = TaskRecord("judge", "Judge", "sequence", labels, ("mcc", "accuracy"), official=False,
                       split_note="8 rows instead of 1,043", evaluation_rows=8)  # fmt: skip
    same = TaskRecord("same", "Same", "pair", ("no", "yes"), ("accuracy", "f1"), evaluation_rows=4)
    names = TaskRecord("names", "Names", "token", ("O", "B-PER", "I-PER"), ("token_accuracy", "entity_f1"),
                       evaluation_rows=2, not_evaluated=1)  # fmt: skip
    sentences = [
        ExampleRecord(i, (text,), (), f"{i:016x}", {"phenomenon": "order" if i in (1, 2) else "agreement"})
        for i, text in enumerate(SENTENCES)
    ]
    pairs = [ExampleRecord(i, texts, (), f"{i:016x}") for i, texts in enumerate(PAIRS)]
    words = [ExampleRecord(i, (), sentence, f"{i:016x}") for i, sentence in enumerate(WORDS)]
    of_words = Units(np.array([0, 0, 0, 0, 1, 1, 1]), np.array([0, 1, 2, 3, 0, 1, 2]), np.array(NAMES_GOLD))
    return [
        StoredTask(judge, 1, _one_each(JUDGE_GOLD), sentences),
        StoredTask(same, 2, _one_each(SAME_GOLD), pairs),
        StoredTask(names, 3, of_words, words),
    ]


def answers(stage: int) -> dict[str, Answers]:
    """Judge has probabilities, rising with the example's number; names has none."""
    judge, same, names = (np.array(t[stage]) for t in (JUDGE, SAME, NAMES))
    p = np.linspace(0.55, 0.97, 8, dtype=np.float32)
    p_gold = np.where(judge == np.array(JUDGE_GOLD), p, 1 - p).astype(np.float32)
    unknown = np.full(7, NAN, np.float32)
    return {
        "judge": Answers(judge, p, p_gold),
        "same": Answers(same, np.full(4, 0.75, np.float32), np.where(same == np.array(SAME_GOLD), 0.75, 0.25)),
        "names": Answers(names, unknown, unknown),
    }


def make_run(
    runs: Path, *, name: str = "Toy", state: str = "done", stages: int = 3, reason: str = "",
    labels: tuple[str, str] = ("bad", "good"), inside: int | None = None,
) -> str:  # fmt: skip
    """Write it with the snapshots up to `stages` (-1: none); return its id. `inside`: a step of the next stage."""
    document = {"format": 1, "name": name, "seed": 7, "stages": [{"tasks": [t]} for t in STAGES]}
    folder = store.new_run(runs, document, name=name, hash8="00c0ffee", group="group")
    if stages >= 0:
        with RunWriter(folder) as writer:
            writer.begin(tasks(labels), {"device": "cpu"})
            for stage in range(stages + 1):
                writer.add_snapshot(snapshot(stage), answers(stage), STAGES[:stage])
            if inside is not None:
                step = Snapshot(stages + 1, inside, STAGES[stages])
                writer.add_snapshot(step, answers(stages + 1), STAGES[:stages])
    store.update_progress(folder, state=state, reason=reason, stage=min(stages + 1, 3), stages=3, step=3, steps=10)
    return folder.name


def _one_each(gold: tuple[int, ...]) -> Units:
    count = len(gold)
    return Units(np.arange(count), np.zeros(count, np.int64), np.array(gold))
