"""Dependencies point one way. Read from the imports themselves, wherever in a file they stand."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

LAYERS = {  # layer -> (its modules, the layers it may import); a package stands for everything in it
    "domain": (
        "adaptations answers catalogue command_line contract controls devices errors encoders layer_rates "
        "metrics objectives order_file plan plan_changes presets pretraining_heads queue randomness requests "
        "settings spreadsheet stage strategies sweep task_settings tasks training_rows truncation unlabelled vary",
        "",
    ),
    "training": ("data learner material training hub checkpoint environment", "domain"),
    "store": ("store", "domain"),
    "imports": ("imports", "domain store"),
    "geometry": ("geometry", "domain"),
    "analysis": ("analysis published", "domain store geometry"),
    "figures": ("figures", "domain store analysis"),
    "report": ("report", "domain store analysis figures"),
    "run": ("run", "domain training store"),
    "jobs": ("jobs", "domain training store analysis geometry"),
    "launch": ("launch job_control removal inventory sharing start_points", "domain store"),
    "forecast": ("estimate readiness", "domain store"),
    "controls": ("adaptation_runs control_runs", "domain store analysis launch forecast"),
    "worker": ("worker", "domain store launch run jobs"),
    "commands": (
        "__main__ commands",
        "domain store imports analysis figures report launch forecast controls worker run geometry",
    ),
    "pages": ("", "domain store imports analysis figures report launch forecast controls geometry"),
}

ONLY_IN = {
    "torch": ("training", "run", "jobs"),
    "transformers": ("training",),
    "datasets": ("training",),
    "peft": ("training",),
    "safetensors": ("training", "store"),  # a job's arrays; with numpy, so that pages read them without torch
    "sqlite_utils": ("store",),
    "sqlite3": ("store",),
    "streamlit": ("pages",),
    "plotly": ("figures", "pages"),
    "matplotlib": ("figures",),
    "pypdf": ("figures",),
    "latex2mathml": ("report",),
}

SOURCES = sorted([ROOT / "app.py", *(ROOT / "pages").rglob("*.py"), *(ROOT / "engine").rglob("*.py")])


def layer_of(module: str) -> str:
    """The layer of `engine.x.y`, of `app` or of `pages.x`."""
    parts = module.split(".")
    if parts[0] in ("app", "pages"):
        return "pages"
    if parts == ["engine"]:
        return "domain"
    return next(
        (layer for layer, (modules, _) in LAYERS.items() if parts[1] in modules.split()), f"no layer ({module})"
    )


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(path: Path) -> set[str]:
    """Every module that a file imports, in functions too. `from engine import plan` counts as `engine.plan`."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide the layer"
            names = (
                [f"{node.module}.{a.name}" for a in node.names] if node.module in ("engine", "pages") else [node.module]
            )
            found |= set(names)
    return found


@pytest.mark.parametrize("path", SOURCES, ids=module_name)
def test_a_module_imports_only_from_layers_below(path):
    layer = layer_of(module_name(path))
    assert not layer.startswith("no layer"), f"name the layer of {module_name(path)} in LAYERS"
    allowed = {layer, *LAYERS[layer][1].split()}
    for name in imports(path):
        if name.split(".")[0] in ("engine", "app", "pages"):
            assert layer_of(name) in allowed, f"{module_name(path)} ({layer}) imports {name} ({layer_of(name)})"


@pytest.mark.parametrize("path", SOURCES, ids=module_name)
def test_a_library_stays_in_its_layer(path):
    layer = layer_of(module_name(path))
    for name in {name.split(".")[0] for name in imports(path)} & ONLY_IN.keys():
        assert layer in ONLY_IN[name], f"{module_name(path)} ({layer}) imports {name}; only {ONLY_IN[name]} may"


def test_training_and_store_do_not_know_each_other():
    assert "store" not in LAYERS["training"][1] and "training" not in LAYERS["store"][1]


@pytest.mark.parametrize("path", SOURCES, ids=module_name)
def test_no_file_is_longer_than_300_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


def test_the_median_file_is_at_most_150_lines():
    lengths = sorted(len(p.read_text(encoding="utf-8").splitlines()) for p in SOURCES)
    assert lengths[len(lengths) // 2] <= 150
