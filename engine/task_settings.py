"""How a task is read by the encoder and answered by its head: the run's, not a stage's, for all its snapshots."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.errors import UserError
from engine.settings import Problem, setting
from engine.tasks.task import Task
from engine.truncation import POLICIES

MALFORMED = ("refuse", "drop")  # a task's rows that cannot be read
POOLINGS = ("concat", "mean", "max")
COMBINED = ("mean", "max", "attention")
_LAYERS = re.compile(r"last|all|(?:first|last) \d+|\d+")


@dataclass(frozen=True)
class TaskSettings:
    """How a task is read by the encoder. The run's, not a stage's: it must not change between snapshots."""

    max_length: int = setting(128, "word pieces per example, [CLS] and [SEP] included", minimum=4, maximum=8192)
    truncation: str = setting(
        "head",
        "what is read of a longer text: its head, its tail, both, or all of it in segments of max_length (Sun et al. "
        "2019)",
        choices=(*POLICIES, "segments"),
    )
    head_pieces: int = setting(128, "head+tail: how many word pieces are from the beginning", minimum=1, maximum=8190)
    segment_pooling: str = setting("mean", "segments: how their vectors become one", choices=COMBINED)
    max_segments: int = setting(8, "segments: read no more of them", minimum=1, maximum=64)
    layers: str = setting("last", "which layers the head reads: last, all, first 4, last 4, or a number from 1 on")
    layer_pooling: str = setting("concat", "several layers: how their vectors become one", choices=POOLINGS)
    pair: str = setting(
        "together",
        "two sentences in one input, or apart: each encoded alone, compared by |u−v| and u·v (minBERT)",
        choices=("together", "apart"),
    )
    head: str = setting(
        "linear",
        "linear; mlp: two linear layers with ReLU and dropout; cosine: of the two sentences, without weights",
        choices=("linear", "mlp", "cosine"),
    )
    output: str = setting(
        "plain", "regression: the number itself, or a sigmoid scaled to the task's range", choices=("plain", "sigmoid")
    )
    malformed: str = setting(
        "refuse", "rows that cannot be read: do not begin the run, or leave them out and count them", choices=MALFORMED
    )


_LONG = ("head_pieces", "segment_pooling", "max_segments")  # of single texts alone


def for_kind(kind: str) -> tuple[str, ...]:
    """Names of the settings that mean something for tasks of this kind, in order: what a form shows."""
    without = {
        "sequence": {"pair", "output"},
        "pair": {*_LONG, "output"},
        "token": {*_LONG, "pair", "output"},
        "regression": set(_LONG),
    }
    return tuple(name for name in TaskSettings.__dataclass_fields__ if name not in without.get(kind, ()))


def problems(values: Mapping[str, Any], where: str) -> list[Problem]:
    """What is wrong with values that are each valid alone, whatever the task is."""
    found, given = [], {f: values.get(f, d.default) for f, d in TaskSettings.__dataclass_fields__.items()}
    if not _LAYERS.fullmatch(str(given["layers"])):
        what = f"takes last, all, first N, last N or a number from 1 (the lowest) on, got {given['layers']!r}"
        found.append(Problem(f"{where}.layers", what))
    if given["truncation"] == "head+tail" and given["head_pieces"] > given["max_length"] - 3:
        what = f"leaves no piece for the tail: max_length {given['max_length']} has room for {given['max_length'] - 2}"
        found.append(Problem(f"{where}.head_pieces", f"{given['head_pieces']} {what}"))
    if given["head"] == "cosine" and given["pair"] != "apart":
        found.append(Problem(f"{where}.head", "cosine compares two vectors: it needs pair: apart"))
    return found


def refusal(settings: TaskSettings, task: Task) -> str | None:
    """Why this task cannot be read so, or None."""
    if why := kind_refusal(settings, task.kind):
        return f"{why}; {task.name} is a {task.kind} task"
    if settings.output == "sigmoid" and task.span is None:
        return f"output: sigmoid is for a task with a known range; {task.name} has none"
    return None


def kind_refusal(settings: TaskSettings, kind: str) -> str | None:
    """Why no task of this kind can be read so, or None."""
    if settings.pair == "apart" and kind not in ("pair", "regression"):
        return "pair: apart is for tasks of two sentences"
    if settings.head == "cosine" and kind != "regression":
        return "head: cosine answers with a number"
    if settings.output == "sigmoid" and kind != "regression":
        return "output: sigmoid is for a regression"
    if settings.truncation == "segments" and kind != "sequence":
        return "truncation: segments is for single texts"
    if settings.truncation == "head+tail" and kind != "sequence" and settings.pair != "apart":
        return "truncation: head+tail is for single texts"
    return None


def chosen_layers(text: str, layers: int) -> list[int] | None:
    """Which of the encoder's `layers`, counted from 1 (0 are the embeddings); None for the last with the pooler.

    Raises UserError for layers that the encoder has not.
    """
    if text == "last":
        return None
    if text == "all":
        return list(range(1, layers + 1))
    word, _, count = text.rpartition(" ")
    if int(count) > layers:
        raise UserError(f"layers: {text}: this encoder has {layers}")
    if not word:
        return [int(count)]
    return list(range(1, int(count) + 1)) if word == "first" else list(range(layers - int(count) + 1, layers + 1))
