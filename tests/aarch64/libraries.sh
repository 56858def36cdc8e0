#!/usr/bin/env bash
# Debian's libraries for 64-bit ARM, which the core and the study reader need, below a folder of their own. The system's
# list of architectures stays as it is.
#
# usage: tests/aarch64/libraries.sh FOLDER     they are in FOLDER/usr afterwards
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -eu
folder=$(realpath -m "$1")
[ ! -e "$folder/complete" ] || exit 0
for tool in aarch64-linux-gnu-gcc:gcc-aarch64-linux-gnu qemu-aarch64:qemu-user apt-get:apt; do
    command -v "${tool%:*}" >/dev/null || { echo "test-aarch64: no ${tool%:*}: install ${tool#*:}" >&2; exit 1; }
done
mkdir -p "$folder/lists/partial" "$folder/packages"
options=(-q -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o "Dir::State::Lists=$folder/lists" -o APT::Sandbox::User=root)
apt-get "${options[@]}" update >/dev/null
(cd "$folder/packages" && apt-get "${options[@]}" download libsleef3 libsleef-dev libgsl27 libgslcblas0 libgsl-dev libgomp1 libyaml-0-2 libyaml-dev >/dev/null)
for package in "$folder"/packages/*.deb; do
    dpkg -x "$package" "$folder"
done
touch "$folder/complete"
