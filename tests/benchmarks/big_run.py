"""A run with 1,000,000 answers, made up but plausible, through the real writer: to see whether the pages keep up.

`python -m tests.benchmarks.big_run DIR` makes it in DIR and prints its folder; the same answers every time.
40,000 sentences, 40,000 sentence pairs and 120,000 words, each answered at 5 snapshots.
"""

import hashlib
import sys
import time
from pathlib import Path

import numpy as np

from engine import store
from engine.answers import Answers, ExampleRecord, Snapshot, TaskRecord, Units
from engine.plan import Plan
from engine.store import RunWriter, StoredTask

SENTENCES = 40_000  # as many pairs, and three times as many words
STAGES = ("judge", "same", "names", "judge")
SKILL = {  # by snapshot: how far above the mean difficulty a model stands; None: an untrained head
    "judge": (None, 1.0, 0.55, 0.35, 1.1),
    "same": (None, None, 1.2, 0.7, 0.6),
    "names": (None, None, None, 2.0, 1.7),
}
TAGS = ("O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC", "B-MISC", "I-MISC")
NOUNS, VERBS, KINDS, NAMES = (
    words.split()
    for words in (
        "lamp river pilot garden letter engine baker mirror ladder planet violin harbor ticket shadow bridge candle",
        "finds moves paints keeps breaks sells lifts hides follows draws washes opens carries leaves repairs counts",
        "old small green quiet heavy bright narrow warm empty sharp early broken simple distant wooden cheap",
        "Arvo Belin Cardo Dessin Evark Falun Gorem Hulda Istan Jorvik Kelmar Lodan Mirov Nastel Orvin Palgo",
    )
)


def make_run(runs: Path, sentences: int = SENTENCES) -> Path:
    """Write the run below `runs`; its folder. It has 25 answers per sentence."""
    draw = np.random.default_rng(2026)
    stages = [{"tasks": [task]} for task in STAGES]
    plan = Plan.from_json({"name": f"{25 * sentences:,} answers", "stages": stages})
    tasks = [_sentences(draw, sentences), _pairs(draw, sentences), _words(draw, 3 * sentences)]
    difficulty = {t.record.name: draw.normal(size=len(t.units.gold)) for t in tasks}
    names = plan.stage_names()
    folder = store.new_run(runs, plan.to_json(), name=plan.name, hash8=plan.hash8(), group=plan.group())
    with RunWriter(folder) as writer:
        writer.begin(tasks, {"device": "none", "made_up": True})
        for stage in range(len(STAGES) + 1):
            snapshot = Snapshot(stage, stage_name=names[stage - 1] if stage else "before training")
            answers = {t.record.name: _answers(draw, t, difficulty[t.record.name], stage) for t in tasks}
            writer.add_snapshot(snapshot, answers, sorted(set(STAGES[:stage])))
    store.update_progress(folder, state="done", stage=len(STAGES), stages=len(STAGES), step=1, steps=1)
    return folder


def _answers(draw: np.random.Generator, task: StoredTask, difficulty: np.ndarray, stage: int) -> Answers:
    """Right where skill and some noise exceed the difficulty; who is nearly right is unsure. Wrong answers prefer the
    first label, as a head that drifts does."""
    gold, labels = task.units.gold, len(task.record.labels)
    skill = SKILL[task.record.name][stage]
    margin = (-3.0 if skill is None else skill) + 0.6 * draw.normal(size=len(gold)) - difficulty
    other = np.where(draw.random(len(gold)) < 0.7, 0, draw.integers(0, labels, len(gold)))
    wrong = np.where(other == gold, (gold + 1) % labels, other)
    if skill is None:
        wrong = np.zeros_like(gold)  # a random head says the same of nearly everything
    predicted = np.where(margin > 0, gold, wrong)
    sure = 1 / labels + (1 - 1 / labels) / (1 + np.exp(-2 * np.abs(margin)))
    p_gold = np.where(predicted == gold, sure, (1 - sure) / max(labels - 1, 1))
    return Answers(predicted, sure.astype(np.float32), p_gold.astype(np.float32))


