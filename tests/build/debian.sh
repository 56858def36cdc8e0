#!/usr/bin/env bash
# One release of Debian, from nothing: its base system by debootstrap, qsweep's tarball, the packages it is built from, `make`
# and `make install` there, and studies whose results must be this machine's to the last bit; with MPICH beside Open MPI also
# tests/build/two_mpis.sh, into FOLDER/out/two_mpis.said.
# Usage: tests/build/debian.sh RELEASE TARBALL FOLDER [mpich]; results are left in FOLDER/out. Needs root, debootstrap, a network.
#
# FOLDER/RELEASE is kept: the next time begins from it.
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -eu
release=$1 tarball=$2 root=$3/$1 out=$3/out mpi=${4-}
mirror=${QS_DEBIAN_MIRROR:-http://deb.debian.org/debian}
name=$(basename "$tarball" .tar.gz)

[ -e "$root/etc/debian_version" ] || timeout 1200 debootstrap --variant=minbase "$release" "$root" "$mirror" >"$3/$release.log" 2>&1
cp /etc/resolv.conf "$root/etc/resolv.conf"
rm -rf "$root/src" "$root/there"
mkdir -p "$root/src" "$out"
rm -f "$out/$release$mpi"-*.h5 "$out/two_mpis.said" # those of an earlier time are no results
tar xzf "$tarball" -C "$root/src"

# inside COMMAND: a bounded shell in the new system, with what MPI looks for; its mounts go with it
inside()
{
    # shellcheck disable=SC2016  # for the shell in there
    timeout -k 10 1800 unshare -m sh -euc 'mount -t proc proc "$0/proc"; mount -t sysfs sysfs "$0/sys"; mkdir -p "$0/dev/shm"
        mount -t tmpfs tmpfs "$0/dev/shm"; exec chroot "$0" "$@"' "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root DEBIAN_FRONTEND=noninteractive \
        OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1 PRTE_MCA_rmaps_default_mapping_policy=:oversubscribe \
        sh -euc "cd /src/$name; $1" </dev/null
}

inside 'apt-get update -qq; command -v make || apt-get install -y -qq --no-install-recommends make; make -s deps' >"$3/$release.deps.log" 2>&1 ||
    { tail -n 15 "$3/$release.deps.log"; exit 1; }
wrapper=
if [ -n "$mpi" ]; then
    inside "apt-get install -y -qq --no-install-recommends mpich libmpich-dev" >"$3/$release.mpich.log" 2>&1
    wrapper="CC=mpicc.mpich"
fi
inside "make -s -j$(nproc) $wrapper WERROR= all"
inside "make -s $wrapper install DESTDIR=/there"
program=/there/usr/local/bin/qsweep
inside "$program --version"
for study in smoke clinic office jackson; do
    launcher="mpirun${mpi:+.mpich} -n 2"
    inside "$program run configs/$study.yaml --replications 8 --force -o /src/$study.h5 2>/src/said || { cat /src/said; exit 1; }"
    inside "$launcher $program run configs/$study.yaml --replications 8 --force -o /src/$study.2.h5 2>/src/said || { cat /src/said; exit 1; }"
    cp "$root/src/$study.h5" "$out/$release$mpi-$study.h5"
    cp "$root/src/$study.2.h5" "$out/$release$mpi-$study.2.h5"
done
if [ -n "$mpi" ]; then
    inside "apt-get install -y -qq --no-install-recommends libhdf5-openmpi-dev libhdf5-mpich-dev" >>"$3/$release.mpich.log" 2>&1
    inside "tests/build/two_mpis.sh >/src/two_mpis.said || true"
    cp "$root/src/two_mpis.said" "$out"
fi
