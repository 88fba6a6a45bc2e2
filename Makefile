# Two commands do everything on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PORT   ?= 8501
export PYTHONUNBUFFERED = 1

.PHONY: demo app test bench lint screenshots clean
.DELETE_ON_ERROR:

# The main job: fine-tune on four small tasks in turn, print what was forgotten, then show it.
demo: $(VENV)/.ready
	$(BIN)/python -m engine run quickstart --show
	$(BIN)/python -m engine app --open-latest --port $(PORT)

app: $(VENV)/.ready  # the dashboard alone, on 127.0.0.1
	$(BIN)/python -m engine app --port $(PORT)

# A worker per core, of one thread each, since threads that wait for a core keep it from the others.
test: $(VENV)/.ready-dev
	OMP_NUM_THREADS=1 OMP_WAIT_POLICY=PASSIVE $(BIN)/python -m pytest -n auto --dist worksteal

bench: $(VENV)/.ready-dev
	$(BIN)/python -m pytest --override-ini addopts= -q -s tests/benchmarks

# Pictures of every page, light and dark, of a quickstart run; RUN=runs/ID: of that run. It needs chromium.
screenshots: $(VENV)/.ready-dev
	$(BIN)/python -m tests.screenshots $(RUN)

lint: $(VENV)/.ready-dev
	$(BIN)/ruff check . && $(BIN)/ruff format --check .

clean:
	rm -rf $(VENV)

# uv installs in seconds what takes pip minutes. It does not read pip's configuration, so pip's
# find-links and indexes are handed over: the machine's own build of torch is taken.
define install
	$(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11), f"Lethe needs Python 3.11 or newer, this is {sys.version}"'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet uv==0.13.9
	UV_FIND_LINKS="$$($(BIN)/python -m pip config get global.find-links 2>/dev/null | tr ' \n' ',,' | sed 's/,*$$//')" \
	UV_DEFAULT_INDEX="$$($(BIN)/python -m pip config get global.index-url 2>/dev/null)" \
	UV_INDEX="$$($(BIN)/python -m pip config get global.extra-index-url 2>/dev/null)" \
	SSL_CERT_FILE="$${SSL_CERT_FILE:-$$($(BIN)/python -m pip config get global.cert 2>/dev/null)}" \
	$(BIN)/uv pip install --python $(BIN)/python --index-strategy unsafe-best-match --compile-bytecode -r $(1)
endef

$(VENV)/.ready: requirements.txt
	$(call install,requirements.txt)
	touch $@

$(VENV)/.ready-dev: requirements-dev.txt $(VENV)/.ready
	$(call install,requirements-dev.txt)
	touch $@
