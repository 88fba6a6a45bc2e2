"""Tasks of one source that share a head: amazon:<domain> of a dataset.json, fdu:<domain> of a file each."""

import itertools
import json
import shlex
from collections import Counter

import pytest

from engine import command_line, plan_changes, tasks
from engine.errors import UserError
from engine.plan import Plan


def review(text, label, domain):
    return {"text": text, "label": label, "domain": domain}


def reviews(domain, count=10):
    return [review(f" {domain} {n} .", "positive" if n % 2 else "negative", domain) for n in range(count)]


@pytest.fixture
def data(tmp_path):
    """Two domains, the second with an ampersand as in Meta-BERT's own file."""
    put(tmp_path, [*reviews("books"), *reviews("camera_&_photo", 20)])
    return tmp_path


def put(folder, document):
    (folder / "amazon_meta").mkdir(exist_ok=True)
    text = document if isinstance(document, str) else json.dumps(document)
    (folder / "amazon_meta/dataset.json").write_text(text)
    return folder


def test_every_domain_is_a_task_and_all_share_a_head(data):
    assert [name for name in tasks.names(data) if ":" in name] == ["amazon:books", "amazon:camera_&_photo"]
    found = [tasks.find(name, data) for name in ("amazon:books", "amazon:camera_&_photo")]
    assert [(t.name, t.title, t.head, t.labels) for t in found] == [
        ("amazon:books", "Amazon: books", "amazon", ("negative", "positive")),
        ("amazon:camera_&_photo", "Amazon: camera & photo", "amazon", ("negative", "positive")),
    ]
    assert not [name for name in tasks.names(None) if ":" in name]


def test_the_first_rows_of_a_domain_train_and_the_last_are_held_out(data):
    found = tasks.load("amazon:camera_&_photo", data)
    assert [e.texts[0] for e in found.train] == [f"camera_&_photo {n} ." for n in range(16)]
    assert [e.texts[0] for e in found.evaluation] == [f"camera_&_photo {n} ." for n in range(16, 20)]
    assert [e.gold for e in found.evaluation] == ["negative", "positive"] * 2
    assert (found.source, found.official, found.task.evaluation_name) == (
        "local: amazon_meta/dataset.json", None, "held out",
    )  # fmt: skip
    assert found.split_note == "no official split: of 20 rows in the file's order the last 4 are held out"


def test_no_text_is_both_trained_and_evaluated_on(tmp_path):
    again = [*reviews("books"), review(" books 1 .", "positive", "books"), review("books 0 .", "negative", "books")]
    found = tasks.load("amazon:books", put(tmp_path, again))
    assert [e.texts[0] for e in found.train] == [f"books {n} ." for n in range(2, 10)]
    assert found.split_note.endswith("the last 2 are held out; 2 training rows left out: their text is evaluated on")


def test_no_text_that_another_domain_is_evaluated_on_is_trained_on(tmp_path):
    """The last two of books are evaluated on; dvd has one of them again, in another case and with other spaces."""
    again = [review("BOOKS 9.", "positive", "dvd"), review("books 7 .", "positive", "dvd"), *reviews("dvd")]
    put(tmp_path, [*reviews("books"), *again])
    found = tasks.load("amazon:dvd", tmp_path)
    assert [e.texts[0] for e in found.train] == ["books 7 .", *(f"dvd {n} ." for n in range(8))]
    assert found.split_note.endswith(
        "the last 2 are held out; 1 training row left out: their text is evaluated on, 1 of them by another task of "
        "its family"
    )
    put(tmp_path, [*reviews("books", 15), *again])  # now 12, 13 and 14 are evaluated on
    assert len(tasks.load("amazon:dvd", tmp_path).train) == 10


def test_it_is_said_if_what_is_held_out_lacks_a_label(tmp_path):
    sorted_by_label = sorted(reviews("books"), key=lambda row: row["label"])
    found = tasks.load("amazon:books", put(tmp_path, sorted_by_label))
    assert found.split_note.endswith("the last 2 are held out, none of them negative")


def test_one_label_map_for_training_and_fine_tuning(data):
    """The original has positive = 0 in one of its scripts and positive = 1 in the other."""
    for name in ("amazon:books", "amazon:camera_&_photo"):
        found = tasks.load(name, data)
        assert found.task.labels.index("positive") == 1
        assert {e.gold: e.texts[0].split()[-2] for e in found.train[:2]} == {"negative": "0", "positive": "1"}


