import pytest
from toy_run import make_run

from engine import store
from engine.analysis.example_file import write
from engine.store import Remark
from pages.parts import list_filter, view
from pages.parts.list_filter import ListFilter

STAGES = (1, 2, 3)


@pytest.fixture
def run(tmp_path):
    return store.open_run(tmp_path / make_run(tmp_path))


def listed(run, task="judge", **wanted):
    query = {key: wanted.pop(key) for key in ("label", "change", "first", "second") if key in wanted}
    looked_at = view.read(run, {"task": task, **query}, lambda _: ("bad", "good"))
    tags = list_filter.tags_of(run, task)
    noted = {2: Remark("why?", ("hard",)), 5: Remark("", ("odd",))}
    return list_filter.carry_out(
        looked_at, store.read_answers(run, task), ListFilter(**wanted), tags, STAGES, noted
    ).examples.tolist()


def test_filters_narrow_the_list_together(run):
    assert listed(run) == [0, 1, 2, 3, 4, 5, 6, 7]
    assert listed(run, change="forgotten") == [1, 2, 3]
    assert listed(run, change="forgotten", pattern="100") == [3]
    assert listed(run, change="forgotten", tag="phenomenon: order") == [1, 2]
    assert listed(run, change="forgotten", tag="phenomenon: order", text="DOG") == [2]
    assert listed(run, label="bad", to="good", low=0.9) == [7]
    assert listed(run, label="good", to="bad") == []
    assert listed(run, noted="any") == [2, 5]
    assert listed(run, noted="hard", change="forgotten") == [2]
    assert listed(run, noted="odd", change="forgotten") == []


def test_the_list_is_ordered(run):
    assert listed(run, change="forgotten", order="before") == [3, 2, 1]
    assert listed(run, change="forgotten", order="drop") == [3, 2, 1]


def test_a_link_is_read(run):
    answers = store.read_answers(run, "judge")
    query = {
        "pattern": "1.0",
        "to": "good",
        "text": " dog ",
        "tag": "a: b",
        "low": "0.5",
        "high": "0.9",
        "sort": "drop",
    }
    assert list_filter.read(answers, query, ("a: b",), STAGES, {}) == (
        ListFilter("1.0", "good", "dog", "a: b", 0.5, 0.9, "drop"),
        [],
    )


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"pattern": "12"}, "Ignored pattern '12' in the link: it has a 1 (right) or 0 (wrong) for 3 stages."),
        ({"to": "x"}, "Ignored to 'x' in the link: there is bad, good."),
        ({"tag": "x"}, "Ignored tag 'x' in the link: there is none."),
        ({"sort": "x"}, "Ignored sort 'x' in the link: there is index, before, confidence, drop, flips."),
        ({"low": "x"}, "Ignored low 'x' in the link: it is a probability from 0 to 1."),
        ({"high": "nan"}, "Ignored high 'nan' in the link: it is a probability from 0 to 1."),
        ({"low": "0.9", "high": "0.1"}, "Ignored low 0.9 and high 0.1 in the link: low is above high."),
    ],
)
def test_what_does_not_fit_is_ignored_and_said(run, query, said):
    assert list_filter.read(store.read_answers(run, "judge"), query, (), STAGES, {}) == (ListFilter(), [said])


def test_the_whole_list_goes_into_the_csv_with_its_texts(run):
    looked_at = view.read(run, {"task": "judge", "change": "forgotten"}, lambda _: ())
    answers = store.read_answers(run, "judge")
    found = list_filter.carry_out(looked_at, answers, ListFilter(), {}, STAGES, {})
    lines = write(".csv", run, answers, found, (looked_at.first, looked_at.second)).splitlines()
    assert lines[0].startswith("id,example,position,gold,first,second,change,")
    assert [line.split(",")[0] for line in lines[1:]] == ["judge-1", "judge-2", "judge-3"]
    assert lines[3].endswith(",0000000000000003,,A dogs bark.")
