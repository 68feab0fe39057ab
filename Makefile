# SPDX-License-Identifier: Apache-2.0
# The front door.  The build itself is described in meson.build.
BUILD = build
DEMO = demo-channel
NINJA = ninja -C $(BUILD)

.PHONY: all deps demo test bench bench-peers check-style check-ct install clean

all: $(BUILD)/build.ninja
	$(NINJA)

deps:
	@scripts/install-deps

$(BUILD)/build.ninja: | deps
	CC=gcc meson setup $(BUILD)

# The channel that an earlier demo left running is stopped first.
demo: all
	@if [ -f $(DEMO)/demo/serve.pid ]; then \
		pkill -F $(DEMO)/demo/serve.pid gainsay || true; fi
	rm -rf $(DEMO)
	$(BUILD)/gainsay demo $(DEMO)

test: deps
	@scripts/test

bench: all
	@for program in $(BUILD)/bench/bench-*; do \
		if [ -f "$$program" ] && [ -x "$$program" ]; then \
			"$$program" || exit 1; \
		fi; \
	done
	bench/wasm.py $(BUILD)

# Beside other systems, whose packages are fetched: not those that Debian lacks
# (bench/README.md).
bench-peers: all
	bench/peers.py $(BUILD) --without dalek --without triptych

check-style: all
	meson test -C $(BUILD) --print-errorlogs --suite style --suite doc

# Two methods beside the suite's: docs/CONSTANT-TIME.md.
check-ct: deps
	tests/ct/trace.py .
	tests/ct/timing.py .

install: all
	meson install -C $(BUILD)

clean:
	rm -rf build build-asan $(DEMO)
