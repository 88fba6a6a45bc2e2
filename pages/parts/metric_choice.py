"""Which metric each task is shown in, where it has several. In the URL: `metric=cola:accuracy,mrpc:f1`, or one name."""

from collections.abc import Mapping

import streamlit as st

from engine import metrics
from engine.analysis.scores import choose_metrics
from engine.errors import UserError
from engine.store import Run
from pages.parts import filter_bar
from pages.parts.plain import plain
from pages.parts.view import sentence

Choice = tuple[tuple[str, str], ...]  # (task, metric), for tasks that do not show their first


def read(run: Run, text: str) -> tuple[Choice, str]:
    """The choice a link asks for, and a sentence about what of it was ignored."""
    if not text:
        return (), ""
    try:
        wanted = dict(part.split(":", 1) for part in text.split(",")) if ":" in text else text
        chosen = choose_metrics(tuple(run.tasks.values()), wanted)
    except ValueError:
        return (), f"Ignored metric {text!r} in the link: it is not like cola:accuracy,mrpc:f1."
    except UserError as error:
        return (), sentence(f"Ignored metric {text!r} in the link: {error}")
    return tuple((t.name, m) for t, m in zip(run.tasks.values(), chosen, strict=True) if m != t.metrics[0]), ""


def write(choice: Mapping[str, str]) -> str:
    """The choice as it stands in a link; empty if every task shows its first metric."""
    return ",".join(f"{task}:{metric}" for task, metric in choice.items())


def choose(run: Run, query: Mapping[str, str], only: str | None = None) -> Choice:
    """Draw a control per task that has several metrics (or for `only` this task); return what is chosen."""
    choice, ignored = read(run, query.get("metric", ""))
    filter_bar.say([ignored] * bool(ignored))
    several = {n: task for n, task in run.tasks.items() if len(task.metrics) > 1 and only in (None, n)}
    if several:
        with st.container(horizontal=True, gap="medium"):
            for name, task in several.items():
                key = f"metric_{name}"
                st.session_state[key] = dict(choice).get(name, task.metrics[0])
                st.segmented_control(
                    plain(f"Metric of {task.title or name}"), task.metrics, key=key, required=True, on_change=_changed,
                    format_func=lambda m: metrics.get(m).short, args=(name, task.metrics[0], dict(choice), dict(query)),
                    help="; ".join(f"**{metrics.get(m).short}**: {metrics.get(m).definition}" for m in task.metrics),
                )  # fmt: skip
    return choice


def _changed(task: str, default: str, choice: dict[str, str], query: dict[str, str]) -> None:
    chosen = st.session_state[f"metric_{task}"]
    choice = {t: m for t, m in choice.items() if t != task} | ({task: chosen} if chosen != default else {})
    filter_bar.go({**query, "metric": write(choice)})