def _sentences(draw: np.random.Generator, count: int) -> StoredTask:
    texts = [(text,) for text in _texts(draw, count)]
    record = _record("judge", "Judge", "sequence", ("bad", "good"), ("mcc", "accuracy"), count)
    tags = draw.choice(["order", "agreement", "case", "number"], count).tolist()
    gold = (draw.random(count) < 0.69).astype(np.int64)
    return StoredTask(record, 1, _one_each(gold), [_example(i, t, (), tags[i]) for i, t in enumerate(texts)])


def _pairs(draw: np.random.Generator, count: int) -> StoredTask:
    texts = list(zip(_texts(draw, count), _texts(draw, count), strict=True))
    record = _record("same", "Same", "pair", ("no", "yes"), ("accuracy", "f1"), count)
    gold = (draw.random(count) < 0.67).astype(np.int64)
    return StoredTask(record, 2, _one_each(gold), [_example(i, t, (), "") for i, t in enumerate(texts)])


def _words(draw: np.random.Generator, count: int) -> StoredTask:
    lengths, left = [], count
    while left:
        lengths.append(min(int(draw.integers(4, 27)), left))
        left -= lengths[-1]
    example = np.repeat(np.arange(len(lengths)), lengths)
    position = np.concatenate([np.arange(n) for n in lengths])
    begins = draw.random(count) < 0.11
    kind = draw.integers(0, 4, count)
    gold = np.where(begins, 2 * kind + 1, 0)
    inside = np.flatnonzero(begins[:-1] & (position[1:] > 0) & (draw.random(count - 1) < 0.35)) + 1
    gold[inside] = gold[inside - 1] + gold[inside - 1] % 2  # B-X, then I-X
    lexicon = np.array([NOUNS + VERBS + KINDS, NAMES * 3])
    words = lexicon[(gold > 0).astype(int), draw.integers(0, lexicon.shape[1], count)].tolist()
    ends = np.cumsum(lengths)
    rows = [
        _example(i, (), tuple(words[end - n : end]), "") for i, (end, n) in enumerate(zip(ends, lengths, strict=True))
    ]
    record = _record("names", "Names", "token", TAGS, ("token_accuracy", "entity_f1"), len(lengths))
    return StoredTask(record, 3, Units(example, position, gold), rows)


def _texts(draw: np.random.Generator, count: int) -> list[str]:
    parts = [np.array(words)[draw.integers(0, len(words), count)] for words in (KINDS, NOUNS, VERBS, KINDS, NOUNS)]
    return [
        f"The {a} {b} {c} the {d} {e} number {i % 5000}." for i, (a, b, c, d, e) in enumerate(zip(*parts, strict=True))
    ]


def _example(number: int, texts: tuple[str, ...], words: tuple[str, ...], tag: str) -> ExampleRecord:
    digest = hashlib.sha256("\n".join((*texts, *words)).encode()).hexdigest()[:16]
    return ExampleRecord(number, texts, words, digest, {"phenomenon": tag} if tag else {})


def _record(
    name: str, title: str, kind: str, labels: tuple[str, ...], metrics: tuple[str, ...], rows: int
) -> TaskRecord:
    return TaskRecord(name, title, kind, labels, metrics, source="made up", evaluation_rows=rows,
                      evaluation_fingerprint=hashlib.sha256(name.encode()).hexdigest()[:16])  # fmt: skip


def _one_each(gold: np.ndarray) -> Units:
    return Units(np.arange(len(gold)), np.zeros(len(gold), np.int64), gold)


if __name__ == "__main__":
    begun = time.perf_counter()
    print(make_run(Path(sys.argv[1])))
    print(f"{time.perf_counter() - begun:.1f} s", file=sys.stderr)
