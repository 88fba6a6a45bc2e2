"""Pictures of every page, light and dark, in the sizes of a laptop, a projector and a telephone: `make screenshots`.

`python -m tests.screenshots [RUN]`: of a run's folder, or of a quickstart, which is made first. They are written to
screenshots/; those that README shows, of a quickstart, to .github/screenshots/, too. What pages there are is asked of
the frame, so that a new page joins by itself.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, sync_playwright

from engine import store
from pages.parts.frame import HOME, PAGES

ROOT = Path(__file__).parents[1]
OUT = ROOT / "screenshots"
README = ROOT / ".github" / "screenshots"
SIZES = {"1440x900": (1440, 900), "1280x720": (1280, 720), "390x844": (390, 844)}
WHOLE = ("1440x900", "390x844")  # sizes at which there is a picture of the whole page, too
THEMES = ("light", "dark")
SHOWN = "1440x900"  # of README's pictures
TALLEST = 12_000  # pixels
PATIENCE = 120_000  # ms for a page to be drawn
JOBS = (("refit", "--task", "mini-cola"), ("geometry", "--task", "mini-ner", "--units", "600"))  # of the quickstart
MORE = {"examples": {"change": "forgotten"}}  # what a page's picture looks at besides the run
OF_QUICKSTART = {**MORE, "geometry": {"task": "mini-ner"}}


def quickstart() -> Path:
    """The folder of a finished quickstart, refitted and measured; made where there is none yet."""
    runs = OUT / "runs"
    done = [f for f in store.list_runs(runs) if store.read_progress(f).state == "done"]
    if not done:
        _lethe("run", "quickstart", "--runs", str(runs))
        done = store.list_runs(runs)
    for verb, *options in JOBS:
        _lethe(verb, str(done[0]), *options)
    return done[0]


def _lethe(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "engine", *words], cwd=ROOT, check=True)


@contextmanager
def served(runs: Path) -> Iterator[str]:
    """The dashboard over a folder of runs, as a process of its own; its address."""
    command = [sys.executable, "-m", "engine", "app", "--no-browser", "--runs", str(runs), "--port", "8650"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        lines = iter(server.stdout.readline, "")
        yield next(found.group() for line in lines if (found := re.search(r"http://127\.0\.0\.1:\d+", line)))
    finally:
        server.terminate()
        server.wait()


def settle(page: Page) -> None:
    """Wait until the server has nothing more to say, and the browser has drawn it."""
    page.wait_for_timeout(700)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=PATIENCE)
    page.wait_for_function("!document.querySelector('[data-testid=stSkeleton]')", timeout=PATIENCE)
    page.wait_for_timeout(900)


def take(browser: Browser, address: str, run: str, theme: str, out: Path, more: dict[str, dict[str, str]]) -> int:
    """Every page in one theme: what a screen of each size shows, and the whole page. How many pictures that are."""
    context, count = browser.new_context(color_scheme=theme), 0
    page = context.new_page()
    for name in PAGES:
        query = urlencode({"run": run, **more.get(name, {})})
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(f"{address}/{'' if name == HOME else name}?{query}")
        page.locator(".lethe-question").wait_for(timeout=PATIENCE)
        for size, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            settle(page)
            page.screenshot(path=out / f"{name}-{theme}-{size}.png")
            if size in WHOLE:
                needed = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
                page.set_viewport_size({"width": width, "height": min(needed + 20, TALLEST)})
                settle(page)
                page.screenshot(path=out / f"{name}-{theme}-{size}-whole.png")
            count += 1 + (size in WHOLE)
    context.close()
    return count


def shown_by_readme() -> list[str]:
    """`matrix-light` and so on: page and theme of README's pictures."""
    return re.findall(r"\.github/screenshots/([\w-]+)\.png", (ROOT / "README.md").read_text(encoding="utf-8"))


def main(run: Path | None) -> None:
    """Take them all, and say where they are."""
    folder = run or quickstart()
    out = OUT / folder.name
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("no chromium on this machine: apt-get install chromium")
    with served(folder.parent) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        more = OF_QUICKSTART if run is None else MORE
        count = sum(take(browser, address, folder.name, theme, out, more) for theme in THEMES)
    print(f"{count} pictures in {out}")
    for name in shown_by_readme() if run is None else ():
        shutil.copyfile(out / f"{name}-{SHOWN}.png", README / f"{name}.png")
        print(README / f"{name}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve() if sys.argv[1:] else None)
