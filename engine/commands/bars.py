"""How far a run is, on the terminal: one bar per stage, or plain lines where the output is no terminal."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, TaskID, TextColumn
from rich.progress import Progress as Bars
from rich.text import Text

from engine import store
from engine.commands.options import text
from engine.store import Progress

LOOK = 0.5  # seconds between two looks at progress.json
SPEAK = 30.0  # seconds between two plain lines of the same stage and phase


@contextlib.contextmanager
def shown(folder: Path, stages: Sequence[str], console: Console) -> Iterator[None]:
    """Show the progress of the run in `folder` while the `with` block carries it out. `stages` are their names."""
    with _Bars(stages, console) if console.is_terminal else _Lines(stages, console) as display:
        stop = threading.Event()

        def follow() -> None:
            while not stop.wait(LOOK):
                display.show(store.read_progress(folder))

        thread = threading.Thread(target=follow, daemon=True, name="progress display")
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()
            display.show(store.read_progress(folder))


@contextlib.contextmanager
def counted(console: Console) -> Iterator[Callable[[str, int, int], None]]:
    """What to tell how much of something is done, out of how much: a bar for each, on a terminal."""
    if not console.is_terminal:
        yield lambda what, done, whole: None
        return
    tasks: dict[str, TaskID] = {}
    with Bars(TextColumn("{task.description}"), BarColumn(30), TextColumn("{task.completed}/{task.total}"),
              console=console) as bars:  # fmt: skip

        def tell(what: str, done: int, whole: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(text(what).markup, total=whole)
            bars.update(tasks[what], completed=done, total=whole)

        yield tell


def doing(progress: Progress) -> str:
    """What a run is doing: its phase, loss, pace and time left, as far as known."""
    if progress.state != "running":
        if progress.reason:
            return (
                progress.reason
                if progress.reason.startswith(progress.state)
                else f"{progress.state}: {progress.reason}"
            )
        return progress.state + (f", {progress.queue_position} before it" if progress.queue_position else "")
    parts = [progress.phase]
    if progress.phase == "training":
        parts += [f"loss {progress.loss:.4f}"] if progress.loss is not None else []
        parts += [f"{progress.examples_per_s:.0f} examples/s"] if progress.examples_per_s else []
    parts += [f"{duration(progress.eta_s)} left"] if progress.eta_s is not None else []
    return ", ".join(part for part in parts if part)


def duration(seconds: float) -> str:
    """`1:02:03`, `2:03`, `0:03`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class _Bars:
    """For a terminal."""

    def __init__(self, stages: Sequence[str], console: Console):
        self._bars = Bars(
            TextColumn("{task.description}"),
            BarColumn(30),
            TextColumn("{task.fields[count]}", style="green"),
            TextColumn("{task.fields[doing]}", style="dim"),
            console=console,
        )
        names = [text(f"{n} {name}").markup for n, name in enumerate(stages, 1)]
        self._stages: list[TaskID] = [self._bars.add_task(name, total=1, count="", doing="") for name in names]

    def __enter__(self) -> "_Bars":
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def show(self, progress: Progress) -> None:
        now = max(progress.stage, 1)
        for number, bar in enumerate(self._stages, 1):
            if number < now or progress.state == "done":
                self._bars.update(bar, total=1, completed=1, doing="done")
            elif number == now:
                count = f"{progress.step}/{progress.steps}" if progress.steps else ""
                said = text(doing(progress)).markup
                self._bars.update(bar, total=progress.steps or 1, completed=progress.step, count=count, doing=said)


class _Lines:
    """For a log file or a pipe: a line when something changes, and one every half minute."""

    def __init__(self, stages: Sequence[str], console: Console):
        self._stages, self._console = stages, console
        self._last: tuple = ()
        self._spoke = 0.0

    def __enter__(self) -> "_Lines":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def show(self, progress: Progress) -> None:
        what = (progress.state, progress.phase, progress.stage, progress.queue_position)
        if what == self._last and time.monotonic() - self._spoke < SPEAK:
            return
        self._last, self._spoke = what, time.monotonic()
        where = ""
        if progress.state == "running" and progress.stage:
            name = self._stages[progress.stage - 1]
            where = f"stage {progress.stage}/{len(self._stages)} {name}, step {progress.step}/{progress.steps}: "
        self._console.print(text(where + doing(progress)) or Text("…"), soft_wrap=True)
