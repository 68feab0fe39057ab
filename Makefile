# SPDX-License-Identifier: Apache-2.0
# The front door.  The build itself is described in meson.build; what is
# missing, in scripts/packages.txt.  Only demo, deps and the tests install
# anything, and only as root on Debian.
BUILD = build
DEMO = demo-channel
# --all shows more scenes.
DEMO_OPTIONS =
NINJA = ninja -C $(BUILD)
# What `make deps` installs: groups of scripts/packages.txt.
GROUPS = build certificate convert

# `make dist KEY=FILE` signs.
DIST = dist
KEY =

.PHONY: all client configured deps demo dist deb html quick test bench \
	bench-peers check-style check-ct install clean

# With what is there; what that leaves out is named at the end.
all: configured
	$(NINJA)
	@scripts/install-deps --missing certificate convert web quick test || \
		echo "The groups above lack packages: make deps GROUPS='...'"

configured: $(BUILD)/build.ninja compile_commands.json

deps:
	@scripts/install-deps $(GROUPS)

$(BUILD)/build.ninja:
	@scripts/install-deps --missing build || { \
		echo 'These packages are missing: as root, make deps'; exit 1; }
	meson setup $(BUILD)

# Where editors and language servers look for it.
compile_commands.json:
	@ln -s $(BUILD)/compile_commands.json $@

demo:
	@scripts/demo $(BUILD) $(DEMO) $(DEMO_OPTIONS)

# The unit tests that take no time, and the style: green in two minutes.
quick:
	@scripts/install-deps build web quick
	@scripts/test --quick

test:
	@scripts/install-deps build certificate convert web quick test
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

check-style: configured
	meson test -C $(BUILD) --print-errorlogs --suite style --suite doc

# Two methods beside the suite's: docs/CONSTANT-TIME.md.
check-ct:
	@scripts/install-deps build test
	tests/ct/trace.py .
	tests/ct/timing.py .

# A tarball with the pages built in, and Debian's packages out of it: the latter
# need what packaging/debian/control names, and no network.
dist: configured
	$(NINJA) web/assets.sha256
	scripts/dist $(if $(KEY),--key $(KEY)) $(BUILD) $(DIST)

deb: dist
	scripts/deb $(DIST)/gainsay-*[0-9].tar.xz $(DIST)

# The client for any Linux: one program with its libraries in it.
client: dist
	scripts/client $(DIST)/gainsay-*[0-9].tar.xz $(DIST)

# The documents as pages for a browser: build/html/README.html.
html:
	scripts/html $(BUILD)/html

install: configured
	$(NINJA)
	meson install -C $(BUILD)

clean:
	-@scripts/demo --clear $(DEMO)
	rm -rf build build-asan dist demo.log compile_commands.json
