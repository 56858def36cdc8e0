#!/usr/bin/env bash
# Building elsewhere: how parts are found, what is refused, GNU's words, the tarball, the packages. The short form compiles
# no more than probes. Under QS_LONG=1, as root with debootstrap and a network: Debian 11, 12 and 13 from nothing, and Debian's
# MPICH; the tarball built without git in a path with spaces; the Debian and the RPM package, where their tools are.
# Run by tests/run, which sets BUILD_DIR, QSWEEP and PYTHON. What is not installed is skipped, and said.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/suite.sh
. tests/suite.sh
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
source=$PWD PYTHON=${PYTHON:-python3} QSWEEP=${QSWEEP:-$PWD/build/qsweep}
# What the one who runs the tests has set is not what is tested. MAKEFLAGS: this is no part of the make that runs the tests.
unset MAKEFLAGS MFLAGS MAKELEVEL CC CFLAGS CPPFLAGS LDFLAGS LDLIBS MPICC HDF5_DIR SLEEF_DIR MPI_DIR GSL_DIR YAML_DIR PREFIX prefix DESTDIR
evidence=("$work/said")

skip()
{
    echo "# skipped: $1"
}

# finds NAME PATTERN [VARIABLE=VALUE...]: tools/parts finds all, and says so
finds()
{
    local name=$1 pattern=$2
    shift 2
    rm -f "$work/parts"
    env "$@" timeout 120 tools/parts find "$work/parts" >"$work/said" 2>&1 && grep -qE -- "$pattern" "$work/said"
    verdict "$name" $?
}

# does_not_find NAME PATTERN COMMAND...: it ends badly, says so, and leaves no answer behind
does_not_find()
{
    local name=$1 pattern=$2
    shift 2
    rm -f "$work/parts"
    ! timeout 120 "$@" >"$work/said" 2>&1 && grep -qE -- "$pattern" "$work/said" && [ ! -e "$work/parts" ]
    verdict "$name" $?
}

# ---- finding ----
finds 'each part is found, with its version' 'SLEEF +3\.[0-9]+(\.[0-9]+)? +pkg-config sleef'
cp "$work/parts" "$work/first"
tools/parts find "$work/parts" >"$work/said" 2>&1 && [ ! -s "$work/said" ] && cmp -s "$work/parts" "$work/first"
verdict 'a second time it is not looked for' $?
sed -i 's/^YAML_L = .*/YAML_L = kept/' "$work/parts"
LDFLAGS=-L/nowhere tools/parts find "$work/parts" >"$work/said" 2>&1 && grep -q 'Built from' "$work/said" && ! grep -q kept "$work/parts"
verdict 'with other flags it is' $?

finds 'without pkg-config: MPI by mpicc -show' 'MPI .*mpicc -show' PKG_CONFIG=false
finds 'without pkg-config: HDF5 by h5cc -show' 'HDF5 .*(h5cc -show|-lhdf5)' PKG_CONFIG=false
# Under other names: a folder of .pc files that has these alone.
mkdir "$work/pc"
for pair in "ompi-c mpich" "hdf5-serial hdf5-mpich"; do
    read -r from to <<<"$pair"
    folder=$(pkg-config --variable=pcfiledir "$from")
    [ -e "$folder/$from.pc" ] && cp -L "$folder/$from.pc" "$work/pc/$to.pc"
done
finds 'under other pkg-config names' 'HDF5 .*pkg-config hdf5-mpich' PKG_CONFIG_LIBDIR="$work/pc"
finds 'and MPI under another' 'MPI .*pkg-config mpich' PKG_CONFIG_LIBDIR="$work/pc"
finds 'a compiler behind ccache' 'SLEEF' CC="$(command -v ccache) gcc"
finds "MPI's wrapper as the compiler" 'MPI .*mpicc by itself' CC=mpicc
finds "MPI's wrapper for MPI alone" 'MPI .*mpicc -show' MPICC=mpicc
# HDF5_DIR with a space: links to where HDF5 is.
mkdir -p "$work/a place/h5"
ln -s "$(pkg-config --cflags-only-I hdf5-serial | sed 's/^-I//; s/ .*//')" "$work/a place/h5/include"
ln -s "$(pkg-config --libs-only-L hdf5-serial | sed 's/^-L//; s/ .*//')" "$work/a place/h5/lib"
finds 'HDF5_DIR, in a path with a space' 'HDF5 .*HDF5_DIR=.*a place' HDF5_DIR="$work/a place/h5"
if command -v mpicc.mpich >/dev/null; then
    finds 'CC=mpicc.mpich as a whole' 'MPI .*MPICH' CC=mpicc.mpich
    does_not_find 'MPICH in a program with a parallel HDF5 of Open MPI, or its headers with the other library' 'Open MPI' \
        env CPPFLAGS="$(pkg-config --cflags mpich)" MPICC=mpicc.openmpi tools/parts find "$work/parts"
