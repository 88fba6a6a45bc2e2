"""Which devices this machine has, found without importing torch: a waiting run and the dashboard must stay small."""

import importlib.util
import os
import platform
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from engine.errors import UserError

NVIDIA_SMI = ("--query-gpu=index,uuid,name,memory.total", "--format=csv,noheader,nounits")


@dataclass(frozen=True)
class Device:
    """Something a run can use alone."""

    name: str  # as torch calls it in this process: "cpu", "mps", "cuda:0"
    lock: str  # which one it is physically, whatever CUDA_VISIBLE_DEVICES numbers it: "cpu", "mps", "GPU-<uuid>"
    description: str  # for people: "CPU, 8 cores", "NVIDIA H200, 139 GiB"


@dataclass(frozen=True)
class Card:
    """One GPU as `nvidia-smi` lists it, in PCI bus order."""

    index: int
    uuid: str
    name: str
    memory: float  # MiB; NaN where the driver does not say


def available() -> list[Device]:
    """Every device there is, GPUs first; the CPU is always there."""
    return [*_cuda(), *_mps(), Device("cpu", "cpu", f"CPU, {os.cpu_count()} cores")]


def accepted(device: str) -> list[Device]:
    """The devices that a plan's `device` accepts; any one of them will do.

    `auto`: every GPU, else mps, else the CPU. `cuda`: every GPU. Raises UserError if there is no such device here.
    """
    there = available()
    if device == "auto":
        kind = there[0].name.split(":")[0]
        return [d for d in there if d.name.split(":")[0] == kind]
    found = [d for d in there if device in (d.name, d.name.split(":")[0])]
    if not found:
        names = ", ".join(d.name for d in there)
        raise UserError(f"this machine has no device {device!r}. There is: auto, {names}")
    return found


def parse_cards(listing: str) -> list[Card]:
    """The GPUs in the output of `nvidia-smi` (see NVIDIA_SMI); lines that are no GPU are ignored."""
    cards = []
    for line in listing.splitlines():
        parts = [p.strip() for p in line.split(",")]
        if len(parts) == 4 and parts[0].isdigit():
            memory = float(parts[3]) if re.fullmatch(r"[\d.]+", parts[3]) else float("nan")
            cards.append(Card(int(parts[0]), parts[1], parts[2], memory))
    return cards


def visible(cards: Sequence[Card], setting: str | None) -> list[Device]:
    """The GPUs a process sees under CUDA_VISIBLE_DEVICES=`setting` (None: unset), numbered as torch numbers them.

    As CUDA does: entries are indices or (beginnings of) UUIDs, and the first one that does not exist ends the list.
    """
    if setting is None:
        chosen = [(card.uuid, _describe(card)) for card in cards]
    else:
        chosen = []
        for entry in (e.strip() for e in setting.split(",")):
            card = next(
                (c for c in cards if entry == str(c.index) or (entry[:4] == "GPU-" and c.uuid.startswith(entry))), None
            )
            if card is None and not (cards and entry.startswith("MIG-")):
                break
            chosen.append((card.uuid, _describe(card)) if card else (entry, "part of a GPU (MIG)"))
    return [Device(f"cuda:{n}", lock, text) for n, (lock, text) in enumerate(chosen)]


def _describe(card: Card) -> str:
    return card.name if card.memory != card.memory else f"{card.name}, {card.memory / 1024:.0f} GiB"


def _cuda() -> list[Device]:
    if not _torch_is_built_for("cuda"):
        return []
    return visible(parse_cards(_nvidia_smi()), os.environ.get("CUDA_VISIBLE_DEVICES"))


def _mps() -> list[Device]:
    if platform.system() == "Darwin" and platform.machine() == "arm64":
        return [Device("mps", "mps", "Apple GPU")]
    return []


@cache  # cards do not come and go while a process lives, and the driver may take a second to answer
def _nvidia_smi() -> str:
    program = shutil.which("nvidia-smi")
    if program is None:
        return ""
    try:
        return subprocess.run([program, *NVIDIA_SMI], capture_output=True, text=True, timeout=20).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""


@cache
def _torch_is_built_for(kind: str) -> bool:
    """Whether the installed torch is built for `cuda`, by its version.py: a CPU build on a GPU machine is not."""
    spec = importlib.util.find_spec("torch")
    if spec is None or not spec.origin:
        return False
    version = Path(spec.origin).with_name("version.py")
    if not version.is_file():  # an unusual build: the driver's word will do
        return True
    built = re.search(rf"^{kind}\b[^=\n]*=\s*(\S+)", version.read_text(encoding="utf-8"), re.MULTILINE)
    return built is not None and built.group(1) != "None"
