#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# An identity that the keyring opens needs no passphrase; without its secret there is a sentence, and
# nobody is asked for a passphrase that could open nothing. (libsecret's file back end stands in for a
# keyring service; the real one is tried in tests/vault.)
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need python3
export SECRET_BACKEND=file SECRET_FILE_TEST_PATH="$work/keyring" SECRET_FILE_TEST_PASSWORD=test
unset ESPALIER_PASSPHRASE_FILE
printf 'another passphrase\n' >new

run 0 vault create --organization "Meridian Motors" --admin ada
[ -s keyring ] || fail "nothing in the keyring"
run 0 vault status --json
same ada "$(json 'd["Session"]["Principal"]')" "who is signed in"
run 0 ca create --subject "CN=Root,O=Meridian Motors" --key-algorithm EC_prime256v1 --validity 5y
pass "made and opened by the keyring"

mv keyring away
run 6 ca list
err_is_one_line
sentence=$(cut -c15- err)
cp vault.espalier before
run 6 vault status
cmp -s vault.espalier before || fail "the vault changed"
[ ! -s keyring ] || fail "a new secret was made"
mv away keyring
run 0 ca list
pass "without its secret: exit 6, nothing lost, nothing made ($sentence)"

run 0 vault unlock-with passphrase --new-passphrase-file new
run 6 ca list
run 0 --passphrase-file new ca list
mv keyring away
run 0 --passphrase-file new ca list
mv away keyring
pass "unlock-with passphrase: now only the passphrase"

run 0 --passphrase-file new vault unlock-with keyring
run 0 ca list
mv keyring away
run 6 --passphrase-file new ca list
mv away keyring
run 2 --passphrase-file new vault unlock-with keyring
err_has "already"
run 0 ca list
pass "unlock-with keyring: now only the keyring"
