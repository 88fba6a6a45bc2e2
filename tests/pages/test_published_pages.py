"""Curves over a varied number on the Compare page; published tables beside a run and beside groups."""

import numpy as np
import pytest
from page_text import html
from seed_runs import make

from engine import store
from engine.answers import Answers, ExampleRecord, Snapshot, TaskRecord, Units
from engine.store import RunWriter, StoredTask

RATES = {2e-5: (0,), 1e-4: (0, 1, 2), 4e-4: (0, 1, 2, 3, 4, 5)}
MINBERT = [{"tasks": ["sst", "qqp", "sts"], "objective": "multitask"}, {"tasks": ["sst"]}, {"tasks": ["sts"]}]
HEADS = {"sst": {"head": "mlp"}, "qqp": {"pair": "apart"}, "sts": {"pair": "apart"}}
GOLD = {"sst": [0, 1, 2, 3], "qqp": [0, 1, 0, 1], "sts": [0.0, 1.0, 2.0, 3.0]}
SAID = {  # after all three, after more SST, after more STS
    "sst": ([0, 0, 0, 0], [0, 1, 2, 0], [0, 1, 2, 0]),
    "qqp": ([0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]),
    "sts": ([0.0, 1.0, 2.0, 3.0], [3.0, 2.0, 1.0, 0.0], [0.0, 1.0, 2.0, 3.0]),
}


@pytest.fixture
def rates(runs):
    """Two seeds at each of three rates: the higher the rate, the more of 8 sentences is forgotten."""
    return [
        make(runs, seed, lost=lost[: len(lost) - seed], sweep="rates",
             stages=[{"tasks": ["judge"], "learning_rate": rate}, {"tasks": ["rate"]}])
        for rate, lost in RATES.items() for seed in (0, 1)
    ]  # fmt: skip


def minbert_run(runs, *, seed=1, task_settings=HEADS) -> str:
    plan = {"format": 1, "name": "trace", "seed": seed, "stages": MINBERT, "task_settings": task_settings}
    folder = store.new_run(runs, plan, name="trace", hash8=f"{seed:08x}", group="-")
    n, none = 4, np.full(4, np.nan, np.float32)
    records = (
        TaskRecord("sst", "SST-5", "sequence", tuple("01234"), ("accuracy",), evaluation_rows=n),
        TaskRecord("qqp", "QQP", "pair", ("0", "1"), ("accuracy",), evaluation_rows=n),
        TaskRecord("sts", "STS", "regression", (), ("pearson", "spearman"), evaluation_rows=n),
    )
    examples = [ExampleRecord(i, (str(i),), (), f"{i:016x}") for i in range(n)]
    with RunWriter(folder) as writer:
        units = {t: Units(np.arange(n), np.zeros(n, np.int64), np.array(gold)) for t, gold in GOLD.items()}
        writer.begin([StoredTask(r, 1, units[r.name], examples) for r in records], {})
        for stage, name in enumerate(("sst+qqp+sts", "sst", "sts"), 1):
            answers = {t: Answers(np.array(SAID[t][stage - 1]), none, none) for t in GOLD}
            writer.add_snapshot(Snapshot(stage, None, name), answers, tuple(GOLD))
    store.update_progress(folder, state="done")
    return folder.name


def frames(app, column):
    return [f.value for f in app.dataframe if column in f.value.columns]


def curve_of(app) -> str:
    return next(spec for chart in app.get("plotly_chart") if "(logarithmic)" in (spec := str(chart.proto.spec)))


def test_a_varied_rate_is_a_curve_with_bands_on_a_logarithmic_axis(open_page, rates):
    app = open_page("compare", task="judge", curve="forgetting")
    drawn = curve_of(app)
    assert "learning rate of judge (logarithmic)" in drawn and '"type":"log"' in drawn.replace(" ", "")
    assert "mean .0625" in drawn and "by seed 0: .1250, 1: .0000" in drawn
    assert "tonexty" in drawn
    app.segmented_control(key="compare_curve").set_value("own").run()
    assert app.query_params["curve"] == "own"
    assert "mean 1.0000" in curve_of(app)


def test_without_a_varied_number_there_is_no_curve(open_page, runs):
    make(runs, 1)
    make(runs, 1, strategy={"name": "replay"})
    assert "Over what was varied" not in [s.value for s in open_page("compare").subheader]


def test_the_trace_of_minbert_stands_beside_d_e_and_f(open_page, runs):
    app = open_page("matrix", run=minbert_run(runs))
    (table,) = frames(app, "variant")
    beside = table.set_index("variant")
    ours = beside.loc[[v for v in beside.index if v[:2] in ("D:", "E:", "F:")]]
    assert ours["STS Pearson, published"].tolist() == [0.815, 0.615, 0.726]
    assert ours["STS Pearson, ours"].tolist() == pytest.approx([1.0, -1.0, 1.0])
    assert ours["ours"].tolist() == ["this run, stage 1", "this run, stage 2", "this run, stage 3"]
    assert ours["Overall, ours"].tolist() == pytest.approx([1.75 / 3, 1.25 / 3, 2.25 / 3])
    (trace,) = frames(app, "same sign")
    assert trace[trace["score"] == "STS Pearson"]["same sign"].tolist() == ["yes", "yes"]
    assert trace[trace["score"] == "STS Pearson"]["published"].tolist() == ["−.200", "+.111"]
    assert "the simple mean of the three matches no row" in html(app)


def test_groups_stand_beside_their_rows_by_the_mean_over_seeds(open_page, runs):
    for seed in (1, 2):
        minbert_run(runs, seed=seed)
    table = frames(open_page("compare"), "variant")[0].set_index("variant")
    assert table.filter(like="D:", axis=0)["SST accuracy, ours"].tolist() == [0.25]
    assert table.filter(like="C:", axis=0)["ours"].tolist() == [""]


def test_a_run_with_other_heads_is_no_row(open_page, runs):
    other = {**HEADS, "sst": {"layers": "all"}, "sts": {"pair": "apart", "head": "mlp"}}
    assert frames(open_page("matrix", run=minbert_run(runs, task_settings=other)), "variant") == []
