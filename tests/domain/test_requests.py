"""What a job is asked for: validated, hashed, there and back."""

import pytest

from engine import requests
from engine.errors import UserError
from engine.requests.geometry import Geometry
from engine.requests.refit import Refit

ASKED = Refit("cola", "1", "3", before="0")


def test_there_is_a_request_for_every_job():
    assert "refit" in requests.catalogue()
    assert requests.catalogue()["refit"] is Refit


def test_a_request_goes_to_json_and_back():
    assert requests.from_json(ASKED.to_json()) == ASKED
    assert ASKED.to_json()["job"] == "refit"


def test_equal_requests_have_one_name_and_others_another():
    assert ASKED.hash16() == Refit("cola", "1", "3", before="0").hash16()
    assert len(ASKED.hash16()) == 16
    assert ASKED.hash16() != Refit("cola", "1", "3", before="0", seed=1).hash16()


def test_encoders_and_phases_follow_from_the_snapshots():
    assert ASKED.encoders() == {"second": "3", "first": "1", "before": "0"}
    assert Refit("cola", "0", "3").snapshots() == ("3", "0")
    assert ASKED.phases()[:2] == ("read the encoder of 3", "refit on 3")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"held_out": 0.9}, "held_out: must be at most 0.5, got 0.9"),
        ({"train_units": "many"}, "train_units: must be a whole number, got 'many'"),
        ({"sead": 1}, "unknown setting 'sead'; did you mean 'seed'?"),
    ],
)
def test_wrong_settings_are_refused(settings, message):
    with pytest.raises(UserError, match=message):
        requests.build("refit", settings)


def test_an_unknown_job_and_another_version_are_refused():
    with pytest.raises(UserError, match="unknown job 'refitt'; did you mean 'refit'"):
        requests.build("refitt", {})
    with pytest.raises(UserError, match="version 99 of the job refit"):
        requests.from_json({**ASKED.to_json(), "version": 99})


@pytest.mark.parametrize(
    ("at", "snapshots"),
    [
        ("2, 0,1,,0 ", ("0", "1", "2")),
        ("10,2,2@7,2@100,1,0", ("0", "1", "2@7", "2@100", "2", "10")),
        ("second,1,second", ("second", "1")),
        ("1," + "9" * 5000, ("1", "9" * 5000)),
    ],
)
def test_the_snapshots_of_a_geometry_come_once_and_in_time(at, snapshots):
    assert Geometry("cola", at).snapshots() == snapshots


def test_the_layers_of_a_geometry_are_plain_numbers():
    assert Geometry("cola", "1", "2, 0,2").chosen_layers(2) == (0, 2)
    for wrong in ("²", "٣", "-1", "3", "9" * 5000, "1,", ""):
        with pytest.raises(UserError, match="layers takes all, or numbers from 0"):
            Geometry("cola", "1", wrong).chosen_layers(2)


def test_a_geometry_has_no_more_units_than_fit_into_memory():
    with pytest.raises(UserError, match="units: must be at most 20000, got 50000: clustering n units .* takes 4 n² b"):
        requests.build("geometry", {"task": "cola", "at": "1", "units": 50_000})
