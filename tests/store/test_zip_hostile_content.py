"""A ZIP from anybody: files that are not a run's to the letter are refused, and nothing is left behind."""

import io
import json
import pickle
import random

import pytest
from hostile import database, refused, zipped

from engine import store
from engine.errors import UserError


@pytest.mark.parametrize("name", ["plan.json", "run.json", "progress.json", "notes.json", "columns/x.json"])
@pytest.mark.parametrize(
    ("content", "why"),
    [
        (pickle.dumps({"format": 1}), "is not JSON"),
        (b"[" * 100_000, "is nested too deeply"),
        (b'{"a":' * 25 + b"1" + b"}" * 25, "more than 20 levels"),
        (b'{"a": NaN}', "NaN is no number"),
        (b'{"a": 1e999}', "too large"),
        (b'{"a": 123456789012345678901234567890}', "too large"),
        (b'{"a": ' + b"9" * 5000 + b"}", "is not JSON"),
        (b'{"a": "\\ud800"}', "is not JSON"),
        (b"[1]", "it is no JSON object"),
        (b"\xff\xfe{}", "is not JSON"),
    ],
)
def test_documents_are_json_of_bounded_depth(good, tmp_path, name, content, why):
    assert why in refused(zipped({**good, name: content}), tmp_path)


@pytest.mark.parametrize(
    ("name", "document", "why"),
    [
        ("plan.json", {"format": 2, "stages": []}, "its plan has format 2; this Lethe reads 1"),
        ("plan.json", {"format": 1, "stages": "x"}, "its plan cannot be read"),
        ("plan.json", {"format": 1, "stages": [{"tasks": ["judge"]}]}, "answers judge, same, names; its plan"),
        ("plan.json", {"format": 1, "kind": "import", "name": "x", "task": 3}, "lacks a name, a task or columns"),
        ("run.json", {"name": ["x"]}, "its run.json holds what is no name"),
        ("run.json", {"control": {"of": 3}}, "its run.json holds what is no name"),
        ("progress.json", {"state": "done", "created": 1e300}, "holds a time that is none"),
        ("progress.json", {"state": "done", "started": -5.0}, "holds a time that is none"),
        ("notes.json", {"tags": ["a,b"]}, "a tag has 1 to 40 printable characters"),
        ("notes.json", {"note": "x" * 10_001}, "a note has 10,000 characters at most"),
        ("columns/x.json", {"task": "judge", "name": "x", "values": {"9" * 5000: "a"}}, "is no column"),
        ("columns/x.json", {"task": "judge", "name": "x", "values": {"1": 2}}, "is no column"),
    ],
)  # fmt: skip
def test_documents_say_what_a_run_says(good, tmp_path, name, document, why):
    assert why in refused(zipped({**good, name: json.dumps(document).encode()}), tmp_path)


@pytest.mark.parametrize(
    ("content", "why"), [(b"a\0b", "control characters"), (b"\x80\x04\x95", "no UTF-8 text"), (b"PK\3\4", "control")]
)
def test_a_log_is_text(good, tmp_path, content, why):
    assert why in refused(zipped({**good, "log.txt": content}), tmp_path)


def header(text: bytes, length: int | None = None) -> bytes:
    return (len(text) if length is None else length).to_bytes(8, "little") + text


@pytest.mark.parametrize(
    "content",
    [
        pickle.dumps({"x": 1}),
        b"",
        header(b"{}", 2**62),
        header(b'{"x": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}'),  # the bytes are missing
        header(b'{"x": {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]}}') + b"\0" * 4,
        header(b'{"x": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}')
        + b"\0" * 400,  # something hides behind
        header(b'{"x": {"dtype": "PY", "shape": [1], "data_offsets": [0, 4]}}') + b"\0" * 4,
    ],
)
def test_weights_are_safetensors(good, tmp_path, content):
    assert "is no safetensors file" in refused(zipped({**good, "checkpoints/1.safetensors": content}), tmp_path)


