"""DirectProbe's files: to the byte, read back, all or none."""

import os
import re
import time

import numpy as np
import pytest
from oracles import TRIANGLE, points_of

from engine.errors import UserError
from engine.geometry import files
from engine.geometry.clustering import Clustering, cluster
from engine.geometry.distances import distances, follow
from engine.geometry.log import result_log
from engine.geometry.points import Points
from engine.geometry.prediction import predict

NOON = 1_600_000_000.5  # seconds since 1970


@pytest.fixture(autouse=True)
def utc(monkeypatch):
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def six(smallest) -> dict[str, str]:
    points = points_of(TRIANGLE)
    clustering = cluster(points)
    found = distances(points, clustering, smallest)
    return files.six(points, clustering, found, result_log(points, clustering, found, lambda: NOON))


def test_six_files_to_the_byte():  # O6
    found = six(smallest=1)
    log, numbers = found.pop("log.txt"), r"\d+\.\d+$"

    assert found == {
        "clusters.txt": "0\n0\n0\n1\n1\n1\n2\n2\n2\n",
        "vec.txt": "L0---L1,4.0000\nL0---L2,6.0000\nL1---L2,7.2111\n",
        "inside_max.txt": "L0,1.4142\nL1,1.4142\nL2,1.4142\n",
        "inside_mean.txt": "L0,1.1381\nL1,1.1381\nL2,1.1381\n",
        "outside_min.txt": "L0,4.0000\nL1,4.0000\nL2,6.0000\n",
    }
    # In full precision, as the original writes them: their last digits are the machine's
    at = "2020-09-13 12:26:40,500"
    assert re.sub(numbers, "#", log, flags=re.MULTILINE) == (
        f"{at}-points.py-INFO: Label size=3\n"
        f"{at}-points.py-INFO: Finish loading 9 entities...\n"
        f"{at}-clustering.py-INFO: This space is linear!\n"
        f"{at}-clustering.py-INFO: Final number of clusters: 3\n"
        f"{at}-distances.py-INFO: global min dis=#\n"
        f"{at}-distances.py-INFO: mean_inside_mean_dis=#\n"
        f"{at}-distances.py-INFO: max inside max dis=#\n"
        f"{at}-distances.py-INFO: Inside max / outside min = #\n"
        f"{at}-distances.py-INFO: Inside mean / outside min = #\n"
    )
    values = [float(number) for number in re.findall(numbers, log, re.MULTILINE)]
    assert values == pytest.approx([4, 1.138071, 1.414214, 0.314270, 0.252905], abs=1e-6)


def test_with_the_originals_rule_small_clusters_are_dropped():
    found = six(smallest=6)

    assert found["clusters.txt"] == six(smallest=1)["clusters.txt"]
    assert found["vec.txt"] == "L0---L1,0.0000\nL0---L2,0.0000\nL1---L2,0.0000\n"
    assert "Dropped 3 of 3 clusters, which have fewer than 6 points" in found["log.txt"]
    assert "global min dis=nan" in found["log.txt"]


def test_written_and_read_back(tmp_path):
    files.write(tmp_path / "new" / "results", six(smallest=1))

    assert sorted(os.listdir(tmp_path / "new" / "results")) == sorted(six(smallest=1))
    assert os.listdir(tmp_path / "new") == ["results"]
    found = files.read(tmp_path / "new" / "results")
    assert found.cluster.tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2]
    assert found.labels == ("L0", "L1", "L2")
    assert found.pairs == (("L0", "L1"), ("L0", "L2"), ("L1", "L2"))
    assert found.vector.tolist() == [4, 6, 7.2111]
    assert found.outside_min.tolist() == [4, 4, 6]
    assert found.inside_mean.tolist() == [1.1381] * 3
    assert Clustering.given(points_of(TRIANGLE), found.cluster).label.tolist() == [0, 1, 2]


def test_labels_with_commas_and_hyphens_come_back(tmp_path):
    points = points_of({"a,b": [(0, 0)], "c---d": [(1, 0)], ",": [(5, 0)]})
    clustering = cluster(points)
    found = distances(points, clustering, 1)
    files.write(tmp_path / "r", files.six(points, clustering, found, "x\n"))

    assert files.read(tmp_path / "r").labels == (",", "a,b", "c---d")
    assert files.read(tmp_path / "r").vector.tolist() == [5, 4, 1]


