"""Devices are found without torch: nvidia-smi's listing and CUDA_VISIBLE_DEVICES are read as CUDA reads them."""

import subprocess
import sys

import pytest

from engine import devices
from engine.devices import Device, parse_cards, visible
from engine.errors import UserError

LISTING = """\
0, GPU-1111-aa, NVIDIA H200, 143771
1, GPU-2222-bb, NVIDIA A100-SXM4-40GB, 40960
2, GPU-3333-cc, NVIDIA GB10, [N/A]
"""
ALL = [
    Device("cuda:0", "GPU-1111-aa", "NVIDIA H200, 140 GiB"),
    Device("cuda:1", "GPU-2222-bb", "NVIDIA A100-SXM4-40GB, 40 GiB"),
    Device("cuda:2", "GPU-3333-cc", "NVIDIA GB10"),
]


def test_all_cards_are_visible_when_nothing_is_set():
    assert visible(parse_cards(LISTING), None) == ALL


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("2,0", [("cuda:0", "GPU-3333-cc"), ("cuda:1", "GPU-1111-aa")]),
        ("GPU-2222", [("cuda:0", "GPU-2222-bb")]),
        ("1,7,0", [("cuda:0", "GPU-2222-bb")]),  # the first that does not exist ends the list
        ("MIG-9999", [("cuda:0", "MIG-9999")]),
        ("", []),
        ("-1", []),
    ],
)
def test_visible_cards_keep_their_physical_lock(setting, expected):
    assert [(d.name, d.lock) for d in visible(parse_cards(LISTING), setting)] == expected


def test_an_error_of_the_driver_lists_no_card():
    assert parse_cards("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.\n") == []


def test_the_cpu_is_always_there():
    assert [d.lock for d in devices.accepted("cpu")] == ["cpu"]


def test_auto_takes_any_of_the_best_kind(monkeypatch):
    cpu = Device("cpu", "cpu", "CPU")
    monkeypatch.setattr(devices, "available", lambda: [*ALL, cpu])

    assert devices.accepted("auto") == ALL
    assert devices.accepted("cuda") == ALL
    assert devices.accepted("cuda:1") == [ALL[1]]
    assert devices.accepted("cpu") == [cpu]

    monkeypatch.setattr(devices, "available", lambda: [cpu])
    assert devices.accepted("auto") == [cpu]


def test_a_device_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(UserError, match=r"no device 'cuda:99'\. There is: auto, .*cpu"):
        devices.accepted("cuda:99")


def test_looking_for_devices_does_not_import_torch():
    code = "import sys; from engine import devices; devices.accepted('auto'); print('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"
