"""A ZIP from anybody: names, sizes and packing of anything but a run are refused, and nothing is left behind."""

import io
import pickle
import stat
import struct
import zipfile

import pytest
from hostile import ID, refused, zipped

from engine import store
from engine.store.zipped import members


def test_the_good_one_is_taken(good, tmp_path):
    folder = store.unpack(io.BytesIO(zipped(good)), "good.zip", tmp_path)
    assert folder == tmp_path / ID
    assert store.list_runs(tmp_path) == [folder]
    assert [f.name for f in tmp_path.iterdir()] == [ID]
    assert store.read_notes(folder).note == "<script>alert(1)</script>"


def test_a_folder_that_was_zipped_by_hand_is_taken_without_locks_and_cache(good, tmp_path):
    more = [
        (f"{ID}/", b""),
        (f"{ID}/checkpoints/", b""),
        (f"{ID}/.worker.lock", b""),
        (f"{ID}/.progress.json.lock", b""),
        (f"{ID}/cache/", b""),
        (f"{ID}/cache/{'0' * 16}/result.json", b"{}"),
        (f"{ID}/cache/{'0' * 16}/arrays.safetensors", b""),
    ]
    folder = store.unpack(io.BytesIO(zipped(good, *more)), "good.zip", tmp_path)
    assert not list(folder.glob(".*"))
    assert not (folder / "cache").exists()  # made by jobs, and made anew: nobody else's is believed


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
