"""A ZIP from anybody: what is not a run to the letter is refused with the reason, and nothing is left behind."""

import io
import json
import pickle
import random
import sqlite3
import stat
import struct
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
import toy_run

from engine import store
from engine.errors import UserError
from engine.store.zipped import members

ID = "20261125-100000-toy-00c0ffee"


@pytest.fixture(scope="module")
def good(tmp_path_factory) -> dict[str, bytes]:
    """The files of a run's ZIP that is taken."""
    runs = tmp_path_factory.mktemp("good")
    run = runs / toy_run.make_run(runs, name="Toy")
    store.annotate(run, "<script>alert(1)</script>", ["<b>"])
    target = io.BytesIO()
    store.pack(run, target)
    with zipfile.ZipFile(target) as archive:
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def zipped(files: dict[str, bytes], *more: tuple[zipfile.ZipInfo | str, bytes], how=zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", how) as archive:
        for name, content in files.items():
            archive.writestr(f"{ID}/{name}", content)
        for info, content in more:
            archive.writestr(info, content)
    return target.getvalue()


def refused(archive: bytes, runs: Path, **more) -> str:
    """Why; nothing may be left behind, hidden or not."""
    before = sorted(runs.rglob("*"))
    with pytest.raises(UserError) as error:
        store.unpack(io.BytesIO(archive), "evil.zip", runs, **more)
    assert sorted(runs.rglob("*")) == before
    assert "\n" not in str(error.value)
    return str(error.value)


def database(good: dict[str, bytes], place: Path, *statements: str) -> bytes:
    """The run's database after somebody worked on it."""
    path = place / "altered.db"
    path.write_bytes(good["run.db"])
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            db.execute(statement)
    return path.read_bytes()


def test_the_good_one_is_taken(good, tmp_path):
    folder = store.unpack(io.BytesIO(zipped(good)), "good.zip", tmp_path)
    assert folder == tmp_path / ID
    assert store.list_runs(tmp_path) == [folder]
    assert [f.name for f in tmp_path.iterdir()] == [ID]
    assert store.read_notes(folder).note == "<script>alert(1)</script>"


def test_a_folder_that_was_zipped_by_hand_is_taken_without_its_locks(good, tmp_path):
    more = [
        (f"{ID}/", b""),
        (f"{ID}/checkpoints/", b""),
        (f"{ID}/.worker.lock", b""),
        (f"{ID}/.progress.json.lock", b""),
    ]
    folder = store.unpack(io.BytesIO(zipped(good, *more)), "good.zip", tmp_path)
    assert not list(folder.glob(".*"))


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../evil.json", "leads out of the run's folder"),
        (f"{ID}/../../evil.json", "leads out of the run's folder"),
        (f"{ID}/checkpoints/../../evil", "leads out of the run's folder"),
        ("/etc/cron.d/evil", "leads out of the run's folder"),
        ("C:/evil.json", "leads out of the run's folder"),
        (f"{ID}\\evil.json", "leads out of the run's folder"),
        (f"{ID}/columns\\..\\evil.json", "leads out of the run's folder"),
        (f"{ID}/evil.pkl", "is no file of a run"),
        (f"{ID}/checkpoints/1.pt", "is no file of a run"),
        (f"{ID}/checkpoints/pytorch_model.bin", "is no file of a run"),
        (f"{ID}/inner.zip", "is no file of a run"),
        (f"{ID}/run.db-journal", "is no file of a run"),
        (f"{ID}/run.db-wal", "is no file of a run"),
        (f"{ID}/.hidden", "is no file of a run"),
        (f"{ID}/PLAN.JSON", "is no file of a run"),
        (f"{ID}/jobs/{'0' * 16}/x.sh", "is no file of a run"),
        (f"{ID}/columns/a/b.json", "is no file of a run"),
        (f"{ID}/colümns.json", "is no file of a run"),
        ("other/plan.json", "holds 2 folders"),
        (".hidden/plan.json", "is called by a run's id"),
        ("plan.json", "is called by a run's id"),
        ("", "is called by a run's id"),
    ],
)
def test_a_name_that_is_no_file_of_a_run_is_refused(good, tmp_path, name, why):
    assert why in refused(zipped(good, (zipfile.ZipInfo(name), b"{}")), tmp_path)
    assert not (tmp_path.parent / "evil.json").exists()


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFSOCK])
def test_a_link_or_a_device_is_refused(good, tmp_path, kind):
    info = zipfile.ZipInfo(f"{ID}/checkpoints/1.safetensors")
    info.create_system, info.external_attr = 3, (kind | 0o777) << 16
    assert "is a link or a device" in refused(zipped(good, (info, b"/etc/passwd")), tmp_path)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_names_that_collide_are_refused(good, tmp_path):
    assert "two files called" in refused(zipped(good, (f"{ID}/plan.json", b"{}")), tmp_path)
    columns = [(f"{ID}/columns/{name}.json", b"{}") for name in ("a", "A")]
    assert "if upper and lower case are not told apart" in refused(zipped(good, *columns), tmp_path)


