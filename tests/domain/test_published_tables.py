"""The published tables of Sun et al. 2019 and of minBERT: their numbers, and which runs are which row."""

import pytest

from engine import estimate, presets, vary
from engine.plan import Plan
from engine.published import tables

TRUNCATION = {
    "head-only": (5.63, 2.58), "tail-only": (5.44, 3.17), "head+tail": (5.42, 2.43), "hierarchical, mean": (5.89, 2.83),
    "hierarchical, max": (5.71, 2.47), "hierarchical, self-attention": (5.49, 2.65),
}  # fmt: skip
LAYERS = (11.07, 9.81, 9.29, 8.66, 7.83, 6.83, 6.83, 6.41, 6.04, 5.70, 5.46, 5.42)
SEVERAL = (8.69, 9.09, 8.76, 5.43, 5.44, 5.42, 5.44)
RATES = (5.52, 5.46, 5.44, 5.58, 5.42, 5.40, 5.52, 5.65)
CORPORA = {
    "IMDb": (4.37, 2.18, 29.60, 2.60, 22.39, 5.24, 0.68),
    "Yelp P.": (5.24, 1.92, 29.37, 2.00, 22.38, 5.14, 0.65),
    "Yelp F.": (5.18, 1.94, 29.42, 2.40, 22.33, 5.43, 0.65),
    "TREC": (5.65, 2.09, 29.35, 3.20, 22.17, 5.12, 0.66),
    "all sentiment": (4.88, 1.87, 29.25, 3.00, 22.35, 5.34, 0.67),
    "all": (5.18, 1.97, 29.20, 2.80, 21.94, 5.08, 0.67),
    "Yahoo! Answers": (5.52, 2.08, 29.31, 1.80, 22.38, 5.16, 0.67),
    "all topic": (5.85, 2.20, 29.68, 2.60, 22.28, 4.88, 0.65),
    "all question": (5.68, 2.14, 29.52, 2.20, 21.86, 5.21, 0.68),
    "AG News": (5.97, 2.15, 29.38, 2.00, 22.32, 4.80, 0.68),
    "DBpedia": (5.80, 2.13, 29.47, 2.60, 22.30, 5.13, 0.68),
    "without": (5.40, 2.28, 30.06, 2.80, 22.42, 5.25, 0.71),
}
FURTHER = {
    "BERT as features": (6.79, 2.39, 30.47, 4.20, 22.72, 5.92, 0.70, 2.50),
    "FiT": (5.40, 2.28, 30.06, 2.80, 22.42, 5.25, 0.71, 2.43),
    "ITPT-FiT": (4.37, 1.92, 29.42, 3.20, 22.38, 4.80, 0.68, 1.93),
    "IDPT-FiT": (4.88, 1.87, 29.25, 2.20, 21.86, 4.88, 0.65, None),
    "CDPT-FiT": (5.18, 1.97, 29.20, 2.80, 21.94, 5.08, 0.67, None),
    "ULMFiT": (4.60, 2.16, 29.98, 3.60, None, 5.01, 0.80, None),
}
MULTITASK = {
    "FiT": (5.40, 2.28, 5.25, 0.71), "MFiT-FiT": (5.36, 2.19, 5.20, 0.68), "CDPT-FiT": (5.18, 1.97, 5.08, 0.67),
    "CDPT-MFiT-FiT": (4.96, 2.06, 5.13, 0.67),
}  # fmt: skip
LARGE = {
    "BERT-base": (5.40, 2.28, 30.06, 5.25, 0.71), "BERT-base + ITPT": (4.37, 1.92, 29.42, 4.80, 0.68),
    "BERT-large": (4.86, 2.04, 29.25, 4.86, 0.62), "BERT-large + ITPT": (4.21, 1.81, 28.62, 4.66, 0.61),
}  # fmt: skip
MINBERT = (
    (0.364, 0.729, 0.016, 0.428), (0.396, 0.524, 0.376, 0.536), (0.24, 0.81, 0.818, 0.653), (0.284, 0.8, 0.815, 0.664),
    (0.516, 0.828, 0.615, 0.717), (0.533, 0.82, 0.726, 0.738), (0.526, 0.823, 0.73, 0.738),
)  # fmt: skip
SEEN_BESIDE = [name for name in presets.names() if name.startswith(("sun-", "minbert-"))]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("sun-truncation", TRUNCATION), ("sun-corpora", CORPORA), ("sun-further-pretraining", FURTHER),
        ("sun-multitask", MULTITASK), ("sun-large", LARGE),
        ("sun-few-shot", {".4 %, FiT": (17.26,), ".4 %, ITPT-FiT": (9.23,)}),
    ],
)  # fmt: skip
def test_the_numbers_are_the_published_ones(name, values):
    assert {row.name: row.values for row in tables.table(name).rows} == values
    assert all(len(row.values) == len(tables.table(name).columns) for row in tables.table(name).rows)


def test_tables_with_many_rows():
    assert tuple(row.values[0] for row in tables.table("sun-layers").rows) == LAYERS + SEVERAL
    assert tuple(row.values[0] for row in tables.table("sun-layerwise-lr").rows) == RATES
    assert tuple(row.values for row in tables.table("minbert").rows) == MINBERT


