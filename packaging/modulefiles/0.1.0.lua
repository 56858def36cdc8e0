-- Lmod (tried with 8.6): as qsweep/0.1.0.lua in a folder of MODULEPATH.
-- Put in where it was installed (prefix), and the MPI it was built with: another one's mpirun starts every rank alone.
--
-- Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
help([[qsweep simulates systems of queues, many variants at once. qsweep --help; man qsweep]])
whatis("Simulator of systems of queues")

local root = "/opt/qsweep/0.1.0"
depends_on("openmpi")
prepend_path("PATH", pathJoin(root, "bin"))
prepend_path("MANPATH", pathJoin(root, "share/man"))
setenv("QSWEEP", pathJoin(root, "bin/qsweep"))
