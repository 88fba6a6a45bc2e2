"""A job on a run in the foreground, with progress on stderr."""

import sys
import time
from pathlib import Path

from rich.console import Console

from engine import job_control, launch, store, worker
from engine.commands import bars
from engine.errors import Cancelled, UserError
from engine.requests import Request


def carry_out(run: Path, request: Request, data: Path | None) -> int:
    """Do the job here, or wait for who does it. The exit code: 0 when it is done."""
    folder, is_mine = job_control.prepare(run, request)
    stderr = Console(stderr=True, highlight=False)
    try:
        if is_mine:
            with worker.cancellable(), bars.shown(folder, request.phases(), stderr):
                worker.carry(folder, data)
        elif launch.status(folder).state in launch.ACTIVE:
            stderr.print("under way already in another process; waiting for it (Ctrl-C leaves it alone)")
            with bars.shown(folder, request.phases(), stderr):
                while launch.status(folder).state in launch.ACTIVE:
                    time.sleep(bars.LOOK)
    except Cancelled:
        print("lethe: cancelled. The same command starts it again", file=sys.stderr)
        return 130
    except UserError:
        raise
    except Exception as error:  # noqa: BLE001  its traceback is in the log
        print(f"lethe: {worker.describe(error)}. See {folder / 'log.txt'}", file=sys.stderr)
        return 1
    progress = launch.status(folder)
    if progress.state != "done":
        raise UserError(f"{store.called(folder)} is {progress.state}: {progress.reason or 'see its log.txt'}")
    return 0
