"""The original experiments' `order1.json`: one entry per task, trained in the order of the entries."""

from collections.abc import Mapping
from typing import Any

# What the original's own command line (run_cl.sh) gave to every task.
ENCODER, SEED, EPOCHS, BATCH_SIZE = "bert-base-uncased", 42, 5, 32

TASKS = {"ner": "conll2003", "pos": "ud"}  # where its name for a task is not ours
READ = ("learning_rate", "weight_decay", "adam_epsilon", "max_grad_norm")
NEVER_READ = ("logging_steps", "save_steps", "output_mode")  # not by the original either


def is_order(document: Any) -> bool:
    """Whether a JSON document has the original's form: task -> settings, and nothing that only a plan has."""
    return (
        isinstance(document, Mapping)
        and bool(document)
        and "stages" not in document
        and all(isinstance(v, Mapping) and set(v) <= {*READ, *NEVER_READ} for v in document.values())
    )


def to_plan(order: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The plan's JSON document that does what the original did with this order. Tasks keep their order."""
    stages = [
        {
            "tasks": [TASKS.get(task, task)],
            "epochs": EPOCHS,
            "batch_size": BATCH_SIZE,
            "batching": "shuffled",
            **{key: settings[key] for key in READ if key in settings},
        }
        for task, settings in order.items()
    ]
    name = f"Order {' → '.join(order)}"
    return {"format": 1, "name": name, "encoder": ENCODER, "seed": SEED, "stages": stages}