else
    skip 'MPICH is not installed'
fi
if command -v mpicc.mpich mpicc.openmpi >/dev/null && pkg-config --exists hdf5-openmpi hdf5-mpich; then
    count < <(tests/build/two_mpis.sh | grep -v '^[0-9]* passed')
else
    skip 'two parallel HDF5 (libhdf5-openmpi-dev, libhdf5-mpich-dev): the long form has them in a chroot'
fi

# ---- refusing ----
# Headers that are no Open MPI's, the library is: what a PATH and a CPATH of two modules bring about.
mkdir "$work/other"
cat >"$work/other/mpi.h" <<'END'
#define MPI_VERSION 3
#define MPI_SUBVERSION 1
#define MPI_SUCCESS 0
int MPI_Get_library_version(char *text, int *length);
END
if mpicc --version >/dev/null 2>&1 && pkg-config --exists ompi-c; then
    does_not_find 'headers of one MPI with the library of another are refused' "headers are not Open MPI's, the library is Open MPI" \
        env CPPFLAGS="-I$work/other" tools/parts find "$work/parts"
fi
does_not_find 'HDF5_DIR that is not there is an error, not a hint' 'HDF5_DIR=/nowhere does not serve' env HDF5_DIR=/nowhere tools/parts find "$work/parts"
does_not_find 'a compiler that is not there' 'To install a C compiler' env CC=no-such-compiler tools/parts find "$work/parts"
# A compiler that does not know SLEEF.
printf '#!/bin/sh\ncase "$*" in *SLEEF.c*) echo "sleef.h: No such file" >&2; exit 1 ;; esac\nexec gcc "$@"\n' >"$work/gcc-without"
chmod +x "$work/gcc-without"
does_not_find 'what is missing is named' 'SLEEF, from 3\.5 on, was not found' env CC="$work/gcc-without" tools/parts find "$work/parts"
lines=0
for how in 'apt-get install libsleef-dev' 'dnf install sleef-devel' 'pacman -S sleef' 'brew install sleef' 'conda-forge sleef' 'spack install sleef' 'SLEEF_DIR='; do
    ! grep -q -- "$how" "$work/said" || lines=$((lines + 1))
done
[ $lines -eq 7 ] && ! grep -q libhdf5 "$work/said"
verdict 'with the line that installs it on each system, and nothing else' $?

tools/strict 'gcc -O2 -ffp-contract=off' '' >"$work/said" 2>&1
verdict 'strict arithmetic is found strict' $?
loose()
{
    ! tools/strict "$1" "$2" >"$work/said" 2>&1 && grep -q -- "$3" "$work/said"
    verdict "loose arithmetic is refused: $1 $2" $?
}
loose 'gcc -O2 -ffast-math' '' 'below 2.2e-308'
loose 'gcc -O2' '-ffast-math' 'below 2.2e-308'
loose 'gcc -O2 -fassociative-math -fno-signed-zeros -fno-trapping-math' '' 'reordered'
loose 'gcc -O2 -include include/qsweep/strict.h -ffinite-math-only' '' 'strict floating point'
if grep -qw fma /proc/cpuinfo; then loose 'gcc -O2 -mfma -ffp-contract=fast' '' 'fused'; fi

# ---- GNU's words ----
# would ARGUMENT...: what make would run
would()
{
    timeout 120 make -n V=1 BUILD="$work/build" "$@" >"$work/said" 2>&1
}
would CPPFLAGS=-Dcpp CFLAGS=-Dc LDFLAGS=-Lld LDLIBS=-lld all
grep -qE -- '-Dcpp .*-Dc -ffp-contract=off .*-c src/cli/main.c' "$work/said" && grep -qE -- '-Dc .*-Lld -o .*qsweep .*-lld$' "$work/said"
verdict 'CPPFLAGS, CFLAGS, LDFLAGS and LDLIBS have their places' $?
would CC='ccache gcc' all && grep -q "^ccache gcc .*-o $work/build/qsweep " "$work/said"
verdict 'CC="ccache gcc" builds what gcc builds' $?
would CC='gcc -m32' all && grep -q -- "-o $work/build/release-gcc_-m32/qsweep " "$work/said"
verdict 'CC of other words has a folder of its own' $?
! make -n BUILD='a b' all >"$work/said" 2>&1 && grep -q 'no space' "$work/said"
verdict 'BUILD with a space is refused in words' $?

