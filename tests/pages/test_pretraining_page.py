"""Further pre-training below the Matrix: the held-out loss, and what of its fall counts."""

import json

from page_text import html, text
from toy_run import make_run

from engine import store
from engine.store import RunWriter


def make_pretrained(runs, series: dict[str, dict[int, float]]) -> str:
    """The toy run, had its first stage been masked_lm."""
    run = make_run(runs)
    plan = json.loads((runs / run / "plan.json").read_text())
    plan["stages"][0]["objective"] = {"name": "masked_lm", "head_steps": 200}
    (runs / run / "plan.json").write_text(json.dumps(plan))
    with RunWriter(runs / run) as writer:
        for name, values in series.items():
            for step, value in values.items():
                writer.log_series(name, 1, step, value)
    return run


def charts(app) -> list[str]:
    return [json.dumps(json.loads(chart.proto.spec)) for chart in app.get("plotly_chart")]


def test_the_fall_after_the_head_was_fitted_is_shown_and_said(open_page, runs):
    measured = {"masked_lm_head": {0: 10.25, 200: 6.5}, "masked_lm": {200: 6.5, 350: 6.0, 500: 5.75}}
    app = open_page("matrix", run=make_pretrained(runs, measured))
    assert "Further pre-training" in [s.value for s in app.subheader]
    shown = html(app)
    assert "fell by 0.750 nats in stage 1; only the fall from where the head was fitted counts" in shown
    (chart,) = [c for c in charts(app) if "held-out loss" in c]
    assert "head alone, encoder frozen" in chart and "head fitted" in chart and '".3~g"' in chart


def test_next_sentences_stand_beside_the_masked_words_where_the_stage_has_them(open_page, runs):
    measured = {"masked_lm": {0: 6.5, 50: 6.0}}
    pairs = {"next_sentence": {0: 0.71, 50: 0.4}, "next_sentence_accuracy": {0: 0.5, 50: 0.875}}
    app = open_page("matrix", run=make_pretrained(runs, measured | pairs))
    (chart,) = [c for c in charts(app) if "does the second part follow?" in c]
    assert "accuracy on held-out pairs" in chart and '".0%"' in chart
    assert "whether the second part follows the first" in text(app) + html(app)  # its card
    without = open_page("matrix", run=make_pretrained(runs, measured))
    assert not [c for c in charts(without) if "does the second part follow?" in c]


def test_before_anything_was_measured_it_says_so_and_a_run_without_such_a_stage_shows_nothing(open_page, runs):
    assert "has not been measured yet" in text(open_page("matrix", run=make_pretrained(runs, {})))
    app = open_page("matrix", run=make_run(runs))
    assert "Further pre-training" not in [s.value for s in app.subheader]
    assert store.read_series(store.open_run(runs / make_run(runs)), "masked_lm").empty
