# shellcheck shell=bash
# A fresh Debian in WORK/root with its own systemd, on the host's network. Source it after
# _common.sh.
#
# What runs in it is told by `inside`; the machine ends with the script.

MACHINE=synctool-$$
MACHINE_ROOT=""
NSPAWN_PID=""
INIT_PID=""
CGROUPS=()

# make_machine PACKAGE...: debootstraps this machine's own release from its own mirror, with
# PACKAGEs besides the least there is.
make_machine() {
  local codename mirror IFS=,
  codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
  # shellcheck disable=SC2016 # the words are apt's own
  mirror=$(apt-get indextargets --format '$(SITE) $(CODENAME) $(COMPONENT)' \
    | awk -v codename="$codename" '$2 == codename && $3 == "main" { print $1; exit }')
  [[ -n $mirror ]] || fail "apt knows no mirror of Debian's $codename"
  MACHINE_ROOT=$WORK/root
  debootstrap --variant=minbase --include="$*" "$codename" "$MACHINE_ROOT" "$mirror" \
    >"$WORK/debootstrap.log" 2>&1 || fail "debootstrap: $(tail -5 "$WORK/debootstrap.log")"
  # Its way to the mirror, if there is a proxy, and the one name that every machine knows.
  apt-config dump | grep -i '^Acquire::https\?::' >"$MACHINE_ROOT/etc/apt/apt.conf.d/99host" || true
  printf '127.0.0.1 localhost\n::1 localhost\n' >"$MACHINE_ROOT/etc/hosts"
}

# boot_machine: starts its systemd and waits until it is up.
boot_machine() {
  local tries=600 group
  local -a options=(--directory="$MACHINE_ROOT" --machine="$MACHINE" --register=no --boot
    --console=pipe --resolv-conf=copy-host)
  # Without a systemd that keeps the cgroups in order they are made here, and removed at the end.
  if [[ ! -d /run/systemd/system ]]; then
    options+=(--keep-unit)
    make_cgroups
  fi
  AT_END+=(end_machine)
  (
    for group in "${CGROUPS[@]}"; do echo "$BASHPID" >"$group/cgroup.procs"; done
    exec setpriv --pdeathsig TERM systemd-nspawn "${options[@]}"
  ) >"$WORK/machine.log" 2>&1 </dev/null &
  NSPAWN_PID=$!
  until INIT_PID=$(pgrep --parent "$NSPAWN_PID" --exact systemd) \
    && inside systemctl is-system-running --quiet 2>/dev/null; do
    if ! kill -0 "$NSPAWN_PID" 2>/dev/null || ((tries-- == 0)); then
      fail "the fresh Debian does not start: $(tail -5 "$WORK/machine.log")"
    fi
    sleep 0.1
  done
}

make_cgroups() {
  local hierarchy
  while IFS= read -r hierarchy; do
    mkdir "$hierarchy/$MACHINE"
    CGROUPS+=("$hierarchy/$MACHINE")
  done < <(findmnt --noheadings --list --output TARGET,FSTYPE,OPTIONS --types cgroup,cgroup2 \
    | awk '$2 == "cgroup2" || $3 ~ /name=systemd/ { print $1 }')
}

# inside COMMAND...: runs it as root in the machine, with the environment of a login and no more.
inside() {
  nsenter --target "$INIT_PID" --all -- env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
    LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@" </dev/null
}

# end_machine: its systemd shuts down, and what nspawn leaves on this machine is removed.
end_machine() {
  local group
  stop_server "$NSPAWN_PID" TERM
  if [[ -n $INIT_PID ]]; then kill -s KILL "$INIT_PID" 2>/dev/null || true; fi
  for group in "${CGROUPS[@]}"; do find "$group" -depth -type d -exec rmdir {} + || true; done
  rm -rf "/run/systemd/nspawn/propagate/$MACHINE"
}
