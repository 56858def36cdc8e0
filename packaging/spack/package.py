# Not tried with Spack itself: tests/build only reads it as Python. To use it, make a repository of it:
#   spack repo create queues; mkdir -p queues/packages/qsweep; cp package.py queues/packages/qsweep/; spack repo add queues
#   spack install qsweep
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
import os

from spack.package import *


class Qsweep(MakefilePackage):
    """Simulator of systems of queues, many variants at once, with the same bits on any number of ranks."""

    # The tarball of `make dist`, in the folder from which spack is called.
    url = f"file://{os.getcwd()}/qsweep-0.1.0.tar.gz"

    license("GPL-3.0-or-later")

    # `spack checksum qsweep 0.1.0` tells the sum of the tarball that lies there; until it is written here, --no-checksum.
    version("0.1.0")

    depends_on("c", type="build")
    depends_on("gmake", type="build")
    depends_on("pkgconfig", type="build")
    depends_on("mpi@3:")
    depends_on("hdf5@1.10.4:1.14+hl~mpi")
    depends_on("libyaml@0.1.4:")
    depends_on("gsl@2:")
    depends_on("sleef@3.5:3.9")
    depends_on("nettle@3.4:")

    conflicts("%intel", msg="its arithmetic is not strict by default: see docs/install.md")

    @property
    def build_targets(self):
        return self._flags + ["all"]

    @property
    def install_targets(self):
        return self._flags + [f"prefix={self.prefix}", "install"]

    # Spack's compiler wrapper for all but MPI; the other parts are found where Spack put them, not elsewhere.
    @property
    def _flags(self):
        spec = self.spec
        named = {"HDF5": "hdf5", "GSL": "gsl", "SLEEF": "sleef", "YAML": "libyaml", "NETTLE": "nettle"}
        folders = [f"{name}_DIR={spec[package].prefix}" for name, package in named.items()]
        return [f"CC={spack_cc}", f"MPICC={spec['mpi'].mpicc}"] + folders
