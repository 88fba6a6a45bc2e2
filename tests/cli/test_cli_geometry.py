"""`python -m engine geometry`: the original's own files in, its files out, in every mode; mistakes leave nothing."""

import json
import os
from pathlib import Path

import pytest

from engine.__main__ import main

CONFIG = """\
[run]
output_path = results
[data]
common = data
label_set_path = ${common}/tags.txt
entities_path = ${common}/train.txt
embeddings_path = ${common}/12.txt
test_entities_path = ${common}/test.txt
test_embeddings_path = ${common}/test12.txt
batch_embeddings_path = ${common}/batch
[clustering]
enable_cuda = True
rate = 0.01
mode = MODE
probing_cluster_path = clusters
"""
TRIANGLE = [(0, 0), (1, 0), (0, 1), (5, 0), (6, 0), (5, 1), (0, 7), (1, 7), (0, 8)]  # O6
TAGS = ["L0"] * 3 + ["L1"] * 3 + ["L2"] * 3


def embeddings(path: Path, vectors) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{x} {y}\n" for x, y in vectors))


@pytest.fixture
def config(tmp_path):
    """The path of a config.ini in a mode, with all files it names."""
    data = tmp_path / "data"
    embeddings(data / "12.txt", TRIANGLE)
    embeddings(data / "test12.txt", [(2, 0.5), (5, 2), (0, 3.5)])
    (data / "tags.txt").write_text("L2\nL0\nL1\n")
    (data / "train.txt").write_text("".join(f"word{i}\t{tag}\n" for i, tag in enumerate(TAGS)))
    (data / "test.txt").write_text("a\tL0\nb\tL1\nc\tL2\n")

    def write(mode: str) -> Path:
        (tmp_path / "config.ini").write_text(CONFIG.replace("MODE", mode))
        return tmp_path / "config.ini"

    return write


