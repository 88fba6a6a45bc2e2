"""geometry: where labels lie in the encoder's space, of a run's task, or of vectors in DirectProbe's own files."""

from argparse import ArgumentParser, BooleanOptionalAction, Namespace
from pathlib import Path

from engine.commands import Verb, geometry_files, geometry_of_run, options
from engine.errors import UserError
from engine.geometry.distances import SMALLEST
from engine.requests.geometry import Geometry
from engine.settings import describe

_ELSEWHERE = ("task", "smallest", "deadline")  # settings that have an option of their own


def add_geometry(parser: ArgumentParser) -> None:
    parser.add_argument("run", metavar="RUN", nargs="?", help="a run's id, or the path of its folder")
    parser.add_argument("--config", metavar="FILE", type=Path, help="in place of RUN: a config.ini of DirectProbe")
    said = f"measure clusters with at least so many points (default {SMALLEST}, as the original)"
    parser.add_argument("--smallest", metavar="N", type=options.count, default=SMALLEST, help=said)
    said = "seconds for one clustering; then those that there are, an upper bound (default: 20 of a run, else none)"
    parser.add_argument("--deadline", metavar="S", type=options.seconds, help=said)
    options.add_runs(parser)
    options.add_data(parser)
    options.add_json(parser)
    of_run = parser.add_argument_group("of a run")
    of_run.add_argument("--task", metavar="T", help="needed where the run has several")
    of_run.add_argument("--first", metavar="S", help="snapshot 0, 2 or a stage's name (default: the task's own stage)")
    of_run.add_argument("--second", metavar="S", help="likewise (default: the last stage)")
    of_run.add_argument(
        "--layer", metavar="N", type=options.count, help="what labels and units are looked at in (default: last)"
    )
    of_run.add_argument(
        "--files",
        metavar="DIR",
        type=Path,
        help="also write DirectProbe's six files of --second and --layer; with --split train of training units",
    )
    for setting in describe(Geometry):
        if setting.name in _ELSEWHERE:
            continue
        flag = f"--{setting.name}"
        if setting.type is bool:
            of_run.add_argument(flag, action=BooleanOptionalAction, default=None, help=setting.help)
        else:
            default = f" (default {setting.default})" if setting.default not in ("", None) else ""
            of_run.add_argument(
                flag, type=setting.type, choices=setting.choices, metavar="X", help=setting.help + default
            )
    of_run.add_argument("--background", action="store_true", help="start it and come back at once")


def geometry(chosen: Namespace) -> int | None:
    if (chosen.run is None) == (chosen.config is None):
        raise UserError("geometry takes a RUN, or --config with a config.ini of DirectProbe: one of them")
    return geometry_files.geometry(chosen) if chosen.config else geometry_of_run.geometry(chosen)


VERBS = {"geometry": Verb(add_geometry, geometry)}
