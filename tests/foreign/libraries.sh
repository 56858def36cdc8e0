#!/usr/bin/env bash
# Debian's libraries for another processor, which the core and the study reader need, below a folder of their own. The
# system's list of architectures stays as it is.
#
# usage: tests/foreign/libraries.sh MACHINE FOLDER     aarch64 or s390x; they are in FOLDER/usr afterwards
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -eu
machine=$1 folder=$(realpath -m "$2")
[ ! -e "$folder/complete" ] || exit 0
case $machine in aarch64) debian=arm64 ;; *) debian=$machine ;; esac
for tool in "$machine-linux-gnu-gcc:gcc-$machine-linux-gnu" "qemu-$machine:qemu-user" apt-get:apt; do
    command -v "${tool%:*}" >/dev/null || { echo "test-$machine: no ${tool%:*}: install ${tool#*:}" >&2; exit 1; }
done
mkdir -p "$folder/lists/partial" "$folder/packages"
options=(-q -o "APT::Architecture=$debian" -o "APT::Architectures=$debian" -o "Dir::State::Lists=$folder/lists" -o APT::Sandbox::User=root)
apt-get "${options[@]}" update >/dev/null
(cd "$folder/packages" && apt-get "${options[@]}" download libsleef3 libsleef-dev libgsl27 libgslcblas0 libgsl-dev libgomp1 libyaml-0-2 libyaml-dev >/dev/null)
for package in "$folder"/packages/*.deb; do
    dpkg -x "$package" "$folder"
done
touch "$folder/complete"