def test_all_or_nothing(tmp_path):
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "mine.txt").write_text("mine")

    with pytest.raises(UserError, match="taken is there and not empty: results go into a new or an empty folder"):
        files.write(taken, {"vec.txt": "x"})
    assert os.listdir(taken) == ["mine.txt"]
    with pytest.raises(UserError, match="cannot be written"):
        files.write(tmp_path / "r", {"vec.txt": "x", "a/b/c.txt": "y"})
    assert os.listdir(tmp_path) == ["taken"]
    (tmp_path / "empty").mkdir()
    files.write(tmp_path / "empty", {"vec.txt": "x"})
    assert (tmp_path / "empty" / "vec.txt").read_text() == "x"


def test_points_in_conflict_are_clusters_of_their_own_in_the_file():
    points = points_of({"A": [(0, 0), (5, 0)], "B": [(0, 0), (6, 1)]})
    clustering = cluster(points)

    assert files.clusters(points, clustering) == "2\n0\n3\n1\n"
    log = result_log(points, clustering, distances(points, clustering, 1), lambda: NOON)
    assert "WARNING: Left out for having the vector of a point with another label" in log
    assert log.splitlines()[2].endswith("rows 1, 3")


def test_predictions_nearest_first():
    points = points_of(TRIANGLE)
    clustering = cluster(points)
    found = predict(points, clustering, np.array([[3.0, 0.0], [0.0, 7.0]]), nearest_only=False)

    assert files.predictions(points, clustering, found, np.array([1, 2])) == (
        "L1\t0-L0,2.0000\t1-L1,2.0000\t2-L2,7.2801\nL2\t2-L2,0.0000\t0-L0,6.0000\t1-L1,7.8102\n"
    )


def test_a_column_per_layer_and_zeros_where_clusters_overlap():
    points = points_of(TRIANGLE)
    clustering = cluster(points)
    overlap = points.vectors.copy()
    overlap[3] = 0.2
    spaces = [follow(points, clustering, v, 1) for v in (points.vectors, 2 * points.vectors, overlap)]

    found = files.batch("500", [1, 2, 12], spaces)

    assert sorted(found) == [f"{f}/500.txt" for f in ("batch_vec", "inside_max", "inside_mean", "outside_min")]
    assert found["batch_vec/500.txt"] == (
        " ,1,2,12\nL0---L1,4.0000,8.0000,0.0000\nL0---L2,6.0000,12.0000,0.0000\nL1---L2,7.2111,14.4222,0.0000\n"
    )
    assert (
        found["outside_min/500.txt"]
        == " ,1,2,12\nL0,4.0000,8.0000,0.0000\nL1,4.0000,8.0000,0.0000\nL2,6.0000,12.0000,0.0000\n"
    )


@pytest.mark.parametrize(
    "name, text, said",
    [
        ("clusters.txt", "0\n1\nx\n", r"clusters.txt, line 3: expected a whole number from 0 on, got 'x'"),
        ("clusters.txt", "", "clusters.txt: is empty"),
        ("vec.txt", "L0---L1,4.0000\n", "expected a line for each of the 3 pairs of labels"),
        ("inside_max.txt", "L0,1.0\nL1;1.0\n", r"inside_max.txt, line 2: expected `LABEL,0.1234`, got 'L1;1.0'"),
        ("outside_min.txt", "L0,1.0\n", "outside_min.txt has other labels than inside_max.txt"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(tmp_path, name, text, said):
    files.write(tmp_path / "r", six(smallest=1) | {name: text})
    with pytest.raises(UserError, match=said):
        files.read(tmp_path / "r")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UserError, match="inside_max.txt: cannot be read: No such file"):
        files.read(tmp_path)


def test_what_is_given_without_conflicts_is_what_was_built():
    points = points_of(TRIANGLE)
    kept = Points.build(points.vectors, points.label, points.labels, keep_conflicts=True)
    assert files.clusters(kept, cluster(points)) == files.clusters(points, cluster(points))
