"""Plan: encoder, ordered stages, strategy and seed. Frozen; JSON there and back; validated when built."""

import dataclasses
import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine import layer_rates, objectives, strategies, task_settings
from engine.errors import UserError
from engine.settings import PlanError, Problem, problems, setting, unknown
from engine.stage import Stage, numbered
from engine.task_settings import TaskSettings

FORMAT = 1
_BESIDE = ("name", "seed", "device", "keep_checkpoints")  # of a plan: in no group
_NO_UPDATE = ("accumulation", "evaluate_every")  # of a stage: the same updates whatever they are


@dataclass(frozen=True)
class Start:
    """Another run's kept checkpoint to go on from: encoder, and the heads that both runs have. Its id, no path."""

    run: str
    snapshot: str


@dataclass(frozen=True)
class Plan:
    """What is to be done. Build one with `Plan.from_json`, which says everything that is wrong at once."""

    stages: tuple[Stage, ...]
    name: str = setting("", "what to call it on screen")
    encoder: str = setting("minilm", "`minilm`, a hub id, or a folder")
    seed: int = setting(42, "of heads, order of examples, dropout and samples", minimum=0)
    strategy: Mapping[str, Any] = field(default_factory=lambda: {"name": "sequential"})
    evaluate: tuple[str, ...] = ()  # tasks evaluated but never trained on
    task_settings: Mapping[str, TaskSettings] = field(default_factory=dict)
    device: str = setting("auto", "auto (first free GPU, else CPU), cpu, cuda, cuda:N or mps")
    keep_checkpoints: str = setting("all", "which snapshots' weights to keep", choices=("all", "last", "none"))
    start: Start | None = None  # weights to begin with; None: the pre-trained encoder and fresh heads

    @property
    def tasks(self) -> tuple[str, ...]:
        """Every task in order of first appearance: trained ones, then those only evaluated. Columns of the matrix."""
        return tuple(dict.fromkeys([t for s in self.stages for t in s.tasks] + list(self.evaluate)))

    def settings_of(self, task: str) -> TaskSettings:
        return self.task_settings.get(task, TaskSettings())

    def stage_names(self) -> tuple[str, ...]:
        """A stage's own name, or its tasks joined by `+`; a repeated name gets `#2`."""
        return numbered(stage.name or "+".join(stage.tasks) for stage in self.stages)

    def own_stage(self, task: str) -> int | None:
        """The first stage, counted from 1, that trains `task` with its labels; None if there is none."""
        supervised = (
            n for n, s in enumerate(self.stages, 1) if task in s.tasks and objectives.get(s.objective).supervised
        )
        return next(supervised, None)

    def to_json(self) -> dict[str, Any]:
        """The whole plan, defaults included, as a JSON document."""
        document = {"format": FORMAT, **dataclasses.asdict(self), "stages": [s.to_json() for s in self.stages]}
        return json.loads(json.dumps(document))

    def essence(self) -> dict[str, Any]:
        """`to_json` with only what differs from the defaults: what a person would have written."""
        defaults = {s.name: s.default for s in dataclasses.fields(Stage)}
        whole = self.to_json()
        whole["stages"] = [{k: v for k, v in s.items() if k == "tasks" or v != defaults[k]} for s in whole["stages"]]
        read = {s.name: s.default for s in dataclasses.fields(TaskSettings)}
        by_task = {t: {k: v for k, v in s.items() if v != read[k]} for t, s in whole["task_settings"].items()}
        whole["task_settings"] = {task: changed for task, changed in by_task.items() if changed}
        plain = {f.name: f.default for f in dataclasses.fields(Plan)}
        if whole["strategy"] == {"name": whole["strategy"]["name"]}:
            whole["strategy"] = whole["strategy"]["name"]
        keep = ("format", "name", "encoder", "seed", "strategy", "stages")
        return {k: whole[k] for k in keep} | {
            k: v for k, v in whole.items() if k not in keep and v and v != plain.get(k)
        }

    def group(self) -> str:
        """8 hex digits over all that makes the training: runs that differ in the seed alone belong together.

        Not name and device, nor what changes no update: kept checkpoints, pieces of a batch, evaluations on the way.
        Only what differs from the defaults counts, so that a setting added later does not part old runs from new ones.
        """
        document = {k: v for k, v in self.essence().items() if k not in _BESIDE}
        document["stages"] = [{k: v for k, v in s.items() if k not in _NO_UPDATE} for s in document["stages"]]
        return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()[:8]

    def hash8(self) -> str:
        """8 hex digits over the whole plan."""
        return hashlib.sha256(json.dumps(self.to_json(), sort_keys=True).encode()).hexdigest()[:8]

    @classmethod
    def from_json(cls, document: Mapping[str, Any], tasks: Collection[str] | None = None,
                  encoder_problem: Callable[[str], str | None] | None = None) -> "Plan":  # fmt: skip
        """A validated plan.

        `tasks` are the tasks that exist (not checked if None); `encoder_problem` says why an encoder cannot be used.
        Raises PlanError with every problem found, each with its field.
        """
        found = find_problems(document, tasks)
        encoder = document.get("encoder", "minilm") if isinstance(document, Mapping) else None
        if encoder_problem and isinstance(encoder, str) and (message := encoder_problem(encoder)):
            found.append(Problem("encoder", message))
        if found:
            raise PlanError(found)
        values = {k: v for k, v in document.items() if k != "format"}
        strategy = values.get("strategy", "sequential")
        values["strategy"] = {"name": strategy} if isinstance(strategy, str) else dict(strategy)
        values["stages"] = tuple(Stage.from_json(s) for s in values["stages"])
        values["evaluate"] = tuple(values.get("evaluate", ()))
        values["start"] = Start(**values["start"]) if values.get("start") else None
        values["task_settings"] = {t: TaskSettings(**s) for t, s in values.get("task_settings", {}).items()}
        return cls(**values)