# From whichever file one begins, with warnings or without, nothing is compiled twice; with another flag it is.
objects="$work/build/obj/release/src/random/kernel_avx.o $work/build/obj/release/src/base/plain.o $work/build/obj/release/src/config/lines.o"
for object in $objects; do timeout 120 make -s BUILD="$work/build" "$object" >>"$work/said" 2>&1; done
# shellcheck disable=SC2086  # a list of words
stat -c %Y%n $objects >"$work/before" && sleep 1 && make -s BUILD="$work/build" WERROR=1 $objects >>"$work/said" 2>&1 &&
    stat -c %Y%n $objects | cmp - "$work/before" >>"$work/said" 2>&1
verdict 'what is compiled stays' $?
# shellcheck disable=SC2086
make -s BUILD="$work/build" CFLAGS=-DOTHER $objects >>"$work/said" 2>&1 && ! stat -c %Y%n $objects | cmp -s - "$work/before"
verdict 'with another flag it is compiled again' $?

root="$work/in a place"
install_into()
{
    make -s -o all "$1" DESTDIR="$root" prefix='/opt/my tools' bindir=/opt/bin docdir=/opt/doc PROGRAM="$QSWEEP" >"$work/said" 2>&1
}
install_into install && [ -x "$root/opt/bin/qsweep" ] && [ -s "$root/opt/my tools/share/man/man1/qsweep.1" ] &&
    [ -s "$root/opt/doc/configs/smoke.yaml" ] && [ -s "$root/opt/doc/configs/study.schema.json" ]
verdict 'install: prefix with a space, bindir, docdir, DESTDIR with a space' $?
size=$(stat -c %s "$root/opt/bin/qsweep")
install_into install-strip && [ "$(stat -c %s "$root/opt/bin/qsweep")" -lt "$size" ] && "$root/opt/bin/qsweep" --version >>"$work/said" 2>&1
verdict 'install-strip takes the symbols, and it still runs' $?
touch "$root/opt/bin/another"
install_into uninstall && [ "$(find "$root" \( -type f -o -type l \) -printf '%f ')" = 'another ' ] && [ ! -e "$root/opt/doc" ]
verdict 'uninstall leaves what is of others, and nothing else' $?

# ---- the tarball ----
# Of a copy, so that nothing is written beside the source; of the files that git knows, where there is git.
name=qsweep-$(sed -n 's/^VERSION := //p' Makefile)
mkdir "$work/tree"
if git rev-parse >/dev/null 2>&1; then git ls-files -z; else find . \( -path ./build -o -path ./.git -o -name __pycache__ \) -prune -o -type f -printf '%P\0'; fi |
    tar --null --files-from=- -cf - 2>/dev/null | tar xf - -C "$work/tree"
touch -d @1700000000 "$work/tree/Makefile"
make -s -C "$work/tree" dist >"$work/said" 2>&1 && mkdir "$work/with spaces" && tar xzf "$work/tree/$name.tar.gz" -C "$work/with spaces"
verdict 'make dist, without git' $?
make -s -C "$work/with spaces/$name" dist >"$work/said" 2>&1 && cmp "$work/tree/$name.tar.gz" "$work/with spaces/$name/$name.tar.gz" >>"$work/said" 2>&1
verdict 'the tarball of the tarball is the same, byte for byte' $?
tar tvzf "$work/tree/$name.tar.gz" >"$work/list" && ! grep -qvE "^[-dl]rw[x-]r-[x-]r-[x-] 0/0 .* $name/|^lrwx" "$work/list" && [ "$(wc -l <"$work/list")" -gt 500 ]
verdict 'in it all belongs to nobody and lies under its name' $?
(cd "$work/with spaces/$name" && timeout 120 make parts >"$work/said" 2>&1 && make -n all >>"$work/said" 2>&1)
verdict 'it finds its parts in a path with spaces, without git' $?
touch "$work/tree/configs/study.schema.json"
make -s -C "$work/tree" distclean >"$work/said" 2>&1 && [ ! -e "$work/tree/$name.tar.gz" ] && [ ! -e "$work/tree/configs/study.schema.json" ]
verdict 'distclean takes what was made' $?

