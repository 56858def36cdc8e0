# shellcheck shell=bash
# The long form of tests/build, sourced by run.sh: whole builds elsewhere. $work/tree was cleaned; the tarball is made anew.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
: "${work:?run.sh sources this}" "${name:?}"
make -s -C "$work/tree" dist >"$work/said" 2>&1
tarball=$work/tree/$name.tar.gz
studies='smoke clinic office jackson'

for study in $studies; do
    "$QSWEEP" run "configs/$study.yaml" --replications 8 --force -o "$work/$study.h5" >"$work/said" 2>&1
done

# as_here NAME FILE-PREFIX N: each study's results, in N files, are this machine's
as_here()
{
    local study file status=0
    for study in $studies; do
        for file in "$2-$study.h5" "$2-$study.2.h5"; do
            [ -e "$file" ] || continue
            "$PYTHON" tests/build/same.py "$work/$study.h5" "$file" || status=1
        done
    done >"$work/said" 2>&1
    [ $status -eq 0 ] && [ "$(grep -c ' 0 differ' "$work/said")" -eq "$3" ]
    verdict "$1" $?
}

# The tarball itself, where the path has spaces and there is no git.
mkdir -p "$work/out" && rm -rf "$work/with spaces" && mkdir "$work/with spaces" && tar xzf "$tarball" -C "$work/with spaces"
(cd "$work/with spaces/$name" && timeout 3000 make -s -j"$(nproc)" all && for study in $studies; do
    build/qsweep run "configs/$study.yaml" --replications 8 -o "$work/out/tarball-$study.h5" || exit 1
done) >"$work/said" 2>&1
verdict 'the tarball builds in a path with spaces, without git' $?
as_here 'the same bits' "$work/out/tarball" 4

# Debian from nothing. QS_CHROOTS keeps the systems from one time to the next.
chroots=${QS_CHROOTS:-$work/chroots}
mkdir -p "$chroots"
if [ "$(id -u)" = 0 ] && command -v debootstrap >/dev/null; then
    for release in bullseye bookworm trixie; do
        timeout 4000 tests/build/debian.sh $release "$tarball" "$chroots" >"$work/said" 2>&1
        verdict "Debian $release: packages, make, make install, studies on one and on two ranks" $?
        as_here "Debian $release: the same bits" "$chroots/out/$release" 8
    done
    timeout 4000 tests/build/debian.sh bookworm "$tarball" "$chroots" mpich >"$work/said" 2>&1
    verdict "Debian bookworm with MPICH: the same" $?
    as_here "Debian bookworm with MPICH: the same bits" "$chroots/out/bookwormmpich" 8
    # Its last line is a sum of its own.
    [ "$(tail -n 1 "$chroots/out/two_mpis.said" 2>/dev/null)" = '4 passed, 0 failed' ]
    verdict 'two MPIs by way of a parallel HDF5: refused' $? "$chroots/out/two_mpis.said"
else
    skip 'Debian from nothing: needs root and debootstrap'
fi

# The packages, by their own tools.
if command -v dpkg-buildpackage >/dev/null && command -v dh >/dev/null; then
    mkdir "$work/deb" && tar xzf "$tarball" -C "$work/deb" && cp "$tarball" "$work/deb/${name/-/_}.orig.tar.gz" &&
        cp -r packaging/debian "$work/deb/$name/debian"
    (cd "$work/deb/$name" && DEB_BUILD_OPTIONS=nocheck timeout 3000 dpkg-buildpackage -us -uc -j"$(nproc)") >"$work/said" 2>&1
    verdict 'dpkg-buildpackage: source and binary' $?
    dpkg-deb -x "$work"/deb/qsweep_*.deb "$work/deb/root" >"$work/said" 2>&1 &&
        PATH=$work/deb/root/usr/bin:$PATH QSWEEP_STUDIES="$work/deb/root/usr/share/doc/qsweep/configs" sh packaging/debian/tests/main-job >>"$work/said" 2>&1
    verdict "the Debian package's program does the main job" $?
    if command -v lintian >/dev/null; then
        lintian --fail-on error,warning "$work"/deb/qsweep_*.changes >"$work/said" 2>&1 && ! grep -q '^[EW]:' "$work/said"
        verdict 'lintian has no errors and no warnings' $?
    else
        skip 'no lintian'
    fi
else
    skip 'no dpkg-buildpackage or debhelper'
fi
if command -v rpmbuild >/dev/null; then
    mkdir -p "$work/rpm/SOURCES" && cp "$tarball" "$work/rpm/SOURCES"
    timeout 3000 rpmbuild -ba --nodeps --define "_topdir $work/rpm" packaging/rpm/qsweep.spec >"$work/said" 2>&1 &&
        rpm -qpl "$work"/rpm/RPMS/*/qsweep-0*.rpm 2>/dev/null | grep -q '/bin/qsweep$'
    verdict 'rpmbuild: source and binary, by its own macros' $?
else
    skip 'no rpmbuild'
fi
