"""Every data set of the presets of Sun et al. and minBERT in its official form, a few made-up examples each."""

from pathlib import Path

ROWS = 16
_WORDS = ["a", "b", "cd", "ef", "the", "ki", "lm", "no", "pq", "film", "was"]


def text(i: int, length: int = 6) -> str:
    """Another one for every i."""
    return " ".join([_WORDS[(i * k + k) % len(_WORDS)] for k in range(1, length)] + [f"n{i}"])


def make(folder: Path) -> Path:
    """Training examples are 0 to 15, those of evaluation 100 to 115."""
    for split, first in (("train", 0), ("test", 100)):
        numbers = range(first, first + ROWS)
        lines = [f'{{"text": "{text(i, 60)}", "label": {i % 2}}}' for i in numbers]
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
    return folder


def _put(path: Path, lines: list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
