"""report: a run as one HTML file that opens anywhere, and its figures as a ZIP."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from engine import control_runs, report, store, tasks
from engine.commands import Verb, options
from engine.errors import UserError
from engine.figures.paper import SIZES
from engine.settings import unknown


def add(parser: ArgumentParser) -> None:
    options.add_run(parser)
    options.add_data(parser)
    options.add_json(parser)
    parser.add_argument("--out", metavar="FILE.html", type=Path, help="the report")
    parser.add_argument("--zip", metavar="FIGURES.zip", type=Path, help="all its figures: PNG, SVG, PDF, CSV, LaTeX")
    parser.add_argument("--size", choices=list(SIZES), default="double", help="of the ZIP's figures (default: double)")
    parser.add_argument("--without-texts", action="store_true", help="leave the examples' words out, for data that "
                        "must not be passed on, such as CoNLL-2003")  # fmt: skip
    parser.add_argument("--sections", metavar="A,B", default="", help=f"of {', '.join(report.SECTIONS)} (default: all)")
    parser.add_argument("--tasks", metavar="T,T", default="", help="compare only these (default: all)")
    parser.add_argument("--title", default="", help="default: the run's name")
    parser.add_argument("--note", default="", help="a word to the audience, below the title")


def act(chosen: Namespace) -> None:
    if not chosen.out and not chosen.zip:
        raise UserError("say where to: --out FILE.html, --zip FIGURES.zip, or both")
    run = store.open_run(options.run_folder(chosen))
    choice = _choice(chosen, run)
    source = report.Source(run, tasks=choice.tasks, texts=choice.texts, data=tasks.data_folder(chosen.data),
                           controls=control_runs.of_run)  # fmt: skip
    written = {}
    if chosen.out:
        written["report"] = _write(chosen.out, report.html(source, choice).encode())
    if chosen.zip:
        sections, _ = report.written(source, choice)
        written["figures"] = _write(chosen.zip, report.figures_zip(sections, chosen.size))
    if chosen.json:
        options.print_json({"run": run.id, **written})
    else:
        print("\n".join(written.values()))


def _choice(chosen: Namespace, run: store.Run) -> report.Choice:
    """Unlike a link's, what is typed wrongly is refused."""
    for name, known in ((chosen.sections, report.SECTIONS), (chosen.tasks, run.tasks)):
        for part in filter(None, name.split(",")):
            if part not in known:
                raise UserError(unknown("section" if known is report.SECTIONS else "task", part, list(known)))
    asked = {key: getattr(chosen, key) for key in ("sections", "tasks", "title", "note")}
    choice, _ = report.read(run, asked | ({"texts": "0"} if chosen.without_texts else {}))
    return choice


def _write(path: Path, content: bytes) -> str:
    options.write_file(path, content)
    return str(path)


VERBS = {"report": Verb(add, act)}
