#!/usr/bin/env bash
# A private SLURM in one folder, on this machine alone, for tests: slurmctld, munge and one or two slurmd.
#   cluster.sh start FOLDER     cluster.sh stop FOLDER     cluster.sh env FOLDER
# NODES (1) nodes of CPUS (4) pretended processors each; PORT (17400) and the ones after it. Needs root, for nodes may not
# be anybody's. One node has the machine's name, as it would on a cluster: else mpirun takes it for another machine and starts
# a daemon there, which now and then dies on a busy machine. Two nodes on one machine get a host name and a /dev/shm of their own, for Open MPI's shared memory tells
# them apart by these.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -u
command=${1:?start, stop or env}
folder=$(realpath -m "${2:?a folder}")
NODES=${NODES:-1} CPUS=${CPUS:-4} PORT=${PORT:-17400}
export SLURM_CONF=$folder/slurm.conf

give_up()
{
    echo "cluster.sh: $*" >&2
    tail -n 12 "$folder"/log/* >&2 2>/dev/null
    exit 1
}

# The name of node NUMBER
name_of()
{
    if [ "$NODES" -eq 1 ]; then hostname -s; else echo "n$1"; fi
}

write_configuration()
{
    local host node name
    host=$(hostname -s)
    mkdir -p "$folder"/{log,state,run}
    mkdir -p "$folder/munge" && chmod 0711 "$folder/munge"
    cat >"$SLURM_CONF" <<END
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$PORT
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge/socket,cred_expire=5
CredType=cred/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool/%n
TmpFS=$folder/tmp/%n
SlurmctldPidFile=$folder/run/slurmctld.pid
SlurmdPidFile=$folder/run/slurmd-%n.pid
SlurmctldLogFile=$folder/log/slurmctld
SlurmdLogFile=$folder/log/slurmd-%n
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=2,bf_interval=2,batch_sched_delay=0
MailProg=/bin/true
MpiDefault=pmix
ReturnToService=2
SlurmdParameters=config_overrides
KillWait=5
JobRequeue=1
END
    for node in $(seq 1 "$NODES"); do
        name=$(name_of "$node")
        mkdir -p "$folder/spool/$name" "$folder/tmp/$name"
        echo "NodeName=$name NodeHostName=$host NodeAddr=127.0.0.1 Port=$((PORT + node)) CPUs=$CPUS RealMemory=1000" >>"$SLURM_CONF"
    done
    echo "PartitionName=test Nodes=ALL Default=YES MaxTime=INFINITE DefaultTime=5 State=UP" >>"$SLURM_CONF"
}

start_munge()
{
    (umask 077 && head -c 1024 /dev/urandom >"$folder/munge/key")
    munged --force --key-file="$folder/munge/key" --socket="$folder/munge/socket" --pid-file="$folder/munge/pid" \
        --log-file="$folder/log/munged" --seed-file="$folder/munge/seed" || give_up "munged does not start"
}

start_node()
{
    if [ "$NODES" -eq 1 ]; then
        slurmd -N "$1" || give_up "slurmd does not start"
        return
    fi
    # shellcheck disable=SC2016  # expanded by the inner shell
    unshare --uts --mount --propagation private sh -c 'hostname "$1" && mount -t tmpfs tmpfs /dev/shm &&
        { cat /etc/hosts; echo "127.0.0.1 n1 n2"; } >"$2/run/hosts-$1" && mount --bind "$2/run/hosts-$1" /etc/hosts &&
        exec slurmd -N "$1"' sh "$1" "$folder" || give_up "slurmd for $1 does not start"
}

# Does anything listen to one of the ports?
is_taken()
{
    local port
    for port in $(seq "$PORT" $((PORT + NODES))); do
        ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || return 0
    done
    return 1
}

start()
{
    local node
    for _ in 1 2 3 4 5 6 7 8 9; do
        is_taken || break
        PORT=$((PORT + 10))
    done
    write_configuration
    start_munge
    slurmctld -c || give_up "slurmctld does not start"
    for node in $(seq 1 "$NODES"); do
        start_node "$(name_of "$node")"
    done
    for _ in $(seq 1 900); do
        [ "$(sinfo -h -t idle -o %D 2>/dev/null)" != "$NODES" ] || return 0
        sleep 0.1
    done
    give_up "the nodes are not idle after 90 s"
}

# End the daemons by the ids they wrote, if those are still theirs.
stop()
{
    local file id
    scancel --quiet --full --signal=KILL --state=RUNNING 2>/dev/null
    for file in "$folder"/run/slurmd-*.pid "$folder"/run/slurmctld.pid "$folder"/munge/pid; do
        [ -s "$file" ] || continue
        id=$(cat "$file")
        case $(cat "/proc/$id/comm" 2>/dev/null) in slurmd | slurmctld | munged) kill "$id" 2>/dev/null ;; *) continue ;; esac
        for _ in $(seq 1 80); do
            [ -d "/proc/$id" ] || break
            sleep 0.1
        done
        [ ! -d "/proc/$id" ] || kill -KILL "$id" 2>/dev/null
    done
}

case $command in
start) start ;;
stop) stop ;;
# Pretended processors are more than there are: ranks that wait must let others work.
env) echo "export SLURM_CONF=$SLURM_CONF OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_mpi_yield_when_idle=1" \
    "OMPI_MCA_pml=ob1 OMPI_MCA_btl=self,vader,tcp OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_hwloc_base_binding_policy=none" ;;
*) give_up "start, stop or env" ;;
esac