@pytest.mark.parametrize(
    "name, message",
    [
        ("amazon:boks", "unknown member of amazon 'boks'; did you mean 'books'? There is: books, camera_&_photo"),
        ("amazon", "amazon is a family of tasks. There is: amazon:books, amazon:camera_&_photo"),
        ("fdu:books", "fdu:books: it is not in the data folder; expected fdu_mtl/books.task.train and "
         "fdu_mtl/books.task.test"),
    ],
)  # fmt: skip
def test_an_unknown_domain_is_answered_with_those_that_exist(data, name, message):
    with pytest.raises(UserError) as error:
        tasks.load(name, data)
    assert str(error.value) == message


def test_without_a_data_folder_it_is_said_what_is_expected():
    with pytest.raises(UserError) as error:
        tasks.load("amazon:books", None)
    assert str(error.value) == (
        "amazon:books: no data folder is set (--data or LETHE_DATA); expected amazon_meta/dataset.json"
    )


@pytest.mark.parametrize(
    "document, problem",
    [
        ('[{"text": "x"', "amazon_meta/dataset.json, line 1, column 14: not valid JSON (Expecting ',' delimiter)"),
        ({"text": "x"}, "amazon_meta/dataset.json: expected a JSON list of objects, got dict"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_line_in_the_list_and_hides_no_other_task(tmp_path, document, problem):
    found = {a.task: a for a in tasks.availability(put(tmp_path, document))}
    assert (found["amazon"].where, found["amazon"].problem) == ("nowhere", problem)
    assert found["mini-ner"].where == "generated"


def test_a_malformed_review_is_named_by_its_place_and_can_be_dropped(tmp_path):
    rows = [*reviews("books", 40), review("Fair.", "neutral", "books"), review("Fine.", "neutral", "dvd")]
    put(tmp_path, [*rows, *reviews("dvd")])
    with pytest.raises(UserError) as error:
        tasks.load("amazon:books", tmp_path)
    assert str(error.value) == (
        "amazon_meta/dataset.json, item 41: unknown label 'neutral'. Labels of this task: negative, positive. "
        "To leave it out: task_settings.amazon:books.malformed=drop"
    )
    found = tasks.load("amazon:books", tmp_path, malformed="drop")
    assert (len(found.train), len(found.evaluation), found.malformed) == (32, 8, 1)
    assert found.source == "local: amazon_meta/dataset.json (1 malformed row dropped)"


def test_a_domain_that_would_break_lists_of_names_is_refused(tmp_path):
    put(tmp_path, [*reviews("books"), *reviews("toys, games")])
    found = {a.task: a.problem for a in tasks.availability(tmp_path) if a.task.startswith("amazon")}
    assert not found["amazon:books"].startswith("amazon_meta")
    assert found["amazon:toys, games"].startswith("amazon_meta: 'toys, games' cannot be part of a task's name")


def test_the_files_of_fdu_mtl(tmp_path):
    folder = tmp_path / "fdu_mtl"
    folder.mkdir()
    (folder / "toys_games.task.train").write_text('1\t"fine toy .\n0\tno fun .\n1\tseen before .\n')
    (folder / "toys_games.task.test").write_text("0\tseen before .\n")
    found = tasks.load("fdu:toys_games", tmp_path)
    assert [(e.texts[0], e.gold) for e in found.train] == [('"fine toy .', "positive"), ("no fun .", "negative")]
    assert found.evaluation[0].gold == "negative"
    assert found.split_note == "1 training row left out: their text is evaluated on"
    assert (found.task.head, found.task.evaluation_name) == ("fdu", "test")


def test_a_name_with_a_colon_goes_through_plans_settings_and_the_command_line(data):
    before = {"stages": [{"tasks": ["mini-cola"]}, {"tasks": ["mini-pos"]}]}
    changes = ["stages.1.tasks=amazon:books", "evaluate=amazon:camera_&_photo",
               "task_settings.amazon:books.max_length=64"]  # fmt: skip
    plan = Plan.from_json(plan_changes.changed(before, changes), tasks.names(data))
    assert plan.stage_names()[0] == "amazon:books"
    assert plan.tasks == ("amazon:books", "mini-pos", "amazon:camera_&_photo")
    assert plan.settings_of("amazon:books").max_length == 64
    words = shlex.split(command_line.command(plan, ("before", Plan.from_json(before)), [42], {}))
    told = [word for flag, word in itertools.pairwise(words) if flag == "--set"]
    assert 'stages.1.tasks=["amazon:books"]' in told
    assert Plan.from_json(plan_changes.changed(before, told)).essence() == plan.essence()


def test_the_file_is_read_once_for_all_its_tasks_and_again_when_it_changes(data):
    assert Counter(e.gold for e in tasks.load("amazon:books", data).train) == {"negative": 4, "positive": 4}
    put(data, reviews("dvd", 30))
    assert [name for name in tasks.names(data) if ":" in name] == ["amazon:dvd"]
    assert len(tasks.load("amazon:dvd", data).evaluation) == 6