def test_what_lacks_a_plan_or_answers_is_no_run(good, tmp_path):
    for missing in ("plan.json", "run.db"):
        files = {name: content for name, content in good.items() if name != missing}
        assert f"is no run: it lacks {missing}" in refused(zipped(files), tmp_path)


def test_100_000_files_are_refused_before_their_names_are_read(tmp_path):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        info = zipfile.ZipInfo(f"{ID}/columns/a.json")
        archive.writestr(info, b"")
        archive.filelist += [info] * 99_999  # in the table of contents, which is all that is looked at
    assert "its table of contents has more than 1,048,576 bytes" in refused(target.getvalue(), tmp_path)


def test_too_many_files_are_refused(good, tmp_path):
    files = [(f"{ID}/columns/{number}.json", b"{}") for number in range(members.MOST_FILES)]
    assert "files; a run has 2,000 at most" in refused(zipped(good, *files), tmp_path)


def test_a_bomb_is_refused_by_what_it_declares(good, tmp_path):
    zeros = (f"{ID}/log.txt", b"0" * 30_000_000)
    files = {name: content for name, content in good.items() if name != "log.txt"}
    assert "more than 100 times as large as packed" in refused(zipped(files, zeros), tmp_path)
    large = (f"{ID}/plan.json", b" " * 1_000_001)
    files = {name: content for name, content in good.items() if name != "plan.json"}
    assert "has 1,000,001 bytes unpacked; at most 1,000,000" in refused(zipped(files, large), tmp_path)
    assert "bytes; at most 1,000 are taken" in refused(zipped(good), tmp_path, most=1_000)


def test_a_bomb_that_lies_about_its_size_is_stopped(good, tmp_path):
    """Both headers say 5,000,000 bytes; 50,000,000 come out. And one that says more than comes out."""
    files = {name: content for name, content in good.items() if name != "log.txt"}
    for declared in (5_000_000, 60_000_000):
        content = bytes(range(32, 127)) * (50_000_000 // 95)
        archive = zipped(files, (f"{ID}/log.txt", content))
        packed_size = struct.pack("<I", len(content))
        assert archive.count(packed_size) == 2
        lying = archive.replace(packed_size, struct.pack("<I", declared))
        why = refused(lying, tmp_path)
        assert "broken one" in why or "100 times" in why or "has not the size" in why


def test_files_that_share_their_bytes_are_refused(good, tmp_path):
    """As in Fifield's bomb: many entries of the table point to one packed block."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in good.items():
            archive.writestr(f"{ID}/{name}", content)
        archive.writestr(f"{ID}/columns/a.json", b"{}")
        twin = zipfile.ZipInfo(f"{ID}/columns/b.json")
        original = archive.getinfo(f"{ID}/columns/a.json")
        for field in ("header_offset", "compress_size", "file_size", "CRC"):
            setattr(twin, field, getattr(original, field))
        archive.filelist.append(twin)
        archive.NameToInfo[twin.filename] = twin
    assert "overlaps another file" in refused(target.getvalue(), tmp_path)


@pytest.mark.parametrize("how", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_to_pack_are_refused(good, tmp_path, how):
    assert "packed in a way that is not read here" in refused(zipped(good, how=how), tmp_path)


def test_what_is_no_zip_is_refused(tmp_path):
    for content in (b"", b"PK\5\6", b"MZ" * 100, pickle.dumps({"run": 1})):
        assert "is no ZIP file, or a broken one" in refused(content, tmp_path)


def test_a_zip_that_was_cut_or_damaged_is_refused(good, tmp_path):
    archive = zipped(good)
    assert "broken one" in refused(archive[: len(archive) // 2], tmp_path)
    at = archive.index(b"run.db") + 200
    assert "broken one" in refused(archive[:at] + bytes([archive[at] ^ 0xFF]) + archive[at + 1 :], tmp_path)


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
