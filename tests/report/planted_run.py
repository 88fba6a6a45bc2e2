"""A run in which everything that must not leave is planted."""

from dataclasses import replace
from pathlib import Path

from toy_run import EVIL, STAGES, answers, snapshot, tasks

from engine import store
from engine.store import Run, RunWriter

SECRETS = ("hunter2", "s3cr3t-token", "/home/ann", "/srv/corpora", "annpc", "C:\\Users", "ann@", "/opt/keys",
           "hf_abcdefghijklmnopqrstuvwx", "Secret Project", "Ablage", "im Haus")  # fmt: skip
FORMS = ("data:/home/ann/Ablage/x, ann@annpc:/home/ann/Ablage/x, </home/ann/Ablage/x>, file:/home/ann/Ablage/x, "
         "/home/ann/Secret Project/im Haus/x, hf_abcdefghijklmnopqrstuvwx")  # fmt: skip


def make_planted(parent: Path) -> Run:
    """Secrets wherever a run can hold one, and markup wherever people write."""
    folder = parent / "ann@annpc"
    document = {
        "format": 1, "name": f"Toy {EVIL} of /home/ann/notes", "seed": 7, "encoder": "/home/ann/models/bert-secret",
        "stages": [{"tasks": [task], "name": f"{task} in /srv/corpora/{task}"} for task in STAGES],
    }  # fmt: skip
    run = store.new_run(folder, document, name=document["name"], hash8="00c0ffee", group="group")
    split = f"{EVIL} from /opt/keys/split.txt, {FORMS}"
    environment = {
        "python": "3.11.7", "platform": "Linux-6.1-annpc", "device": "cpu (x86_64)", "threads": 2, "commit": "abc123",
        "packages": {"torch": "2.13.0", "secret-package": "hunter2"}, "owner": "ann", "host": "annpc",
        "environ": {"AWS_KEY": "hunter2"}, "cwd": "/home/ann/lethe", "argv": ["--token", "s3cr3t-token"],
    }  # fmt: skip
    hidden = [
        replace(
            t, record=replace(t.record, source="/srv/corpora/judge/dev.tsv, C:\\Users\\ann\\x.tsv", split_note=split)
        )
        for t in tasks((EVIL, "good"))
    ]
    with RunWriter(run) as writer:
        writer.begin(hidden, environment)
        for stage in range(4):
            writer.add_snapshot(
                replace(snapshot(stage), stage_name=f"/srv/corpora/{stage} {FORMS}"), answers(stage), STAGES[:stage]
            )
    store.update_progress(run, state="done", owner="ann", host="annpc")
    return store.open_run(run)
