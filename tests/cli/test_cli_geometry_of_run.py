"""`python -m engine geometry RUN`: of a real run of a tiny encoder, measured once and never again."""

import json

import pytest

from engine import store
from engine.__main__ import main
from engine.geometry import files

ASKED = ("--task", "mini-ner", "--units", "150", "--repeats", "2")  # what is measured already
SIX = {"clusters.txt", "inside_max.txt", "inside_mean.txt", "outside_min.txt", "vec.txt", "log.txt"}


@pytest.fixture
def document(measured, capsys):
    def ask(*words) -> dict:
        assert main(["geometry", str(measured), *ASKED, *map(str, words), "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return ask


def test_it_is_read_not_measured_again(document, measured):
    before = sorted(p.stat().st_mtime_ns for p in (measured / "cache").glob("*/*"))
    found = document()
    assert (found["run"], found["first"], found["second"], found["layer"]) == (measured.name, "1", "2", 2)
    assert store.find_job(measured, found["job"]).is_dir()
    assert sorted(p.stat().st_mtime_ns for p in (measured / "cache").glob("*/*")) == before


def test_every_measure_is_a_table_of_snapshots_and_layers(document):
    grids = document()["grids"]
    assert {"similarity", "cka", "displacement", "probe", "gap", "clusters", "smallest", "intra"} <= set(grids)
    assert all(len(rows) == 3 and len(row) == 3 for rows in grids.values() for row in rows)
    assert grids["similarity"][0] == pytest.approx([1, 1, 1]) and grids["cka"][0] == pytest.approx([1, 1, 1])


def test_tables_and_sentences_for_a_reader(measured, capsys):
    assert main(["geometry", str(measured), *ASKED, "--layer", "1"]) == 0
    said = capsys.readouterr().out
    for part in (
        "mini-ner: Spatial similarity, compared with snapshot 0", "distance to the nearest other label, layer 1",
        "From snapshot 1 to 2: ", "In layer 1 a forgotten unit", "of 200 examples; vector: mean",
    ):  # fmt: skip
        assert part in said


def test_directprobes_files_of_a_space(document, tmp_path):
    found = document("--files", tmp_path / "six", "--first", "0", "--second", "1", "--layer", "1")
    assert {p.name for p in (tmp_path / "six").iterdir()} == SIX
    units = found["result"]["samples"]["evaluation"]["units"]
    assert len(files.read(tmp_path / "six").cluster) == units


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--task", "mini-nre"), "no task 'mini-nre' in this run"),
        ((), "--task is needed: this run has mini-ner, mini-cola"),
        ((*ASKED, "--layer", "9"), "layer 9 was not looked at: it was 0, 1, 2"),
        ((*ASKED, "--at", "0,7"), "7"),
        ((*ASKED, "--first", "9"), "9"),
    ],
)
def test_mistakes_are_one_line(measured, capsys, words, said):
    jobs = len(store.list_jobs(measured))
    assert main(["geometry", str(measured), *words]) == 2
    error = capsys.readouterr().err
    assert said in error and error.count("\n") == 1
    assert len(store.list_jobs(measured)) == jobs