def find_problems(document: Any, tasks: Collection[str] | None = None) -> list[Problem]:
    """Everything that is wrong with a plan's JSON document, field by field; empty if nothing is."""
    if not isinstance(document, Mapping):
        return [Problem("", f"a plan is a JSON object, got {type(document).__name__}")]
    version = document.get("format", FORMAT)
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        return [Problem("format", f"must be a whole number from 1 to {FORMAT}, got {version!r}")]
    if version > FORMAT:
        return [Problem("format", f"this plan has format {version}; this Lethe reads up to {FORMAT}: update Lethe")]
    structured = ("format", "stages", "strategy", "evaluate", "task_settings", "start")
    found = problems(Plan, {k: v for k, v in document.items() if k not in structured}, also=structured)
    found += _device_problems(document.get("device", "auto"))
    found += _named_problems(document.get("strategy", "sequential"), "strategy", strategies.catalogue(), "strategy")
    found += _start_problems(document.get("start"))
    stages = document.get("stages")
    if not isinstance(stages, list) or not stages:
        found.append(Problem("stages", "a plan needs at least one stage"))
        stages = []
    for number, stage in enumerate(stages, 1):
        found += _stage_problems(stage, f"stages.{number}", tasks)
    found += _task_problems(document.get("evaluate", []), "evaluate", tasks, may_be_empty=True)
    found += _task_settings_problems(document, stages, tasks)
    return found or _length_problems(stages, document.get("task_settings", {}))


def _stage_problems(stage: Any, where: str, tasks: Collection[str] | None) -> list[Problem]:
    if not isinstance(stage, Mapping):
        return [Problem(where, f"a stage is a JSON object, got {stage!r}")]
    also = ("tasks", "objective")
    found = problems(Stage, stage, where, also)
    if isinstance(given := stage.get("rate_groups", ""), str):
        try:
            layer_rates.groups(given)
        except UserError as error:
            found.append(Problem(f"{where}.rate_groups", str(error)))
    found += _task_problems(stage.get("tasks", []), f"{where}.tasks", tasks)
    given = stage.get("objective", "finetune")
    wrong = _named_problems(given, f"{where}.objective", objectives.catalogue(), "objective")
    if not found and not wrong:
        chosen_name = given if isinstance(given, str) else given["name"]
        chosen = objectives.get(chosen_name)
        if message := chosen.refuses(tuple(stage["tasks"])):
            found.append(Problem(f"{where}.tasks", message))
        plain = {s.name: s.default for s in dataclasses.fields(Stage)}
        found += [
            Problem(f"{where}.{name}", f"has no meaning for {chosen_name}: leave it at {plain[name]}")
            for name in chosen.unused
            if stage.get(name, plain[name]) != plain[name]
        ]
    return found + wrong


