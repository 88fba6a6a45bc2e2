"""The dashboard's process never imports torch, nor what brings it along: seconds and a gigabyte in every dashboard.

`tokenizers`, by which slices count word pieces, is small and brings nothing along.
"""

import subprocess
import sys
from pathlib import Path

import pytest
from toy_run import make_run

ROOT = Path(__file__).parents[2]
PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
DRAW = """
import sys
from pathlib import Path
from streamlit.testing.v1 import AppTest
root, page, run = sys.argv[1:]
app = AppTest.from_file(root + "/app.py", default_timeout=120).run()
if page != "runs":
    app.query_params["run"] = run
    app.switch_page(root + "/pages/" + page + ".py")
app.run()
assert not app.exception, app.exception[0].message
found = sorted({name.split(".")[0] for name in sys.modules} & {"torch", "transformers", "datasets"})
print("imported:", *found)
"""


def test_there_are_pages():
    assert {"runs", "launch", "matrix", "labels", "examples"} <= set(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_drawing_a_page_imports_no_torch(page, runs):
    run = make_run(runs)
    command = [sys.executable, "-c", DRAW, str(ROOT), page, run]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.splitlines()[-1] == "imported:"
