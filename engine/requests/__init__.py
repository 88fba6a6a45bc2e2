"""Requests: what a job on a run is asked for. One file per job, discovered by name.

A request's fields are its settings, its docstring its description: forms and the command line's help are drawn from
them, without the torch that the job itself (engine/jobs, the same file name) needs.
"""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

import numpy as np

from engine.answers import TaskRecord
from engine.catalogue import discover
from engine.errors import UserError
from engine.settings import PlanError, Problem, problems, unknown

FORMAT = 1


@dataclass(frozen=True)
class Request:
    """What a job is to do with one run. Equal requests have one result, which is made once."""

    version: ClassVar[int] = 1  # of the job: raised when the same request comes out differently
    quotes: ClassVar[bool] = True  # may its result hold words of examples? Then it stays out of a ZIP without texts

    @property
    def job(self) -> str:
        """The name of the job: the file it stands in."""
        return type(self).__module__.rpartition(".")[2]

    def snapshots(self) -> tuple[str, ...]:
        """The snapshots whose weights the job needs."""
        raise NotImplementedError

    def tasks(self) -> tuple[str, ...]:
        """The tasks whose data the job needs."""
        raise NotImplementedError

    def phases(self) -> tuple[str, ...]:
        """What the job does, one after the other; its progress counts these as stages."""
        raise NotImplementedError

    def wrong(self) -> list[Problem]:
        """What is wrong with settings each of which could be right alone."""
        return []

    def wrong_result(
        self, document: Mapping[str, Any], arrays: Mapping[str, np.ndarray], tasks: Mapping[str, TaskRecord]
    ) -> str:
        """Where a result that came from elsewhere is not as the job writes it, such as `it.samples`; empty if nowhere.

        document, arrays: those of the stored result; tasks: the run's, by name. Readers rely on nothing else.
        """
        raise NotImplementedError

    def to_json(self) -> dict[str, Any]:
        """The whole request, defaults included."""
        return {"format": FORMAT, "job": self.job, "version": self.version, "settings": dataclasses.asdict(self)}

    def hash16(self) -> str:
        """16 hex digits over the whole request: the name of the job's folder in its run."""
        return hashlib.sha256(json.dumps(self.to_json(), sort_keys=True).encode()).hexdigest()[:16]


@cache
def catalogue() -> dict[str, type[Request]]:
    """Every kind of request by the name of its job."""
    return discover(__name__, __path__, Request)


def build(job: str, settings: Mapping[str, Any]) -> Request:
    """A validated request. Raises UserError for an unknown job, PlanError for settings that are wrong."""
    if job not in catalogue():
        raise UserError(unknown("job", job, list(catalogue())))
    found = problems(catalogue()[job], settings)
    if found:
        raise PlanError(found)
    request = catalogue()[job](**settings)
    if found := request.wrong():
        raise PlanError(found)
    return request


def from_json(document: Mapping[str, Any]) -> Request:
    """The inverse of `to_json`. Raises UserError for a request of another version of its job."""
    settings = document.get("settings")
    request = build(str(document.get("job")), settings if isinstance(settings, Mapping) else {})
    if document.get("version") != request.version:
        raise UserError(
            f"this is a request for version {document.get('version')} of the job {request.job}; this Lethe has "
            f"version {request.version}: ask for it anew"
        )
    return request
