"""The process that carries out one run, or one job of a run: waits for its turn, then works.

`python -m engine.worker FOLDER [--data DIR]`, where FOLDER is the run's or the job's.

Torch is imported when the turn has come: a waiting process stays small.
"""

import argparse
import contextlib
import faulthandler
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from engine import devices, launch, queue, store
from engine.errors import Cancelled, UserError

HEARTBEAT = 2.0  # seconds

log = logging.getLogger("engine.worker")  # not __name__: that is __main__ in the background


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0 if the run is done, 1 if it failed, 130 if it was cancelled; why is in its progress and log."""
    parser = argparse.ArgumentParser(prog="python -m engine.worker", description="Carry out a run, or a job of one.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--ticket", nargs=2, metavar=("NAME", "DESCRIPTOR"), help="a place in the queue, handed over")
    options = parser.parse_args(arguments)
    faulthandler.enable()  # a crash inside a library leaves its traceback in the log
    with cancellable():
        try:
            carry(options.folder, options.data, options.ticket and _take_over(*options.ticket))
        except Cancelled:
            return 130
        except Exception as error:  # noqa: BLE001  `carry` has written down what it was
            print(f"lethe: {error}" if isinstance(error, UserError) else f"lethe: {describe(error)}", flush=True)
            return 1
    return 0


def carry(folder: Path, data: Path | None, ticket: queue.Ticket | None = None) -> None:
    """Wait for a device, then do the run or job in `folder`, or the rest of a run, in this process.

    `ticket` is its place in the queue, if it has one already.

    Its progress ends in done, failed (with the reason in words; the traceback in log.txt) or cancelled, whatever
    happens, short of this process being killed. Raises what went wrong; Cancelled if it was asked to stop.
    """
    with launch.alone(folder, timeout=3.0), _logged(folder), _outcome(folder), _heart(folder):
        wanted = devices.accepted(store.device_of(folder))
        with queue.turn(wanted, lambda position: _waiting(folder, position), ticket) as device:
            log.info("process %d begins on %s (%s)", os.getpid(), device.name, device.description)
            store.update_progress(folder, device=device.name, queue_position=None, phase="starting")
            # As nvidia-smi counts, so that cuda:1 is the card whose lock is held.
            os.environ["CUDA_DEVICE_ORDER"] = "PCI_BUS_ID"
            # Waiting threads sleep: spinning ones slow a CPU run down many times over when the cores have other work.
            os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
            from engine import jobs, run  # noqa: PLC0415  they bring torch: never while waiting

            work = jobs.carry_out if store.is_job(folder) else run.carry_out
            work(folder, data, device=device.name)
            log.info("done")


@contextlib.contextmanager
def cancellable() -> Iterator[None]:
    """SIGTERM, SIGINT and SIGHUP raise Cancelled in the main thread, once: what follows must be able to finish."""
    signals = [signal.SIGTERM, signal.SIGINT, signal.SIGHUP]
    before = {number: signal.getsignal(number) for number in signals}
    heeded = [number for number in signals if before[number] is not signal.SIG_IGN]  # nohup stays nohup

    def stop(number: int, frame: FrameType | None) -> None:
        for each in heeded:
            signal.signal(each, signal.SIG_IGN)
        raise Cancelled

    for number in heeded:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number in heeded:
            signal.signal(number, before[number])


def describe(error: BaseException) -> str:
    """Why a run or job failed, in words."""
    if isinstance(error, UserError):
        return str(error)
    if isinstance(error, MemoryError):
        return "out of memory: lower batch_size or max_length, or raise accumulation; then resume"
    if isinstance(error, ImportError):
        return f"a package is missing or broken: {error}; run `make app` again, then resume"
    text = str(error).strip()
    return f"{type(error).__name__}: {text.splitlines()[0]}" if text else type(error).__name__


@contextlib.contextmanager
def _outcome(folder: Path) -> Iterator[None]:
    """Whatever ends the run is written down."""
    try:
        yield
    except Cancelled:
        log.info("cancelled")
        again = "started again" if store.is_job(folder) else "resumed"
        _end(folder, "cancelled", f"cancelled; it can be {again}")
        raise
    except BaseException as error:
        log.exception("failed")
        _end(folder, "failed", describe(error))
        raise


def _end(folder: Path, state: str, reason: str) -> None:
    ended = {"finished": time.time(), "queue_position": None, "eta_s": None}
    store.update_progress(folder, state=state, reason=reason, **ended)


def _take_over(name: str, descriptor: str) -> queue.Ticket:
    """The ticket that the launching process drew."""
    os.set_inheritable(int(descriptor), False)  # this process's children must not keep it alive
    return queue.Ticket(name, int(descriptor))


def _waiting(folder: Path, position: int) -> None:
    log.info("waits in the queue: %d before it", position)
    store.update_progress(folder, queue_position=position, phase="waiting")


@contextlib.contextmanager
def _heart(folder: Path) -> Iterator[None]:
    """Writes down which process this is, and has a thread show every two seconds that it lives."""
    stop = threading.Event()
    identity = launch.identity()
    store.update_progress(folder, state="queued", reason="", heartbeat=time.time(), finished=None, **identity)

    def beat() -> None:
        while not stop.wait(HEARTBEAT):
            with contextlib.suppress(OSError):  # a full disk or a lock held too long is no reason to stop training
                store.update_progress(folder, heartbeat=time.time(), **identity)

    thread = threading.Thread(target=beat, daemon=True, name="heartbeat")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@contextlib.contextmanager
def _logged(folder: Path) -> Iterator[None]:
    """What the engine logs goes to the run's log.txt, in UTC; in the background stdout and stderr go there, too."""
    handler = logging.FileHandler(folder / "log.txt", encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%d %H:%M:%S"))
    handler.formatter.converter = time.gmtime
    ours = logging.getLogger("engine")
    ours.addHandler(handler)
    ours.setLevel(logging.INFO)
    try:
        yield
    finally:
        ours.removeHandler(handler)
        handler.close()


if __name__ == "__main__":
    sys.exit(main())
