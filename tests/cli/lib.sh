# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# Scenarios on the real binary: a folder and a home of their own, and a few small asserts. The first
# assert that fails ends the scenario and shows what the command said. Sourced by each scenario.
set -eu

: "${ESPALIER_CLI:?is the path of the binary under test}"
# shellcheck disable=SC2034 # scenarios use it
tests=${G_TEST_SRCDIR:-$(cd "$(dirname "$0")/.." && pwd)}/cli
work=$(mktemp -d "${TMPDIR:-/tmp}/espalier-cli-test-XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cd "$work"
mkdir home
export HOME="$work/home" TMPDIR="$work" TZ=UTC
export XDG_DATA_HOME="$HOME/data" XDG_STATE_HOME="$HOME/state" XDG_CONFIG_HOME="$HOME/config"
export XDG_CACHE_HOME="$HOME/cache" XDG_RUNTIME_DIR="$HOME"
export LC_ALL="${LC_ALL:-C.UTF-8}"
export ESPALIER_VAULT="$work/vault.espalier" ESPALIER_PASSPHRASE_FILE="$work/passphrase"
unset ESPALIER_AS ESPALIER_ROLE LANGUAGE
printf 'correct horse battery staple\n' >passphrase

fail() {
  echo "FAIL: $*"
  [ ! -s out ] || sed 's/^/  stdout: /' out | head -n 60
  [ ! -s err ] || sed 's/^/  stderr: /' err | head -n 60
  exit 1
}

pass() {
  echo "ok: $*"
}

# The scenario needs this tool; without it the rest is skipped, saying so.
need() {
  for tool in setsid "$@"; do
    command -v "$tool" >/dev/null 2>&1 || {
      echo "skipped: $tool is not installed"
      exit 77
    }
  done
}

# Without a terminal, so that nothing can be asked; standard input is what the caller gives.
cli() {
  setsid -w "$ESPALIER_CLI" "$@"
}

# run STATUS ARGUMENTS…: the command line must end with this status. Leaves its output in out and err.
run() {
  wanted=$1
  shift
  status=0
  cli "$@" >out 2>err || status=$?
  [ "$status" -eq "$wanted" ] || fail "exit $status instead of $wanted: espalier-cli $*"
}

# The same for any other command.
tool() {
  wanted=$1
  shift
  status=0
  "$@" >out 2>err || status=$?
  [ "$status" -eq "$wanted" ] || fail "exit $status instead of $wanted: $*"
}

out_has() {
  grep -qF -e "$1" out || fail "standard output does not say: $1"
}

out_lacks() {
  ! grep -qF -e "$1" out || fail "standard output says: $1"
}

err_has() {
  grep -qF -e "$1" err || fail "standard error does not say: $1"
}

err_is_empty() {
  [ ! -s err ] || fail "standard error is not empty"
}

# One line, of the form that scripts rely on.
err_is_one_line() {
  [ "$(wc -l <err)" -eq 1 ] || fail "not one line on standard error"
  grep -q '^espalier-cli: ' err || fail "the line does not begin with the program's name"
}

same() {
  [ "$1" = "$2" ] || fail "${3:-value} is \"$2\" instead of \"$1\""
}

# json EXPRESSION [FILE]: value of a Python expression over the document d (out, or FILE).
json() {
  python3 -c 'import json, sys
d = json.load(open(sys.argv[2], encoding="utf-8"))
v = eval(sys.argv[1])
print(v if not isinstance(v, (dict, list, bool)) else json.dumps(v))' "$1" "${2:-out}"
}

# A vault with one person, "ada", and nothing in it.
make_vault() {
  run 0 vault create --organization "Meridian Motors" --admin ada --unlock passphrase
}

make_root() {
  run 0 --quiet ca create --subject "CN=Root,O=Meridian Motors,C=DE" --key-algorithm EC_prime256v1 \
    --validity "${1:-20y}"
}

# make_ca NAME PARENT PATH-LENGTH VALIDITY
make_ca() {
  run 0 --quiet ca create --subject "CN=$1,O=Meridian Motors,C=DE" --parent "$2" --path-length "$3" \
    --key-algorithm EC_prime256v1 --validity "$4"
}

# A root and four levels below it, path lengths 3, 2, 1, 0.
make_hierarchy() {
  make_root 20y
  make_ca "Policy" Root 3 16y
  make_ca "Region" Policy 2 12y
  make_ca "Plant" Region 1 8y
  make_ca "Line" Plant 0 4y
}

# make_csr NAME [SAN]: NAME.key and NAME.csr, P-256.
make_csr() {
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout "$1.key" -out "$1.csr" \
    -subj "/C=DE/O=Meridian Motors/CN=$1" -addext "subjectAltName=${2:-DNS:$1.example}" 2>/dev/null
}

serial_of() {
  openssl x509 -in "$1" -noout -serial | sed 's/^serial=//'
}

# As Espalier shows it: 32 small digits, even where it begins with zeros, of which openssl says nothing.
shown_serial_of() {
  printf '%32s' "$(serial_of "$1")" | tr ' A-F' 0a-f
}

# by STATUS PERSON ARGUMENTS…: run as that person, with their own passphrase.
by() {
  wanted=$1
  person=$2
  shift 2
  status=0
  ESPALIER_AS=$person ESPALIER_PASSPHRASE_FILE="$work/passphrase.$person" \
    setsid -w "$ESPALIER_CLI" "$@" >out 2>err || status=$?
  [ "$status" -eq "$wanted" ] || fail "exit $status instead of $wanted: $person: espalier-cli $*"
}

# enrol NAME: makes the keys under a passphrase of their own; leaves the fingerprint in out.
enrol() {
  printf '%s, and nobody else\n' "$1" >"passphrase.$1"
  run 0 --quiet principal enrol "$1" --code-file "code.$1" --unlock passphrase --new-passphrase-file "passphrase.$1"
}

# person NAME ACCOUNT OPTIONS…: invited, enrolled and confirmed.
person() {
  name=$1
  account=$2
  shift 2
  run 0 principal invite "$name" --account "$account" --code-file "code.$name" "$@"
  enrol "$name"
  run 0 principal confirm "$name" --fingerprint "$(cat out)"
}