def test_a_job_that_is_not_known_here_is_left_out_and_one_under_a_wrong_name_refused(good, tmp_path):
    job, empty = f"jobs/{'0' * 16}", header(b"{}")
    files = {f"{job}/progress.json": b'{"state": "done"}', f"{job}/result.json": b"{}"}
    files |= {f"{job}/arrays.safetensors": empty}
    odd = {**good, **files, f"{job}/request.json": b'{"job": "os.system", "settings": {}}'}
    assert store.list_jobs(store.unpack(io.BytesIO(zipped(odd)), "x.zip", tmp_path)) == []
    request = {"format": 1, "job": "refit", "version": 1, "settings": {"task": "judge", "first": "1", "second": "3"}}
    wrong = {**good, **files, f"{job}/request.json": json.dumps(request).encode()}
    assert "is another one: by its request it is" in refused(zipped(wrong), tmp_path, run_id="y")


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("CREATE TRIGGER t AFTER INSERT ON answers BEGIN DELETE FROM units; END", "has a trigger 't'"),
        ("CREATE VIEW evil AS SELECT load_extension('x')", "has a view 'evil'"),
        ("CREATE TABLE extra (x)", "has a table 'extra'"),
        ("CREATE INDEX i ON units (gold)", "has a index 'i'"),
        ("ALTER TABLE units ADD COLUMN g AS (abs(gold))", "has a table 'units'"),
        ("CREATE VIRTUAL TABLE f USING fts5(x)", "has a table 'f'"),
        ("DROP VIEW losses", "lacks tables"),
        ("PRAGMA user_version = 2", "has schema version 2, this Lethe reads 1; update Lethe"),
        ("PRAGMA user_version = 0", "has schema version 0"),
        ("ANALYZE", "has a table 'sqlite_stat1'"),
        ("UPDATE answers SET predicted = 'x'", "holds text in answers.predicted"),
        ("UPDATE answers SET predicted = x'00'", "holds blob in answers.predicted"),
        ("UPDATE answers SET predicted = 2 WHERE snapshot = 1", "contradicts itself: an answer is no label"),
        ("UPDATE answers SET predicted = 0.5 WHERE snapshot = 1", "contradicts itself: an answer is no label"),
        ("UPDATE answers SET p_gold = 1.5", "a probability is not from 0 to 1"),
        ("DELETE FROM answers WHERE snapshot = 2 AND unit = 3", "answers are missing"),
        ("UPDATE units SET gold = -1 WHERE id = 1", "a gold answer is no label"),
        ("UPDATE units SET position = -1 WHERE id = 1", "a unit is not where its task's units are"),
        ("UPDATE tasks SET first_unit = 2 WHERE id = 1", "contradicts itself"),
        ("UPDATE tasks SET own_stage = 9", "own stage is none of the plan's"),
        ("UPDATE tasks SET kind = 'x' WHERE id = 1", "a task has no name, or is of no kind"),
        ("UPDATE tasks SET metrics = '[\"os\"]'", "names metrics of judge that this Lethe has not"),
        ("UPDATE tasks SET metrics = '" + "[" * 5000 + "'", "is broken"),
        ("UPDATE tasks SET name = 'other' WHERE id = 1", "its plan has judge, same, names"),
        ("UPDATE labels SET id = 7 WHERE id = 1", "labels are not numbered from 0"),
        ("UPDATE snapshots SET name = '5' WHERE id = 2", "a snapshot is none of the plan's stages"),
        ("UPDATE snapshots SET stage = 0, name = '0@1', step = 1 WHERE id = 2", "not in time order"),
        ("UPDATE snapshots SET checkpoint = '/etc/passwd'", "weights are not in the ZIP"),
        ("UPDATE examples SET words = '[1]'", "no list of texts"),
        ("UPDATE examples SET text = 'another' WHERE task = 1", "reads otherwise than it is searched"),
        ("UPDATE examples SET tags = '{\"a\": [1]}'", "tags are no words"),
        ("UPDATE environment SET value = 'x'", "is broken"),
        ("DELETE FROM examples WHERE task = 1", "is damaged: units points to examples that are not there"),
    ],
)
def test_the_database_is_a_runs_to_the_letter(good, tmp_path, statement, why):
    place = tmp_path / "place"
    place.mkdir()
    runs = tmp_path / "runs"
    runs.mkdir()
    assert why in refused(zipped({**good, "run.db": database(good, place, statement)}), runs)


def test_a_schema_that_lies_about_its_pages_is_refused(good, tmp_path):
    """By writable_schema two tables can be made to share their pages, and a table to look like what it is not."""
    for number, lie in enumerate(
        ("UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'units') "
         "WHERE name = 'labels'",
         "UPDATE sqlite_master SET sql = replace(sql, 'NOT NULL', 'NULL') WHERE name = 'units'",
         "DELETE FROM sqlite_master WHERE name = 'series'")
    ):  # fmt: skip
        place = tmp_path / str(number)
        (place / "runs").mkdir(parents=True)
        altered = database(good, place, "PRAGMA writable_schema = ON", lie)
        why = refused(zipped({**good, "run.db": altered}), place / "runs")
        assert any(words in why for words in ("is damaged", "not as a run has it", "lacks tables", "is broken")), why


def test_a_database_in_another_mode_or_none_at_all_is_refused(good, tmp_path):
    wal = bytearray(good["run.db"])
    wal[18:20] = b"\2\2"
    for content in (bytes(wal), b"no database", pickle.dumps([1]), b""):
        assert "is no SQLite database in rollback-journal mode" in refused(
            zipped({**good, "run.db": content}), tmp_path
        )


def test_whatever_bytes_of_the_database_are_changed_it_is_taken_whole_or_refused(good, tmp_path):
    draw, taken = random.Random(7), 0
    for _ in range(40):
        content = bytearray(good["run.db"])
        for _ in range(draw.randint(1, 4)):
            content[draw.choice([draw.randrange(100), draw.randrange(len(content))])] = draw.randrange(256)
        try:
            folder = store.unpack(io.BytesIO(zipped({**good, "run.db": bytes(content)})), "x.zip", tmp_path)
        except UserError:
            assert list(tmp_path.iterdir()) == []
        else:
            run, taken = store.open_run(folder), taken + 1
            assert [len(store.read_answers(run, task).units.gold) for task in run.tasks] == [8, 4, 7]
            store.delete(folder)
    assert 0 < taken < 40