def document(capsys, *words) -> dict:
    assert main(["geometry", *map(str, words), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def refused(capsys, *words) -> str:
    assert main(["geometry", *map(str, words)]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    return error


def test_probing_writes_the_six_files(config, tmp_path, capsys):
    found = document(capsys, "--config", config("probing"), "--smallest", "1")

    assert (found["clusters"], found["linear"], found["answer"]) == (3, True, "exact")
    assert [(d["labels"], round(d["distance"], 4)) for d in found["distances"]] == [
        (["L0", "L1"], 4.0), (["L0", "L2"], 6.0), (["L1", "L2"], 7.2111),
    ]  # fmt: skip
    assert found["seconds"] > 0
    assert found["relative_error"] < 1e-6
    assert sorted(os.listdir(tmp_path / "results")) == sorted(found["files"])
    assert len(found["files"]) == 6
    assert (tmp_path / "results/vec.txt").read_text() == "L0---L1,4.0000\nL0---L2,6.0000\nL1---L2,7.2111\n"
    assert "This space is linear!" in (tmp_path / "results/log.txt").read_text()


def test_what_is_said_of_a_space_that_is_not_linear(config, tmp_path, capsys):
    embeddings(tmp_path / "data/12.txt", [(x, 0) for x in (0, 1, 6, 7, 3, 4, 3, 3, 20)])

    assert main(["geometry", "--config", str(config("probing")), "--smallest", "1"]) == 0

    out = capsys.readouterr().out
    for said in ("5 clusters of 3 labels: not linear", "hulls that overlap: L0 and L1", "left out: 3 points", "5, 7, 8",
                 "nearest labels: L0 and L1"):  # fmt: skip
        assert said in out
    assert (tmp_path / "results/clusters.txt").read_text().split() == ["0", "0", "1", "2", "5", "3", "6", "7", "4"]


def test_what_is_not_measured_has_no_number(config, capsys):
    assert main(["geometry", "--config", str(config("probing"))]) == 0

    out = capsys.readouterr().out
    assert "not measured: 3 clusters of fewer than 6 points (--smallest)" in out
    assert out.count("—") == 9
    assert "nearest labels" not in out


def test_prediction_from_clusters_that_were_made_before(config, tmp_path, capsys):
    (tmp_path / "clusters").mkdir()
    (tmp_path / "clusters/clusters.txt").write_text("0\n0\n0\n2\n2\n2\n1\n1\n1\n")

    found = document(capsys, "--config", config("prediction"))

    assert found["files"] == ["prediction.txt", "log.txt"]
    assert found["accuracy"] == pytest.approx(2 / 3)
    assert (tmp_path / "results/prediction.txt").read_text().splitlines() == [
        "L0\t0-L0,1.1180\t2-L1,3.0000\t1-L2,6.5765",
        "L1\t2-L1,1.0000\t0-L0,4.4721\t1-L2,6.4031",
        "L2\t0-L0,2.5000\t1-L2,3.5000\t2-L1,5.5902",
    ]


def test_one_clustering_is_followed_through_checkpoints_and_layers(config, tmp_path, capsys):
    (tmp_path / "clusters").write_text("0\n0\n0\n1\n1\n1\n2\n2\n2\n")
    for step in (0, 1):
        embeddings(tmp_path / f"data/batch/{step}/1.txt", TRIANGLE)
        embeddings(tmp_path / f"data/batch/{step}/2.txt", [((step + 1) * x, (step + 1) * y) for x, y in TRIANGLE])
    embeddings(tmp_path / "data/batch/1/1.txt", [(x % 5, y) for x, y in TRIANGLE])

    found = document(capsys, "--config", config("batch_probing"), "--smallest", "1")

    assert found["checkpoints"] == {"0": [1, 2], "1": [1, 2]}
    assert found["not_separable"] == ["1/1"]
    assert (tmp_path / "results/batch_vec/0.txt").read_text().splitlines()[:2] == [" ,1,2", "L0---L1,4.0000,4.0000"]
    assert (tmp_path / "results/batch_vec/1.txt").read_text().splitlines()[1] == "L0---L1,0.0000,8.0000"
    assert "1/1.txt is NOT linearly separable" in (tmp_path / "results/log.txt").read_text()


@pytest.mark.parametrize(
    "name, text, said",
    [
        ("data/train.txt", "a\tL0\nb\tL9\n", "data/train.txt, line 2: unknown label 'L9'"),
        ("data/train.txt", "a\tL0\nb\tL0\n", "data/12.txt has 9 vectors, but "),
        ("data/train.txt", "a\tL1\n" * 9, "data/train.txt: all 9 points have one label, 'L1': two are needed"),
        ("data/12.txt", "1 2\n1 nan\n", "data/12.txt, line 2: column 2 is nan"),
        ("data/12.txt", "1 2\n" * 9, "data/train.txt: 9 of 9 points are at the same place"),
        ("data/tags.txt", "L0\n", "data/tags.txt: has one label only"),
        ("results/mine.txt", "mine", "results is there and not empty"),
    ],
)
def test_mistakes_leave_nothing(config, tmp_path, capsys, name, text, said):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(text)

    assert said in refused(capsys, "--config", config("probing"))

    assert os.listdir(tmp_path / "results") == ["mine.txt"] if "mine" in name else not (tmp_path / "results").exists()


@pytest.mark.parametrize(
    "clusters, said",
    [
        ("0\n" * 8, "clusters has 8 numbers, but "),
        ("0\n" * 9, "clusters: cluster 0 has 'L0' in row 1 and 'L1' in row 4"),
        ("0\n-1\n", "clusters, line 2: expected a whole number from 0 on, got '-1'"),
    ],
)
def test_mistakes_in_given_clusters(config, tmp_path, capsys, clusters, said):
    (tmp_path / "clusters").write_text(clusters)
    assert said in refused(capsys, "--config", config("prediction"))


@pytest.mark.parametrize("rows", [8, 10])
def test_followed_clusters_have_one_number_for_each_entity(config, tmp_path, capsys, rows):
    """Of a file of other points its first rows might fit by chance."""
    (tmp_path / "clusters").write_text("".join(f"{i // 3}\n" for i in range(rows)))
    embeddings(tmp_path / "data/batch/0/1.txt", TRIANGLE)

    said = refused(capsys, "--config", config("batch_probing"))

    assert f"clusters has {rows} numbers, but " in said and "train.txt has 9 entities: it needs one for each" in said
    assert not (tmp_path / "results").exists()


@pytest.mark.parametrize("seconds", ["nan", "inf", "-1", "0", "soon"])
def test_a_deadline_is_a_time_to_come(config, capsys, seconds):
    with pytest.raises(SystemExit) as ended:
        main(["geometry", "--config", str(config("probing")), "--deadline", seconds])
    assert ended.value.code == 2
    assert f"takes a number of seconds above 0, got '{seconds}'" in capsys.readouterr().err


def test_no_config(capsys):
    assert "takes a RUN, or --config with a config.ini of DirectProbe" in refused(capsys)
    assert "nowhere.ini: cannot be read" in refused(capsys, "--config", "nowhere.ini")
