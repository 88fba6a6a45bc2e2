"""How a run's progress reads in the terminal."""

import io

import pytest
from rich.console import Console

from engine import store
from engine.commands import bars
from engine.store import Progress

TRAINING = Progress(
    "running", phase="training", stage=2, stages=2, step=7, steps=20, loss=0.51234, examples_per_s=118.7, eta_s=75.2
)


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (TRAINING, "training, loss 0.5123, 119 examples/s, 1:15 left"),
        (Progress("running", phase="evaluating", loss=0.5, eta_s=3.0), "evaluating, 0:03 left"),
        (Progress("running", phase="reading data"), "reading data"),
        (Progress("queued", queue_position=2), "queued, 2 before it"),
        (Progress("queued"), "queued"),
        (Progress("failed", reason="no space left"), "failed: no space left"),
        (Progress("cancelled", reason="cancelled; it can be resumed"), "cancelled; it can be resumed"),
        (Progress("done"), "done"),
    ],
)
def test_what_a_run_is_doing(progress, words):
    assert bars.doing(progress) == words


@pytest.mark.parametrize(("seconds", "text"), [(0.4, "0:00"), (59.6, "1:00"), (75, "1:15"), (3723, "1:02:03")])
def test_durations(seconds, text):
    assert bars.duration(seconds) == text


@pytest.mark.parametrize("terminal", [False, True])
def test_a_run_is_shown_until_its_end(tmp_path, terminal):
    folder = store.new_run(tmp_path, {}, name="x", hash8="00000000", group="g")
    out = io.StringIO()
    console = Console(file=out, width=120, force_terminal=terminal, highlight=False, color_system=None)

    with bars.shown(folder, ["mini-cola", "[b]mini-ner"], console):
        store.write_progress(folder, TRAINING)

    if terminal:
        assert "1 mini-cola" in out.getvalue() and "2 [b]mini-ner" in out.getvalue()
        assert "7/20 training, loss 0.5123" in out.getvalue()
    else:
        assert out.getvalue() == (
            "stage 2/2 [b]mini-ner, step 7/20: training, loss 0.5123, 119 examples/s, 1:15 left\n"
        )
