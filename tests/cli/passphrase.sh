#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The passphrase: from a file, changed, wrong, missing, asked for on a terminal.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need openssl python3

make_vault
run 0 vault status
out_has "Meridian Motors"
out_has "ada"
printf 'another passphrase\n' >new
printf 'wrong\n' >wrong
: >empty

run 6 --passphrase-file wrong vault status
err_has "passphrase"
run 2 --passphrase-file empty vault status
err_has "empty"
run 6 --passphrase-file wrong vault passwd --new-passphrase-file new
run 2 vault passwd --new-passphrase-file empty
run 2 vault passwd
err_has "--new-passphrase-file"
run 0 vault status
pass "a wrong or empty one is refused, and nothing changed"

run 0 vault passwd --new-passphrase-file new
run 6 vault status
run 0 --passphrase-file new vault status
run 0 --passphrase-file - vault status <new
run 2 --passphrase-file - vault passwd --new-passphrase-file - <new
pass "after vault passwd only the new one opens it"

run 0 --passphrase-file new vault recovery create --out recovery.pem
same 600 "$(stat -c %a recovery.pem)" "mode of the recovery file"
tail -n 1 out >recovery-passphrase
[ "$(wc -c <recovery-passphrase)" -ge 26 ] || fail "no passphrase was printed"
grep -q 'ENCRYPTED PRIVATE KEY' recovery.pem || fail "no sealed key in the file"
tool 0 openssl pkey -in recovery.pem -passin file:recovery-passphrase -noout
tool 1 openssl pkey -in recovery.pem -passin file:new -noout
run 2 --passphrase-file new vault recovery create --out -
run 0 --passphrase-file new vault status --json
same true "$(json 'd["RecoveryIdentity"]')" "recovery identity"
pass "the recovery identity opens with openssl and the printed passphrase"

run 0 --passphrase-file new vault backup copy.espalier
run 0 --passphrase-file new --vault copy.espalier vault verify
run 1 --passphrase-file new vault backup copy.espalier
err_has "copy.espalier"
pass "a backup opens with the same passphrase; an existing file is kept"

# A terminal of its own, with a person who types.
tool 0 python3 "$tests/at-terminal.py" "$ESPALIER_CLI" "$ESPALIER_VAULT"
pass "$(cat out)"
