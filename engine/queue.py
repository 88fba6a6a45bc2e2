"""The queue: one run per device at a time, first come first served, shared by all users of the machine. No daemon.

All state is a folder of files under OS locks, which vanish with the process that holds them, however it ends:
`door.lock` is held for the milliseconds in which somebody looks or changes something; `<number>.ticket` is held by
each waiting process and lists the devices it accepts; `<device>.lock` is held by the process that uses the device.
"""

import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout, lock_descriptor

from engine.devices import Device
from engine.errors import UserError

POLL = 1.0  # seconds between two looks at the queue


def folder() -> Path:
    """The folder of locks: LETHE_LOCKS, else one in the system's temporary folder that every user may write to.

    It has no sticky bit, unlike /tmp: whoever finds a dead process's ticket must be able to remove it.
    Raises UserError if it cannot be written to.
    """
    # Not tempfile's choice on POSIX: TMPDIR is often a user's own, and all users must meet in one place.
    shared = Path("/tmp") if os.name == "posix" else Path(tempfile.gettempdir())
    path = Path(os.environ.get("LETHE_LOCKS") or shared / "lethe-queue")
    for _attempt in range(20):
        with suppress(OSError):  # it is there already, or cannot be made: the next line tells
            path.mkdir(parents=True)
            path.chmod(0o777)
        if os.access(path, os.W_OK | os.X_OK) and path.is_dir():
            return path
        time.sleep(0.1)  # another user may be between mkdir and chmod
    raise UserError(
        f"cannot write to the queue's folder {path}: make it writable for all, or set LETHE_LOCKS to another"
    )


@dataclass(frozen=True)
class Ticket:
    """A place in the queue. It is alive as long as a process has `descriptor` open, which may be handed to a child."""

    name: str
    descriptor: int  # of the ticket's file, locked

    def tear(self) -> None:
        """Give the place up. The file goes before its lock: an unlocked ticket is a dead one."""
        (folder() / self.name).unlink(missing_ok=True)
        self.close()

    def close(self) -> None:
        """Leave the ticket to the process that it was handed to."""
        os.close(self.descriptor)


def draw(devices: Sequence[Device]) -> Ticket:
    """The last place in the queue for any one of `devices`."""
    place = folder()
    with _lock(place / "door.lock"):
        # Numbers, not times: a clock may be set back.
        number = max((int(t.stem) for t in place.glob("*.ticket") if t.stem.isdigit()), default=0) + 1
        name = f"{number:012d}.ticket"
        ticket = Ticket(name, os.open(place / name, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666))
        os.fchmod(ticket.descriptor, 0o666)  # whatever the umask says
        lock_descriptor(ticket.descriptor)
        os.write(ticket.descriptor, json.dumps([d.lock for d in devices]).encode())
        return ticket


@contextmanager
def turn(
    devices: Sequence[Device], report: Callable[[int], None] = lambda position: None, ticket: Ticket | None = None
) -> Iterator[Device]:
    """Wait for a turn and hold one of `devices` inside the `with`; with a ticket drawn for them before, if given.

    `report` gets the place in the queue whenever it changes: 1 is next, waiting for a device to become free.
    """
    with ExitStack() as using:
        ticket = ticket or draw(devices)
        try:
            last, device = None, None
            while device is None:
                with _lock(folder() / "door.lock"):
                    position, device = _look(folder(), ticket, devices, using)
                if device is None:
                    if position != last:
                        report(position)
                        last = position
                    time.sleep(POLL)
        finally:
            ticket.tear()
        yield device


def _look(place: Path, ticket: Ticket, devices: Sequence[Device], using: ExitStack) -> tuple[int, Device | None]:
    """The place in the queue, and the device if one could be taken: a free one that nobody older waits for."""
    mine = {d.lock for d in devices}
    claimed: set[str] = set()
    older = 0
    for other in sorted(place.glob("*.ticket")):
        if other.name < ticket.name and mine & (wanted := _wanted(other)):
            claimed |= wanted
            older += 1
    for device in devices:
        if device.lock not in claimed:
            lock = _lock(place / f"{device.lock}.lock")
            try:
                lock.acquire(blocking=False)
            except Timeout:
                continue
            using.callback(lock.release)
            return older + 1, device
    return older + 1, None


def _wanted(ticket: Path) -> set[str]:
    """The devices a living process's ticket accepts; a dead one's ticket is removed and wants nothing."""
    lock = _lock(ticket)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        try:
            return set(json.loads(ticket.read_text()))
        except (OSError, ValueError):  # its process left at this moment
            return set()
    ticket.unlink(missing_ok=True)
    lock.release()
    return set()


def _lock(path: Path) -> FileLock:
    """An OS lock on a file that every user may lock; no substitute where there is none: it would outlive its holder."""
    return FileLock(path, mode=0o666, thread_local=False, fallback_to_soft=False)
