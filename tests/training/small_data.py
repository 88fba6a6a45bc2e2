"""Every data set of the published presets in its official form, a few made-up examples each."""

import json
from pathlib import Path

from engine import presets
from engine.plan import Plan

TRAIN, EVALUATION = 16, 4
_WORDS = ["a", "b", "cd", "ef", "the", "ki", "lm", "no", "pq", "film", "was"]


def text(i: int, length: int = 6) -> str:
    """Another one for every i."""
    return " ".join([_WORDS[(i * k + k) % len(_WORDS)] for k in range(1, length)] + [f"n{i}"])


def make(folder: Path) -> Path:
    """Training examples are 0 to 15, those of evaluation 100 to 103; of every domain of Meta-BERT's presets 8 and 2."""
    for split, numbers in (("train", range(TRAIN)), ("test", range(100, 100 + EVALUATION))):
        lines = [f'{{"text": "{text(i, 24)}", "label": {i % 2}}}' for i in numbers]
        _put(folder / "imdb" / f"{split}.jsonl", lines)
        for name, classes, columns in (
            ("yelp-polarity", 2, 1), ("yelp-full", 5, 1), ("ag_news", 4, 2), ("dbpedia", 14, 2), ("yahoo", 10, 3),
        ):  # fmt: skip
            row = [",".join([f'"{i % classes + 1}"', *[f'"{text(i)}"'] * columns]) for i in numbers]
            _put(folder / name / f"{split}.csv", row)
        _put(folder / "trec" / {"train": "train_5500.label", "test": "TREC_10.label"}[split],
             [f"{('LOC:city', 'NUM:dist')[i % 2]} {text(i)} ?" for i in numbers])  # fmt: skip
        end = {"train": "train", "test": "dev"}[split]
        for name, head, answer in (
            ("ids-sst", "sentence\tsentiment", lambda i: i % 5), ("ids-cfimdb", "sentence\tsentiment", lambda i: i % 2),
            ("quora", "sentence1\tsentence2\tis_duplicate", lambda i: f"{i % 2}.0"),
            ("sts", "sentence1\tsentence2\tsimilarity", lambda i: f"{i % 6}.0"),
        ):  # fmt: skip
            second = [f"\t{text(i + 1)}" if "sentence2" in head else "" for i in numbers]
            rows = [f"{i}\t{i}\t{text(i)}{s}\t{answer(i)}" for i, s in zip(numbers, second, strict=True)]
            place = name.removeprefix("ids-")
            _put(folder / place / f"{name}-{end}.csv", [f"\tid\t{head}", *rows])
    named = {task for name in presets.names() for task in Plan.from_json(presets.load(name)).tasks}
    domains = sorted(task.removeprefix("amazon:") for task in named if task.startswith("amazon:"))
    reviews = [
        {"text": f"{domain} {n} was {said}", "label": label, "domain": domain}
        for domain in domains
        for n in range(5)
        for said, label in (("good", "positive"), ("bad", "negative"))
    ]
    _put(folder / "amazon_meta" / "dataset.json", [json.dumps(reviews)])
    return folder


def _put(path: Path, lines: list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