def _task_problems(names: Any, where: str, tasks: Collection[str] | None, may_be_empty: bool = False) -> list[Problem]:
    if not isinstance(names, list | tuple) or not all(isinstance(n, str) for n in names):
        return [Problem(where, f"must be a list of task names, got {names!r}")]
    if not names and not may_be_empty:
        return [Problem(where, "a stage needs at least one task")]
    return [Problem(where, unknown("task", n, sorted(tasks))) for n in names if tasks is not None and n not in tasks]


def _task_settings_problems(document: Mapping, stages: list, tasks: Collection[str] | None) -> list[Problem]:
    by_task = document.get("task_settings", {})
    if not isinstance(by_task, Mapping):
        return [Problem("task_settings", f"must be an object from task to settings, got {by_task!r}")]
    used = {
        t
        for s in stages
        if isinstance(s, Mapping) and isinstance(s.get("tasks"), list)
        for t in s["tasks"]
        if isinstance(t, str)
    }
    used |= {t for t in document.get("evaluate", []) if isinstance(t, str)}
    found = []
    for task, values in by_task.items():
        if task not in used:
            found.append(Problem(f"task_settings.{task}", f"no stage trains or evaluates {task!r}"))
        elif not isinstance(values, Mapping):
            found.append(Problem(f"task_settings.{task}", f"must be an object, got {values!r}"))
        else:
            wrong = problems(TaskSettings, values, f"task_settings.{task}")
            found += wrong or task_settings.problems(values, f"task_settings.{task}")
    return found


def _length_problems(stages: list, by_task: Mapping) -> list[Problem]:
    """Of a plan with no other problem: a stage's own length cuts from the end, which leaves the head alone as it was
    read. A stage without labels may: no task is evaluated as it reads."""
    found = []
    for number, stage in enumerate(map(Stage.from_json, stages), 1):
        if stage.max_length is None or not objectives.get(stage.objective).supervised:
            continue
        for task in dict.fromkeys(stage.tasks):
            read = TaskSettings(**by_task.get(task, {}))
            if read.truncation != "head" and stage.max_length < read.max_length:
                what = (
                    f"cuts from the end what {task} reads by truncation: {read.truncation}, up to {read.max_length} "
                    "word pieces: training would see other pieces than evaluation. Leave it empty, or lower "
                    f"task_settings.{task}.max_length"
                )
                found.append(Problem(f"stages.{number}.max_length", what))
    return found


def _device_problems(device: Any) -> list[Problem]:
    known = ("auto", "cpu", "cuda", "mps")
    if device in known or (isinstance(device, str) and device.startswith("cuda:") and device[5:].isdigit()):
        return []
    return [Problem("device", unknown("device", device, (*known, "cuda:N")))]


def _start_problems(start: Any) -> list[Problem]:
    keys = [f.name for f in dataclasses.fields(Start)]
    if start is None:
        return []
    if not isinstance(start, Mapping) or sorted(start) != sorted(keys):
        return [Problem("start", f'must be {{"run": ID, "snapshot": S}}, got {start!r}')]
    return [Problem(f"start.{k}", f"must be text, got {start[k]!r}") for k in keys if not isinstance(start[k], str)]


def _named_problems(given: Any, where: str, known: Mapping[str, type], what: str) -> list[Problem]:
    """Of a strategy or an objective: a name, or an object with a name and the settings of its class."""
    values = {"name": given} if isinstance(given, str) else given
    if not isinstance(values, Mapping) or not isinstance(values.get("name"), str):
        return [Problem(where, f"must be a name or an object with a name, got {given!r}")]
    if values["name"] not in known:
        return [Problem(where, unknown(what, values["name"], list(known)))]
    return problems(known[values["name"]], values, where, also=("name",))
