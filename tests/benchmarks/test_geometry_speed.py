"""What clusters and distances cost, on word vectors of `minilm` and on noise: CPU seconds, peak memory. `make bench`.

Each case runs in a process of its own, which has numpy and scipy but no torch. Nothing is asserted about time.
"""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine import tasks
from engine.learner.reader import Reader
from engine.plan import TaskSettings

ROOT = Path(__file__).parents[2]
CASE = """
import json, re, sys, time
import numpy as np
from engine.geometry.clustering import cluster
from engine.geometry.distances import distances
from engine.geometry.points import Points

def peak():  # of this program alone: getrusage would count what its parent had before
    return int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) / 1024

given, clock, mib = np.load(sys.argv[1]), [time.process_time()], [peak()]
vectors, label = given["vectors"], given["label"]
points = Points.build(vectors, label, [f"{i:02}" for i in range(label.max() + 1)])
clock.append(time.process_time())
clustering = cluster(points)
clock.append(time.process_time())
found = distances(points, clustering, 1)
clock.append(time.process_time())
print(json.dumps({"seconds": np.diff(clock).tolist(), "clusters": len(clustering.label), "linear": clustering.linear,
                  "answer": clustering.answer, "error": found.error, "mib": [*mib, peak()]}))
"""


def measure(folder: Path, what: str, vectors: np.ndarray, label: np.ndarray) -> dict:
    path = folder / "case.npz"
    np.savez(path, vectors=vectors, label=np.unique(label, return_inverse=True)[1])
    done = subprocess.run([sys.executable, "-c", CASE, path], cwd=ROOT, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    build, clusters, between = found["seconds"]
    n, d = vectors.shape
    print(
        f"{what:<28} {n:>6,} {d:>6,} {len(np.unique(label)):>4} {build:>8.2f} {clusters:>9.2f} {between:>10.2f} "
        f"{found['mib'][0]:>7.0f} {found['mib'][1]:>7.0f}   {found['clusters']} clusters, {found['answer']}, "
        f"{'linear' if found['linear'] else 'not linear'}"
    )
    return found


def head() -> None:
    print(f"\n{'':<28} {'n':>6} {'d':>6} {'L':>4} {'points s':>8} {'clusters s':>9} {'distances s':>10} "
          f"{'before':>7} {'peak':>7} MiB")  # fmt: skip


@pytest.fixture(scope="module")
def words() -> tuple[dict[int, np.ndarray], np.ndarray]:
    """Layer -> (n, 384), and the label of each word of some of UD's evaluation sentences."""
    data = tasks.data_folder(None)
    if data is None or not (data / "ud_en_ewt").exists():
        pytest.skip("needs the real UD files: set LETHE_DATA")
    loaded = tasks.load("ud", data)
    reader = Reader("minilm", loaded, TaskSettings(), "cpu")
    split = reader.encode(loaded.evaluation[:500])
    return reader.hidden(split, [3, 4, 5, 6]), split.units.gold


def sample(words, layers: list[int], n: int) -> tuple[np.ndarray, np.ndarray]:
    """n words, the same whatever the layers, which stand side by side."""
    vectors, label = words
    rows = np.random.default_rng(0).permutation(len(label))[:n]
    return np.concatenate([vectors[layer][rows] for layer in layers], axis=1), label[rows]


def test_two_layers_of_word_vectors(words, tmp_path):
    head()
    found = measure(tmp_path, "UD words, layers 3 and 6", *sample(words, [3, 6], 2000))
    assert (found["answer"], found["linear"], found["clusters"]) == ("exact", True, 17)
    assert found["error"] < 1e-6


def test_as_n_doubles(words, tmp_path):
    head()
    for n in (500, 1000, 2000, 4000):
        measure(tmp_path, "UD words, layers 3 and 6", *sample(words, [3, 6], n))


def test_as_d_doubles(words, tmp_path):
    head()
    for layers in ([6], [5, 6], [3, 4, 5, 6]):
        measure(tmp_path, f"UD words, layers {layers}", *sample(words, layers, 2000))


@pytest.mark.parametrize("labels", [2, 5])
def test_noise_that_is_not_linear(tmp_path, labels):
    """The hard case: more points than twice the dimensions of two labels, and nothing in them."""
    head()
    for n, d in ((1000, 192), (1000, 384), (2000, 384), (2000, 768)):
        random = np.random.default_rng(0)
        measure(tmp_path, "noise", random.normal(size=(n, d)), random.integers(0, labels, n))