def average_improvement(row: str, columns: int) -> float:
    features = FURTHER["BERT as features"]
    return 100 * sum((f - x) / f for f, x in zip(features[:columns], FURTHER[row][:columns], strict=True)) / columns


def test_what_the_notes_say_of_the_average_improvement():
    over_8 = [round(average_improvement(row, 8), 2) for row in ("FiT", "ITPT-FiT")]
    over_7 = [round(average_improvement(row, 7), 2) for row in ("IDPT-FiT", "CDPT-FiT", "FiT", "ITPT-FiT")]
    assert (over_8, over_7) == ([9.22, 16.08], [18.57, 14.38, 10.14, 15.12])


def rows_of(table: str, plan: Plan, column: int = 0) -> list[str]:
    found = tables.table(table)
    return [row.name for row in found.rows if row.fits(plan, found.columns[column])]


@pytest.mark.parametrize(
    ("preset", "table", "rows"),
    [
        ("sun-truncation", "sun-truncation", [[name] for name in TRUNCATION]),
        ("sun-truncation-minilm", "sun-truncation", [["head-only"], ["tail-only"], ["head+tail"]]),
        ("sun-layers", "sun-layers", [[row.name] for row in tables.table("sun-layers").rows]),
        ("sun-layerwise-lr", "sun-layerwise-lr", [[row.name] for row in tables.table("sun-layerwise-lr").rows]),
        ("sun-further-pretraining", "sun-further-pretraining", [["FiT"], ["ITPT-FiT"], ["IDPT-FiT"], ["CDPT-FiT"]]),
        ("sun-further-pretraining-minilm", "sun-further-pretraining",
         [["FiT"], ["ITPT-FiT"], ["IDPT-FiT"], ["CDPT-FiT"]]),
        ("sun-further-pretraining", "sun-corpora", [["without"], ["IMDb"], ["all sentiment"], ["all"]]),
        ("sun-multitask-minilm", "sun-multitask", [[name] for name in MULTITASK] + [[]] * 4),
        ("sun-few-shot-minilm", "sun-further-pretraining", [[], [], [], ["FiT"], [], [], [], ["ITPT-FiT"]]),
        ("sun-few-shot", "sun-few-shot", [[".4 %, FiT"], *[[]] * 6, [".4 %, ITPT-FiT"], *[[]] * 6]),
        ("sun-forgetting-lr", "sun-forgetting-lr", [["2e-05"], ["5e-05"], ["0.0001"], ["0.0004"]]),
    ],
)  # fmt: skip
def test_every_run_of_a_preset_finds_its_row(preset, table, rows):
    found = vary.variants(presets.load(preset), vary.from_json(presets.varied(preset)))
    assert [rows_of(table, variant.plan) for variant in found] == rows


@pytest.mark.parametrize(
    ("preset", "full", "lowered"), [("sun-multitask", 2e-5, 1e-5), ("sun-multitask-minilm", 1e-4, 5e-5)]
)
def test_the_last_rate_is_lowered_after_multi_task_training_alone(preset, full, lowered):
    found = vary.variants(presets.load(preset), vary.from_json(presets.varied(preset)))[: len(MULTITASK)]
    rates = {tuple(rows_of("sun-multitask", v.plan)): v.plan.stages[-1].learning_rate for v in found}
    assert rates == {
        ("FiT",): full, ("MFiT-FiT",): lowered, ("CDPT-FiT",): full, ("CDPT-MFiT-FiT",): lowered,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("letter", "rows"),
    [("a", "A"), ("b", "B"), ("c", "C"), ("d", "D"), ("e", "DE"), ("f", "DEFF"), ("trace", "DEFF"),
     ("trace-minilm", "DEFF")],
)  # fmt: skip
def test_a_minbert_run_is_every_row_that_it_passes(letter, rows):
    found = rows_of("minbert", Plan.from_json(presets.load(f"minbert-{letter}")))
    assert "".join(name[0] for name in found) == rows


@pytest.mark.parametrize("preset", ["sun-further-pretraining", "sun-few-shot", "sun-multitask"])
def test_further_pre_training_takes_100_000_steps_whatever_it_reads(preset):
    plan = Plan.from_json(presets.load(preset))
    sizes = dict.fromkeys(plan.tasks, (24_000, 25_000))  # IMDb has 25,000; some are in an evaluation split
    stages = zip(estimate.cost(plan, sizes).stages, plan.stages, strict=True)
    assert {cost.steps for cost, stage in stages if stage.objective == "masked_lm"} == {100_000}


def test_another_target_has_the_row_in_its_own_column():
    plan = Plan.from_json({"stages": [{"tasks": ["trec", "yahoo"], "objective": "masked_lm"}, {"tasks": ["trec"]}]})
    columns = [c.task for c in tables.table("sun-further-pretraining").columns]
    assert rows_of("sun-further-pretraining", plan, columns.index("trec")) == ["IDPT-FiT"]
    assert rows_of("sun-further-pretraining", plan, columns.index("yahoo")) == []


def test_error_in_percent_is_taken_from_accuracy():
    assert tables.table("sun-layers").printed(0.945) == pytest.approx(5.5)
    assert tables.table("minbert").printed(0.5) == 0.5
