"""Notes and tags of runs and of examples, archived runs, bookmarks: small documents that several write at once."""

import dataclasses
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from engine import store
from engine.errors import UserError
from engine.store import Bookmark, Notes, Remark

ADDRESS = "matrix?run=20261125-100000-x-0&task=cola&metric=cola%3Amcc"


@pytest.fixture
def folder(tmp_path):
    return store.new_run(tmp_path, {"format": 1}, name="x", hash8="0123abcd", group="feedbeef")


def test_notes_and_tags_come_back(folder):
    assert store.read_notes(folder) == Notes()
    store.annotate(folder, "  <b> seed 3 is odd\n", add=["paper ", "ü"])
    store.annotate(folder, add=["PAPER", "to  do"])
    store.annotate(folder, remove=["Ü", "absent"])
    store.annotate(folder, "why?", ["hard"], task="cola", example=17)
    store.change_notes(folder, lambda notes: dataclasses.replace(notes, archived=True))

    examples = {"cola": {17: Remark("why?", ("hard",))}}
    assert store.read_notes(folder) == Notes("<b> seed 3 is odd", ("paper", "to do"), True, examples)


def test_a_tag_can_be_spelt_anew(folder):
    store.annotate(folder, add=["paper", "odd"])
    assert store.annotate(folder, add=["Paper"], remove=["paper"]).tags == ("odd", "Paper")


def test_a_note_that_was_changed_meanwhile_is_not_written_over(folder):
    store.annotate(folder, "theirs")
    with pytest.raises(UserError, match="was changed meanwhile, so yours is not saved. It says: theirs"):
        store.annotate(folder, "mine", ["tag"], seen="")
    assert store.read_notes(folder) == Notes("theirs")
    assert store.annotate(folder, "", ["tag"], seen="") == Notes("theirs", ("tag",))  # who left it as it was
    assert store.annotate(folder, "mine", seen="theirs").note == "mine"
    assert store.annotate(folder, "mine", seen="theirs").note == "mine"  # a second click


def test_a_note_on_an_example_that_was_emptied_is_gone(folder):
    store.annotate(folder, "x", ["y"], task="cola", example=1)
    store.annotate(folder, "z", task="cola", example=2)
    assert store.annotate(folder, "", remove=["y"], task="cola", example=1) == Remark()
    assert store.read_notes(folder).examples == {"cola": {2: Remark("z")}}
    assert json.loads((folder / "notes.json").read_text())["examples"] == {"cola": {"2": {"tags": [], "note": "z"}}}


@pytest.mark.parametrize("tag", ["", "  ", "a,b", "x" * 41, "a\x1b[31m"])
def test_what_is_no_tag_is_refused(folder, tag):
    with pytest.raises(UserError, match="a tag has 1 to 40 printable characters and no comma"):
        store.annotate(folder, add=[tag])
    assert not (folder / "notes.json").exists()


def test_too_much_is_refused(folder):
    with pytest.raises(UserError, match="a note has 10,000 characters at most, this has 10,001"):
        store.annotate(folder, "x" * 10_001)
    with pytest.raises(UserError, match="30 tags at most, these would be 31"):
        store.annotate(folder, add=map(str, range(31)))


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"tags": "x", "note": 3, "archived": "yes", "examples": []}',
     '{"tags": [1], "examples": {"cola": {"x": {"note": "y"}, "-1": {"note": "y"}, "3": 4}, "rte": 5}}'],
)  # fmt: skip
def test_torn_or_odd_notes_read_as_none(folder, text):
    (folder / "notes.json").write_text(text)
    assert store.read_notes(folder) == Notes()


def test_no_note_is_lost_when_several_write_at_once(folder):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: store.annotate(folder, add=[f"t{n % 20}"], task="cola", example=n // 20), range(60)))
    notes = store.read_notes(folder)
    assert {example: len(remark.tags) for example, remark in notes.of("cola").items()} == {0: 20, 1: 20, 2: 20}


def test_a_deleted_run_takes_no_note(folder):
    store.delete(folder)
    with pytest.raises(UserError, match="cannot write notes of run"):
        store.annotate(folder, "x")
    assert not folder.exists()


def test_bookmarks_come_back_the_newest_first(tmp_path):
    runs = tmp_path / "runs"
    assert store.read_bookmarks(runs) == []
    store.add_bookmark(runs, "  CoLA,  as in the talk ", ADDRESS)
    store.add_bookmark(runs, "<b>", "compare")
    store.add_bookmark(runs, "CoLA, as in the talk", ADDRESS + "&first=0")

    (talk, other) = store.read_bookmarks(runs)
    assert (talk.name, talk.address) == ("CoLA, as in the talk", ADDRESS + "&first=0")
    assert (other.name, other.address) == ("<b>", "compare")
    store.remove_bookmark(runs, "<b>")
    store.remove_bookmark(runs, "absent")
    assert store.read_bookmarks(runs) == [talk]
    assert store.list_runs(runs) == []


@pytest.mark.parametrize(
    "address",
    ["http://elsewhere/matrix", "//elsewhere", "/matrix", "javascript:alert(1)", "../matrix", "matrix#x", "matrix?a b",
     "matrix?x=<b>", ""],
)  # fmt: skip
def test_a_bookmark_leads_to_a_page_and_nowhere_else(tmp_path, address):
    with pytest.raises(UserError, match="a bookmark leads to a page of the dashboard"):
        store.add_bookmark(tmp_path, "x", address)
    (tmp_path / "bookmarks.json").write_text(json.dumps({"bookmarks": [{"name": "x", "address": address}, 3, {}]}))
    assert store.read_bookmarks(tmp_path) == []


def test_of_a_view_too_long_to_be_kept_its_length_is_said(tmp_path):
    with pytest.raises(UserError, match="up to 4,000 characters of address, this has 4,007"):
        store.add_bookmark(tmp_path, "x", "matrix?" + "x" * 4000)
    (tmp_path / "bookmarks.json").write_text(json.dumps({"bookmarks": [{"name": "x", "address": "m?" + "x" * 4000}]}))
    assert store.read_bookmarks(tmp_path) == []


def test_a_bookmark_has_a_name(tmp_path):
    with pytest.raises(UserError, match="is called by 1 to 100 printable characters"):
        store.add_bookmark(tmp_path, " ", ADDRESS)
    assert Bookmark("x", ADDRESS).owner == ""
