"""Where the units of each label lie at every snapshot and layer: see engine/requests/geometry.py."""

from pathlib import Path
from typing import Any

import numpy as np

from engine import store
from engine.geometry.probe import LINEAR_GRID, MLP_GRID, Setting
from engine.jobs import Job, probes, source
from engine.jobs.clusters import clustering_of, clusters, control, followed
from engine.jobs.embeddings import Sample
from engine.jobs.movements import movements
from engine.jobs.report import Report
from engine.jobs.spaces import Space, Spaces
from engine.requests.geometry import Geometry as Request
from engine.store import Result, Run


class Geometry(Job):
    """Every space's numbers are kept as soon as they are there: what was cancelled goes on where it was, and another
    request takes over what it shares with this one."""

    def carry_out(self, run: Run, request: Request, data: Path | None, device: str, report: Report) -> Result:
        spaces = Spaces(run, request, source.task_data(run, request.task, data), device)
        return _Work(run, request, spaces, report).result()


class _Work:
    """One request being carried out."""

    def __init__(self, run: Run, request: Request, spaces: Spaces, report: Report):
        self._run, self._request, self._spaces, self._report = run, request, spaces, report
        self._arrays: dict[str, np.ndarray] = {}
        self._document: dict[str, Any] = {}

    def result(self) -> Result:
        spaces, snapshots = self._spaces, self._request.snapshots()
        for snapshot in snapshots:
            self._report.next_phase(sum(len(drawn.encoded) for drawn in spaces.drawn.values()))
            spaces.read(snapshot, self._report.done)
        self._document |= {"task": self._request.task, "snapshots": list(snapshots), "layers": list(spaces.layers),
                           "labels": list(next(iter(spaces.drawn.values())).labels), "samples": {}}  # fmt: skip
        for split, drawn in spaces.drawn.items():
            self._document["samples"][split] = _about(drawn)
            self._arrays |= {f"{split}/{name}": getattr(drawn, name) for name in ("gold", "example", "position")}
        for snapshot in snapshots:
            self._cluster(snapshot)
        self._follow()
        if "evaluation" in spaces.drawn:
            self._join()
        if self._request.probe != "none":
            self._probe()
        return Result(self._document, self._arrays)

    def _cluster(self, snapshot: str) -> None:
        """Each space alone, and at the last layer the control."""
        self._report.next_phase(len(self._spaces.drawn) * len(self._spaces.layers))
        for done, space in enumerate(self._spaces.of(snapshot), 1):
            self._put(("spaces", space.drawn.split, snapshot, str(space.layer)), self._clusters(space), space.name)
            self._report.done(done)
        if self._request.control:
            for split in self._spaces.drawn:
                last = self._spaces.at(split, snapshot, self._spaces.layers[-1])
                self._put(("controls", split, snapshot), control(self._run, self._request, last))

    def _clusters(self, space: Space) -> Result:
        new = self._spaces.beside(space) if self._request.nearest else None
        return clusters(self._run, self._request, space, new)

    def _follow(self) -> None:
        """The clusters at one snapshot's last layer, in every space of the same units."""
        spaces, snapshots = self._spaces, self._request.snapshots() if self._request.follow else ()
        self._report.next_phase(len(spaces.drawn) * len(snapshots) * len(spaces.layers))
        done = 0
        for split in spaces.drawn if snapshots else ():
            origin = spaces.at(split, self._request.follow, spaces.layers[-1])
            found = self._clusters(origin)
            for snapshot in snapshots if "refused" not in found.document else ():
                for space in spaces.of(snapshot, split):
                    there = followed(self._run, self._request, space, origin, clustering_of(found))
                    place = ("followed", split, snapshot, str(space.layer))
                    self._put(place, there, f"followed/{space.name}")
                    done += 1
                    self._report.done(done)

    def _join(self) -> None:
        """What is known of each evaluation unit: its answers' place in the run, and how it moves."""
        answers, drawn = store.read_answers(self._run, self._request.task), self._spaces.drawn["evaluation"]
        self._arrays["evaluation/unit"] = probes.units_of(answers, drawn)
        self._document |= {"metric": probes.metric_of(answers.task), "own_head": probes.own_head(answers, drawn)}
        for layer in self._spaces.layers:
            at = [self._spaces.at("evaluation", snapshot, layer).vectors for snapshot in self._request.snapshots()]
            self._arrays |= {f"moved/{layer}/{name}": array for name, array in movements(at, drawn).items()}

    def _probe(self) -> None:
        layers, kinds = self._spaces.layers, {"linear": LINEAR_GRID}
        if self._request.probe == "mlp":
            won = self._search()
            self._put(("mlp_search",), won)
            if "refused" not in won.document:
                kinds["mlp"] = (probes.setting_of(won.document["setting"]),)
        for snapshot in self._request.snapshots():
            self._report.next_phase(len(kinds) * len(layers))
            for number, (kind, layer) in enumerate([(k, n) for k in kinds for n in layers], 1):
                self._put(("probes", kind, snapshot, str(layer)), self._probed(snapshot, layer, kinds[kind]))
                self._report.done(number)
            if self._request.control:
                self._put(("probe_controls", snapshot), self._probed(snapshot, layers[-1], LINEAR_GRID, shuffled=True))

    def _search(self) -> Result:
        """The two-layer probe's setting, searched where the task had been learned; the winner serves everywhere."""
        self._report.next_phase(probes.fits(self._request, MLP_GRID))
        at = self._request.follow or self._request.snapshots()[-1]
        return self._probed(at, self._spaces.layers[-1], MLP_GRID, on_fit=self._report.done)

    def _probed(self, snapshot: str, layer: int, settings: tuple[Setting, ...], **more: Any) -> Result:
        train = self._spaces.at("train", snapshot, layer)
        return probes.probes(self._run, self._request, train, self._spaces.beside(train), settings, **more)

    def _put(self, place: tuple[str, ...], found: Result, arrays: str = "") -> None:
        """A document at a place in the result's, and its arrays under a name."""
        inside = self._document
        for name in place[:-1]:
            inside = inside.setdefault(name, {})
        inside[place[-1]] = dict(found.document)
        self._arrays |= {f"{arrays}/{name}": array for name, array in found.arrays.items()}


def _about(drawn: Sample) -> dict[str, Any]:
    return {
        "units": len(drawn.gold),
        "examples": len(drawn.encoded),
        "available_examples": drawn.available,
        "frequency": np.bincount(drawn.gold, minlength=len(drawn.labels)).tolist(),
    }
