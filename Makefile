# Quadrant: everything a person types. Nothing but Python ≥ 3.11 and make is needed.
PYTHON ?= python3
BOARD ?= pico_classroom
ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready

.DEFAULT_GOAL := help
.PHONY: help venv run replay accuracy calibrate calibrate-demo cycles logs quality tariffs control test soak fuzz check coverage image build boot budget flash frozen bom release format picture clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

venv: $(READY)  ## set up the virtual environment (every command does it on first use)

$(READY): tools/requirements.txt tools/stubs.txt tools/stubs-esp32.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name one with PYTHON=path"; exit 1; }
	@echo "Setting up $(VENV) (once, about half a minute) …"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -r tools/requirements.txt
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --target $(VENV)/stubs -r tools/stubs.txt
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --target $(VENV)/stubs-esp32 -r tools/stubs-esp32.txt
	@touch $(READY)

run: $(READY)  ## the meter, live; options: ARGS="--load 5 --power-factor 0.5" (ARGS=--help lists them)
	@$(BIN)/python -m tools.bench $(ARGS)

replay: $(READY)  ## a recorded waveform through the meter: RECORDING=file.csv [ARGS="--windows out.csv --events out.csv"]
	@$(if $(RECORDING),,echo "name the recording: make replay RECORDING=file.csv"; exit 2)
	@$(BIN)/python -m tools.replay "$(RECORDING)" $(ARGS)

accuracy: $(READY)  ## error curves and influence tests of every board model: build/accuracy.csv [ARGS=--quick]
	@$(BIN)/python -m tools.accuracy $(ARGS)

calibrate: $(READY)  ## a step of the calibration: ARGS="/dev/ttyUSB0 gain u=230.01 i=5.0003 p=1150.11" (ARGS=--help)
	@$(BIN)/python -m tools.calibrate $(ARGS)

calibrate-demo: $(READY)  ## a simulated board with random errors through the whole calibration, before and after
	@$(BIN)/python -m tools.calibrate.demo $(ARGS)

cycles: $(READY)  ## Cortex-M0+ cycles per sample of each kernel
	@$(BIN)/python -m tools.cycles $(ARGS)

test: $(READY)  ## every test: CPython, MicroPython, emulated ARM code
	@$(BIN)/python -m pytest -n 4 --dist loadfile $(ARGS)

soak: $(READY)  ## the long runs: ten years against a model, supply cuts at every write, memory; ARGS="--months 1"
	@PYTHONPATH=. $(BIN)/python host_tests/soak/run.py $(ARGS)

fuzz: $(READY)  ## wrong frames to a whole meter, five million; ARGS="--frames 200000 --seed 7"
	@PYTHONPATH=. $(BIN)/python host_tests/fuzz/run.py $(ARGS)

logs: $(READY)  ## the logs of a simulated meter: STATE=dir [LOG=load|analysis|billing|events|voltage|outages|occurrences|cuts] [ARGS="--since 2026-11-01"]
	@$(if $(STATE),,echo "name the state directory: make logs STATE=dir"; exit 2)
	@$(BIN)/python -m tools.logs "$(STATE)" $(or $(LOG),events) $(ARGS)

quality: $(READY)  ## a week of a simulated meter's voltage against EN 50160: STATE=dir [ARGS="--week 2026-11-23"]
	@$(if $(STATE),,echo "name the state directory: make quality STATE=dir"; exit 2)
	@$(BIN)/python -m tools.quality "$(STATE)" $(ARGS)

tariffs: $(READY)  ## check a tariff table and show what it means: TABLE=file.txt [ARGS="--year 2027"]
	@$(if $(TABLE),,echo "name the table: make tariffs TABLE=file.txt"; exit 2)
	@$(BIN)/python -m tools.tariffs "$(TABLE)" $(ARGS)

control: $(READY)  ## breaker and prepayment of a running meter: DO=state|disconnect|reconnect|"topup 12.5 --token 17" (DO=--help)
	@$(if $(DO),,echo "say what to do: make control DO=state (DO=--help lists all)"; exit 2)
	@$(BIN)/python -m tools.control $(DO)

check: $(READY)  ## what CI runs: format, lint, types, floors, tests, a short soak and fuzz, every board's build, budgets, a start
	@mkdir -p build
	@$(BIN)/ruff format --check --quiet . || { echo "run: make format"; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/basedpyright --level error
	@$(BIN)/basedpyright --level error --project firmware
	@$(BIN)/basedpyright --level error --project boards/esp32_i2s
	@PYTHONPATH=firmware:host_tests/fakes $(BIN)/lint-imports --no-logo >build/floors.txt || { cat build/floors.txt; exit 1; }
	@$(BIN)/python -m pytest -n 4 --dist loadfile $(ARGS)
	@$(MAKE) --no-print-directory soak ARGS="--months 1"
	@$(MAKE) --no-print-directory fuzz ARGS="--frames 200000"
	@$(BIN)/python -m tools.build --all
	@$(BIN)/python -m tools.budget pico_classroom
	@$(BIN)/python -m tools.budget pico_ads131m02
	@$(BIN)/python -m tools.budget esp32_i2s
	@$(BIN)/python -m tools.boot pico_ads131m02 --seconds 12

coverage: $(READY)  ## how much of the firmware's logic the unit tests reach on CPython
	@$(BIN)/coverage run -m pytest host_tests/unit
	@$(BIN)/coverage report --skip-covered

image: $(READY)  ## an image for the meter's firmware update, in build/: ARGS="--board pico_classroom --version 0.2.0"
	@$(BIN)/python -m tools.image $(ARGS)

build: $(READY)  ## the file tree for a board in build/<BOARD>/, and as an image for a ROMFS partition
	@$(BIN)/python -m tools.build $(BOARD)

boot: $(READY)  ## a board's real start over models of its chips: display in build/boot, readout; ARGS="--seconds 42"
	@$(BIN)/python -m tools.boot $(BOARD) $(ARGS)

budget: $(READY)  ## heap, C stack and flash of a board, gated by boards/<BOARD>/budget.json; ARGS=--accept rewrites it
	@$(BIN)/python -m tools.budget $(BOARD) $(ARGS)

flash: $(READY)  ## build it and bring it onto the board on USB: BOARD=name [PORT=/dev/ttyACM0]
	@$(BIN)/python -m tools.flash $(BOARD) $(if $(PORT),--port "$(PORT)")

frozen: $(READY)  ## a MicroPython with the meter in it: BOARD=name MICROPYTHON=its sources [ARGS="--romfs 256"]
	@$(if $(MICROPYTHON),,echo "name MicroPython's sources: make frozen BOARD=$(BOARD) MICROPYTHON=dir"; exit 2)
	@$(BIN)/python -m tools.build.frozen $(BOARD) "$(MICROPYTHON)" $(ARGS)

bom: $(READY)  ## what to buy for a board: BOARD=name [ARGS=--csv]
	@$(BIN)/python -m tools.bom $(BOARD) $(ARGS)

release: $(READY)  ## an archive for each board in build/release/, from a committed tree
	@$(BIN)/python -m tools.release

format: $(READY)  ## put the code into its format
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --quiet --fix .

picture: $(READY)  ## redraw the README's picture from a running meter
	@$(BIN)/python -m tools.bench.picture

clean:  ## remove what was built
	@rm -rf build .pytest_cache .ruff_cache .hypothesis .coverage
