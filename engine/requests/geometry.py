import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from engine.answers import TaskRecord
from engine.errors import UserError
from engine.requests import Request, geometry_result
from engine.settings import Problem, setting

SPLITS = ("evaluation", "train")
VECTORS = ("first", "mean", "sentences")
PROBES = ("linear", "mlp", "none")
SEQUENCES, TOKENS = 1_000, 2_000  # what is looked at by default
_SNAPSHOT = re.compile(r"([0-9]{1,9})(?:@([0-9]{1,9}))?")


@dataclass(frozen=True)
class Geometry(Request):
    """Where the examples of each label lie in the encoder's space, at every snapshot and layer: clusters and distances
    as DirectProbe finds them (Zhou and Srikumar 2021, 2022), classifier probes on the frozen encoder, and a control
    with shuffled labels.
    """

    version: ClassVar[int] = 1
    quotes: ClassVar[bool] = False

    task: str = setting("", "whose examples are looked at")
    at: str = setting("", "snapshots, with commas between them: 0,1,2")
    layers: str = setting("all", "layers, with commas between them; 0 are the embeddings, all: every layer")
    split: str = setting("both", "whose examples: evaluation, train, or both", choices=(*SPLITS, "both"))
    vector: str = setting(
        "mean",
        "a unit's vector: its first piece ([CLS] of a sequence), the mean of its pieces, or the means of a pair's two "
        "sentences side by side",
        choices=VECTORS,
    )
    units: int = setting(
        SEQUENCES, "sequences, or tokens in whole sentences, of each split; every label in its share",
        minimum=20, maximum=20_000, why="clustering n units of one label takes 4 n² bytes",
    )  # fmt: skip
    smallest: int = setting(
        6, "clusters with fewer units are left out of all distances, as the published code does with fewer than 6",
        minimum=1,
    )  # fmt: skip
    nearest: bool = setting(True, "also how often an evaluation unit's nearest cluster of training units has its label")
    probe: str = setting(
        "linear", "classifier on the frozen encoder: linear, the two-layer one as well (slow), or none", choices=PROBES
    )
    repeats: int = setting(5, "probes per snapshot and layer, each with draws of its own", minimum=1, maximum=50)
    control: bool = setting(True, "also cluster and probe with shuffled labels, at the last layer")
    deadline: float = setting(
        20.0, "seconds for one clustering; where it is not done by then, its number of clusters is an upper bound",
        above=0,
    )  # fmt: skip
    follow: str = setting("", "the snapshot at whose last layer the clusters are found that are followed; empty: none")
    seed: int = setting(0, "of the samples, the probes and the shuffled labels", minimum=0)

    def wrong(self) -> list[Problem]:
        there, found = self.snapshots(), []
        if not there:
            found.append(Problem("at", "names no snapshot: name at least one"))
        if self.follow and self.follow not in there:
            found.append(Problem("follow", f"is {self.follow!r}, which is none of the snapshots in at: {self.at}"))
        if self.probe != "none" and self.split != "both":
            found.append(Problem("probe", "is trained on training units and scored on evaluation units: it needs split "
                                          f"both, or probe none; split is {self.split}"))  # fmt: skip
        return found

    def snapshots(self) -> tuple[str, ...]:
        """Each once, in the order of a run's time, as far as their names tell it: 1@50 is inside stage 1, before 1."""
        names = list(dict.fromkeys(filter(None, (name.strip() for name in self.at.split(",")))))
        parts = [_SNAPSHOT.fullmatch(name) for name in names]
        if not all(parts):  # one of them is no snapshot, as the run will say
            return tuple(names)
        times = [(int(part[1]), int(part[2]) if part[2] else float("inf")) for part in parts]
        return tuple(name for _, name in sorted(zip(times, names, strict=True)))

    def tasks(self) -> tuple[str, ...]:
        return (self.task,)

    def splits(self) -> tuple[str, ...]:
        return SPLITS if self.split == "both" else (self.split,)

    def chosen_layers(self, there: int) -> tuple[int, ...]:
        """Layers by number, ascending, for an encoder with `there` of them above its embeddings.

        Raises UserError for what is no number, and for a layer that the encoder has not.
        """
        if self.layers.strip() == "all":
            return tuple(range(there + 1))
        parts = [part.strip() for part in self.layers.split(",")]
        if not {str(layer) for layer in range(there + 1)}.issuperset(parts):
            raise UserError(
                f"layers takes all, or numbers from 0 (the embeddings) to {there} with commas between them, got "
                f"{self.layers!r}"
            )
        return tuple(sorted({int(part) for part in parts}))

    def phases(self) -> tuple[str, ...]:
        read = [f"read the encoder of {s}" for s in self.snapshots()]
        cluster = [f"cluster at {s}" for s in self.snapshots()]
        probe = [f"probe at {s}" for s in self.snapshots()] if self.probe != "none" else []
        search = ["search the two-layer probe"] if self.probe == "mlp" else []
        return (*read, *cluster, "follow the clusters", *search, *probe)

    def wrong_result(
        self, document: Mapping[str, Any], arrays: Mapping[str, np.ndarray], tasks: Mapping[str, TaskRecord]
    ) -> str:
        return geometry_result.wrong(self, document, arrays, tasks[self.task])
