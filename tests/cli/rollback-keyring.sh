#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The note of the newest state in a real gnome-keyring: kept, read when the file of notes is gone, and never waited
# for when the keyring is locked or hangs. Run by tests/with-desktop.
desktop_runtime=$XDG_RUNTIME_DIR
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need python3 gdbus
: "${WD_KEYRING_PID:?is the keyring daemon of tests/with-desktop}"
export XDG_RUNTIME_DIR="$desktop_runtime"
unset SECRET_BACKEND SECRET_FILE_TEST_PATH SECRET_FILE_TEST_PASSWORD ESPALIER_PASSPHRASE_FILE

service() {
  gdbus call --session --timeout 10 --dest org.freedesktop.secrets --object-path /org/freedesktop/secrets \
    --method "org.freedesktop.Secret.Service.$1" "$2"
}

run 0 vault create --organization "Meridian Motors" --admin ada --unlock keyring
run 0 --quiet ca create --subject "CN=Root,O=Meridian Motors" --key-algorithm EC_prime256v1 --validity 20y
cp "$ESPALIER_VAULT" older
run 0 vault status --json
same KEPT "$(json 'd["KeyringNote"]')" "the note in the keyring"
id=$(json 'd["Id"]')
service SearchItems "{'vault': '$id'}" >items
same 2 "$(grep -o "'/[^']*'" items | wc -l)" "items of the vault: the secret and the note"
pass "a note beside the secret"

# --- The keyring alone knows -----------------------------------------------------------------------------

run 0 ca tag Root newest=yes
newest=$(json 'd["size"]' "$XDG_STATE_HOME/espalier/$id/checkpoint.json")
cp "$ESPALIER_VAULT" newer
rm -r "$XDG_STATE_HOME/espalier"
cp older "$ESPALIER_VAULT"
run 7 vault verify
out_has "entry $newest of 20"
run 7 ca tag Root lost=yes
err_has "older than what was seen here"
cp newer "$ESPALIER_VAULT"
run 0 vault verify
pass "an older file, and the notes under XDG_STATE_HOME gone: the keyring tells"

# --- A keyring that can't be asked any more --------------------------------------------------------------

# The keyring's own limit is 15 seconds: what takes less has not waited for it, on a slow machine either.
limit=12

# until_said TEXT COMMAND: the session says TEXT; COMMAND, if there is one, is given to it until then.
until_said() {
  tries=0
  while ! grep -qsF -e "$1" batch.out; do
    tries=$((tries + 1))
    [ "$tries" -le 600 ] || fail "the session does not say: $1: $(cat batch.out batch.err)"
    [ -z "$2" ] || echo "$2" >&3
    sleep 0.1
  done
}

# took SINCE WHAT
took() {
  [ $(($(date +%s) - $1)) -le "$limit" ] || fail "$2 took $(($(date +%s) - $1)) seconds"
}

# session HOW TEXT: signed in, then HOW happens to the keyring; the vault goes on, and says TEXT some time later.
#
# What the session before wrote goes first: the new one opens its output only after its input, and until then the
# old "Root" would pass for somebody signed in.
session() {
  rm -f batch.out batch.err
  mkfifo commands
  setsid -w "$ESPALIER_CLI" batch <commands >batch.out 2>batch.err &
  batch=$!
  exec 3>commands
  echo "ca list" >&3
  until_said Root ""
  "$1"
  began=$(date +%s)
  echo "ca tag Root how=$1" >&3
  until_said "$1" ""
  took "$began" "$1: a change"
  until_said "$2" "vault status"
  began=$(date +%s)
  exec 3>&-
  wait "$batch" || fail "$1: the session ended with $?: $(cat batch.err)"
  took "$began" "$1: the end of the session"
  rm commands
}

lock_keyring() {
  service Lock "['/org/freedesktop/secrets/collection/login']" >/dev/null
}

stop_keyring() {
  kill -STOP "$WD_KEYRING_PID"
}

session stop_keyring "did not answer in time"
kill -CONT "$WD_KEYRING_PID"
pass "hangs: nobody waits for it, and that is said"
session lock_keyring "the keyring is locked"
pass "locked: nobody is asked, and that is said"