# ---- the packages ----
cd packaging || exit 1
grep -q "^qsweep (${name#qsweep-}-" debian/changelog && grep -q "^Version: *${name#qsweep-}$" rpm/qsweep.spec && grep -q "'${name#qsweep-}'" easybuild/*.eb &&
    grep -q "\"${name#qsweep-}\"" spack/package.py && [ -e "modulefiles/${name#qsweep-}" ]
verdict "they are of the Makefile's version" $?
# Build-Depends has what `make deps` installs, but the compiler's own.
for package in $(../tools/parts packages); do grep -q "^ *$package,\$" debian/control || echo "$package"; done >"$work/said"
[ ! -s "$work/said" ]
verdict "Debian's Build-Depends has every part" $?
for package in $(../tools/parts packages fedora); do grep -q "^BuildRequires: *$package\$" rpm/qsweep.spec || echo "$package"; done >"$work/said"
[ ! -s "$work/said" ]
verdict "the spec's BuildRequires has every part" $?
for part in $(../tools/parts packages spack); do grep -q "depends_on(\"${part%%+*}[@\"]" spack/package.py || [ "$part" = openmpi ] || echo "$part"; done >"$work/said"
[ ! -s "$work/said" ]
verdict 'the Spack recipe depends on every part' $?
"$PYTHON" - spack/package.py easybuild/*.eb >"$work/said" 2>&1 <<'END'
import ast, sys
spack, easybuild = (ast.parse(open(name).read(), name) for name in sys.argv[1:])
recipe = [item for item in spack.body if isinstance(item, ast.ClassDef)]
assert [item.name for item in recipe] == ["Qsweep"]
names = {}
exec(compile(easybuild, "easybuild", "exec"), names)
missing = {"easyblock", "name", "version", "homepage", "description", "toolchain", "sources", "dependencies", "moduleclass"} - set(names)
assert not missing, missing
END
verdict 'the Spack recipe and the EasyBuild file are Python, with what they must say' $?
if command -v tclsh >/dev/null; then
    tclsh >"$work/said" 2>&1 <<END
proc module-whatis {text} {}
proc prereq {name} {}
proc prepend-path {name value} { puts "\$name \$value" }
proc setenv {name value} {}
source modulefiles/${name#qsweep-}
END
    grep -q 'PATH /opt/qsweep/.*/bin' "$work/said"
    verdict 'the module file is Tcl, and sets the PATH' $?
else
    skip 'no tclsh'
fi
if command -v luac >/dev/null; then check 'the Lmod file is Lua' luac -p modulefiles/*.lua; else skip 'no luac'; fi
sed -n '/^%post/,/^%runscript/p' container/qsweep.def | grep -v '^%' | sh -n >"$work/said" 2>&1 &&
    [ "$(grep -c '^%\(files\|post\|runscript\|test\|help\)$' container/qsweep.def)" -eq 5 ]
verdict "the Apptainer definition has its sections, and its shell is shell" $?
sed -n 's/^RUN //p' container/Dockerfile | sh -n >"$work/said" 2>&1 && ! grep -vE '^(#.*|FROM|RUN|COPY|WORKDIR|USER|ENTRYPOINT|CMD)( |$)|^(#.*)?$' container/Dockerfile >>"$work/said"
verdict 'the Dockerfile has no other words than its own, and its shell is shell' $?
if command -v rpmspec >/dev/null; then
    rpmspec -P rpm/qsweep.spec >"$work/said" 2>&1
    verdict 'the spec is one' $?
else
    skip 'no rpmspec'
fi
mkdir "$work/home"
if dpkg-parsechangelog -l debian/changelog >"$work/said" 2>&1; then verdict "Debian's changelog is one" 0; else skip 'no dpkg-parsechangelog'; fi
PATH=$(dirname "$QSWEEP"):$PATH AUTOPKGTEST_TMP="$work/home" QSWEEP_STUDIES="$source/configs" timeout 120 sh debian/tests/main-job >"$work/said" 2>&1
verdict "the package's own test: the main job" $?
cd "$source" || exit 1

# shellcheck source=tests/build/long.sh
[ -z "${QS_LONG-}" ] || . tests/build/long.sh
sum_up
