"""Slices: counts, partitions, features on a run of mini tasks, links."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import store, tasks
from engine.analysis.slices import FEATURES, SliceContext, find, ranked, sliced
from engine.analysis.slices.grouping import by_edges, by_quantiles
from engine.answers import Answers, ExampleRecord, Snapshot, TaskRecord, Units
from engine.errors import UserError
from engine.store import RunWriter, StoredTask

STAGES = ("mini-cola", "mini-ner")


def write_run(folder, seed=0, plan=None):
    """A finished run over mini-cola and mini-ner whose answers are drawn: right with .8 at first, .5 at last."""
    plan = plan or {"stages": [{"tasks": [t], "train_limit": 40} for t in STAGES]}
    place = store.new_run(
        folder, {"format": 1, "name": "drawn", "seed": 3, **plan}, name="drawn", hash8="0" * 8, group=""
    )
    draw = np.random.default_rng(seed)
    stored, all_units = [], {}
    for number, name in enumerate(STAGES, 1):
        data = tasks.load(name, None)
        labels = data.task.labels
        if data.task.kind == "token":
            rows = [(i, p, labels.index(g)) for i, e in enumerate(data.evaluation) for p, g in enumerate(e.gold)]
        else:
            rows = [(i, 0, labels.index(e.gold)) for i, e in enumerate(data.evaluation)]
        units = all_units[name] = Units(*(np.array(column, dtype=np.int64) for column in zip(*rows, strict=True)))
        record = TaskRecord(
            name, name, data.task.kind, labels, data.task.metrics, train_rows=len(data.train),
            evaluation_rows=len(data.evaluation), train_fingerprint=data.train_fingerprint,
        )  # fmt: skip
        examples = [ExampleRecord(i, e.texts, e.words, e.content_hash(), e.tags) for i, e in enumerate(data.evaluation)]
        stored.append(StoredTask(record, number, units, examples))
    with RunWriter(place) as writer:
        writer.begin(stored, {"device": "cpu"})
        for stage in range(3):
            answers = {}
            for task in stored:
                units, size = task.units, len(task.record.labels)
                right = draw.random(len(units.gold)) < (0.5 if stage == 2 else 0.8)
                predicted = np.where(right, units.gold, (units.gold + 1) % size)
                p = draw.uniform(0.5, 1, len(units.gold)).astype(np.float32)
                answers[task.record.name] = Answers(predicted, p, np.where(right, p, 1 - p).astype(np.float32))
            snapshot = Snapshot(stage, stage_name=STAGES[stage - 1] if stage else "before training")
            writer.add_snapshot(snapshot, answers, STAGES[:stage])
    store.update_progress(place, state="done")
    return place


def entity_words(example):
    """The words of each entity of an example, read off its IOB2 labels one by one."""
    found = []
    for word, tag in zip(example.words, example.gold, strict=True):
        if tag.startswith("B-"):
            found.append([word])
        elif tag.startswith("I-"):
            found[-1].append(word)
    return found


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return store.open_run(write_run(tmp_path_factory.mktemp("runs")))


@pytest.fixture
def context_of(run):
    def make(task="mini-cola", first=1, second=2, within=None):
        return SliceContext(run, store.read_answers(run, task), first, second, None, within)

    return make


@pytest.mark.parametrize("task", STAGES)
@pytest.mark.parametrize("seed", [1, 2])
def test_in_every_slice_the_counts_add_up_and_the_slices_of_a_feature_partition_the_units(tmp_path, task, seed):
    run = store.open_run(write_run(tmp_path, seed))
    context = SliceContext(run, store.read_answers(run, task), 1, 2, None)
    table = sliced(context)
    by_feature: dict = {}
    for s in table.slices:
        assert s.cnt2 == s.cnt1 - s.cnt3 + s.cnt4
        assert 0 <= s.cnt3 <= s.cnt1 <= s.units
        by_feature.setdefault(s.feature, []).append(s)
    assert len(by_feature) >= 6
    for slices in by_feature.values():
        assert sum(s.units for s in slices) == table.units
        assert (sum(s.cnt1 for s in slices), sum(s.cnt3 for s in slices)) == (table.cnt1, table.cnt3)
        inside = sum(find(context, s.ref).inside.astype(int) for s in slices)
        assert (inside == 1).all()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.integers(0, 30), st.just(float("nan"))), min_size=1, max_size=60), st.integers(1, 6))
def test_quantile_bins_partition_whatever_the_values(values, bins):
    grouping = by_quantiles("x", "X", np.array(values, dtype=float), np.arange(len(values)), bins=bins)
    assert len(set(grouping.names)) == len(grouping.names)
    assert sorted(set(grouping.code.tolist())) == list(range(len(grouping.names)))
    for i in range(len(grouping.names)):
        mine = np.array(values, dtype=float)[grouping.code == i]
        assert np.isnan(mine).all() or not np.isnan(mine).any()


def test_edges_are_the_lower_ends_of_their_slices():
    grouping = by_edges("x", "X", np.array([0, 1, 4, 5, 99]), (1, 5), ("0", "1 to 4", "5 on"))
    assert [grouping.names[i] for i in grouping.code] == ["0", "1 to 4", "1 to 4", "5 on", "5 on"]


def test_features_are_those_of_the_examples(context_of):
    table = sliced(context_of())
    names = {s.feature: s.title for s in table.slices}
    assert list(names) == ["label", "tag.phenomenon", "length", "confidence", "overlap", "split_words", "unseen_words"]
    assert names["overlap"] == "Words shared with mini-ner"
    assert list({s.feature for s in sliced(context_of("mini-ner", 0, 2)).slices} & {"entity", "word", "pieces"}) != []


def test_an_entity_is_seen_if_a_training_row_that_was_used_has_it(context_of, run):
    context = context_of("mini-ner", 2, 1)
    used = tasks.load("mini-ner", None).train[:40]  # train_limit
    spans = [[w.casefold() for w in words] for e in used for words in entity_words(e)]
    inside = find(context, "entity:unseen in training").inside
    assert inside.any()
    for unit in np.flatnonzero(inside)[:20]:
        example = context.records[context.row[unit]]
        position, gold = context.answers.units.position[unit], context.answers.units.gold[unit]
        assert context.answers.task.labels[gold] != "O"
        start = end = position
        tags = tasks.load("mini-ner", None).evaluation[example.example].gold
        while tags[start].startswith("I-"):
            start -= 1
        while end + 1 < len(tags) and tags[end + 1].startswith("I-"):
            end += 1
        surface = [w.casefold() for w in example.words[start : end + 1]]
        assert surface not in spans


def test_within_a_label_only_its_units_are_counted(context_of):
    whole, part = (
        sliced(context_of("mini-ner", 0, 2), "label"),
        sliced(context_of("mini-ner", 0, 2, "all but O"), "label"),
    )
    assert part.units == whole.units - next(s.units for s in whole.slices if s.name == "O")
    assert "O" not in [s.name for s in part.slices]
    with pytest.raises(UserError, match="no label 'X'"):
        sliced(context_of(within="X"))


def test_what_is_not_available_says_why(context_of, run, tmp_path):
    plan = {"kind": "import"}
    imported = store.open_run(write_run(tmp_path, plan={**plan, "stages": []}))
    table = sliced(SliceContext(imported, store.read_answers(imported, "mini-cola"), 1, 2, None))
    assert table.unavailable["Words unseen in training"] == "an import does not say what was trained on"
    table = sliced(context_of("mini-ner", 1, 2))
    assert table.unavailable["Entity in training"] == "no stage of this run had trained mini-ner by snapshot 1"


def test_training_data_that_are_not_the_run_s_are_refused(context_of, run):
    context = context_of()
    record = run.tasks["mini-cola"]
    object.__setattr__(record, "train_fingerprint", "0" * 16)
    try:
        with pytest.raises(UserError, match="the training data of mini-cola here .* are not those of the run"):
            sliced(context, "unseen_words")
    finally:
        object.__setattr__(record, "train_fingerprint", tasks.load("mini-cola", None).train_fingerprint)


def test_own_slices_by_text_and_by_pattern(context_of):
    context = context_of()
    texts = context.texts
    table = sliced(context, "own", "contains:THE ")
    assert [s.units for s in table.slices] == [sum("the " in t.casefold() for t in texts),
                                               sum("the " not in t.casefold() for t in texts)]  # fmt: skip
    assert [s.ref for s in table.slices] == ["contains:THE ", "lacks:THE "]
    assert find(context, "matches:^The .*ly\\.$").inside.tolist() == [
        t.startswith("The ") and t.endswith("ly.") for t in texts
    ]
    assert (find(context, "fails:e").inside == ~find(context, "matches:e").inside).all()


@pytest.mark.parametrize(
    ("ref", "message"),
    [
        ("matches:(a", "'\\(a' is not valid: missing \\), unterminated subpattern at character 1"),
        ("matches:", "is empty"),
        ("contains:" + "x" * 301, "has 301 characters; at most 300"),
        ("length:9000", "no slice 'length:9000' here. There are: length:"),
        ("nonsense:1", "unknown feature 'nonsense'"),
        ("position:1st word", "unknown feature 'position'"),
    ],
)
def test_a_slice_that_there_is_not_is_a_clear_mistake(context_of, ref, message):
    with pytest.raises(UserError, match=message):
        find(context_of(), ref)


def test_a_pattern_that_backtracks_for_ever_is_stopped(context_of, monkeypatch):
    monkeypatch.setattr("engine.analysis.slices.own.SECONDS", 1.0)
    with pytest.raises(UserError, match="took longer than 1 s"):
        find(context_of(), r"matches:([A-Za-z ]+)+[0-9]")


def test_ranked_puts_evidence_first_and_orders_by_what_is_asked(context_of):
    table = sliced(context_of())
    rates = [s.rate for s in ranked(table, "rate") if s.cnt1]
    assert rates == sorted(rates, reverse=True)
    assert [s.cnt3 for s in ranked(table, "forgotten")] == sorted((s.cnt3 for s in table.slices), reverse=True)
    firm = [s.established and s.difference > 0 for s in ranked(table)]
    assert firm == sorted(firm, reverse=True)
    with pytest.raises(UserError, match="no order 'x'. There are: effect, rate, forgotten, size"):
        ranked(table, "x")


def test_features_are_discovered_and_say_what_they_are():
    assert {"label", "tag", "length", "confidence", "position", "entity", "word", "pieces", "overlap"} <= set(FEATURES)
    assert all(f.title and f.words.endswith(".") and f.kinds for f in FEATURES.values())
