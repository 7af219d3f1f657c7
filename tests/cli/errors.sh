#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The contract with scripts: exit statuses, the one line on standard error, the JSON beside it.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need openssl python3

# --- The command line itself ---------------------------------------------------------------------------

usage() {
  run 2 "$@"
  err_is_one_line
  [ ! -s out ] || fail "something on standard output: $*"
}
usage
err_has "vault, ca, cert"
usage frobnicate
err_has "frobnicate"
err_has "vault, ca, cert"
usage ca
err_has "create, list, show"
usage ca frobnicate
err_has "ca frobnicate"
usage ca approvers
err_has "CA"
usage ca approvers Root appoint
err_has "add, remove, list"
usage ca create
err_has "--subject"
usage ca create --subject
err_has "--subject"
usage ca create --subject CN=X --subject CN=Y
err_has "--subject: this option is given twice"
usage ca create --colour red
err_has "--colour"
usage ca create --colour=red
err_has "--colour: "
usage ca list --tree=yes
err_has "--tree"
usage ca create --subject CN=X --path-length many
err_has "many"
usage ca create --subject CN=X --path-length -1
err_has "-1"
usage ca create --subject CN=X --type middle
err_has "root, subordinate"
usage cert list --limit 0
usage ca show
err_has "CA"
usage ca show one two
err_has "two"
usage -x ca list
err_has "-x"
usage --vault
err_has "--vault"
usage vault recovery
err_has "recovery create"
pass "usage: exit 2, one line that names the culprit"

run 2 --json ca frobnicate
same UsageException "$(json 'd["error"]["code"]')" code
same USAGE_VERB "$(json 'd["error"]["reason"]')" reason
same "ca frobnicate" "$(json 'd["error"]["object"]')" object
case $(json 'd["error"]["message"]') in
  *"there is no such verb here"*) ;;
  *) fail "no sentence" ;;
esac
err_is_one_line
pass "--json prints the error as a document too"

# --- Without a vault -----------------------------------------------------------------------------------

status=0
cli ca list >out 2>err || status=$?
[ "$status" -ne 0 ] || fail "a list without a vault"
err_is_one_line
err_has "vault.espalier"
run 0 template list --json
same 61 "$(json 'len(d["Templates"])')" templates
run 0 template show EndEntityServerAuthCertificate
out_has "TLS server"
run 2 template show EndEntityServerAuthCertificat
err_has "EndEntityServerAuthCertificate"
run 0 --version
grep -Eq '^espalier-cli [0-9]+\.[0-9]+' out || fail "no version"
pass "templates, help and version need no vault"

# --- Each status ---------------------------------------------------------------------------------------

make_vault
same 600 "$(stat -c %a vault.espalier)" "mode of the vault"
run 1 vault create --organization Again --admin bob --unlock passphrase
err_has "vault.espalier"
make_root
make_csr device

run 1 ca delete Root
err_is_one_line
run 2 ca create --subject "XX" --validity 1y
err_is_one_line
run 5 ca show Nowhere
err_is_one_line
run 5 cert show 0123456789abcdef0123456789abcdef
run 5 log show 999999
printf 'wrong\n' >wrong
run 6 --passphrase-file wrong ca list
err_is_one_line
ESPALIER_PASSPHRASE_FILE='' run 6 ca list
err_is_one_line
for member in code message reason; do
  run 5 --json ca show Nowhere
  [ -n "$(json "d['error']['$member']")" ] || fail "no $member"
done
same '["error"]' "$(json 'list(d)')" "members of the document"
same ResourceNotFoundException "$(json 'd["error"]["code"]')" code
run 1 --json ca delete Root
same InvalidStateException "$(json 'd["error"]["code"]')" code
pass "failed 1, bad input 2, not found 5, locked 6; denied 3 and no 7 have scenarios of their own"

run 1 --passphrase-file nowhere ca list
err_has "nowhere"
run 5 --as nobody ca list
err_has "nobody"
pass "a passphrase file that is not there, a person who is not there"

# --- Text from outside ---------------------------------------------------------------------------------

python3 -c 'print("ca show \"evil\x1b[31m\u202ename\"")' >evil
status=0
cli batch <evil >out 2>err || status=$?
same 5 "$status" "exit status"
err_is_one_line
python3 -c 'import sys
text = open("err", encoding="utf-8").read()
sys.exit(any(c in text for c in "\x1b\u202e"))' || fail "control characters reached the terminal"
pass "control characters in names are shown escaped"

run 0 --quiet ca list
[ "$(wc -l <out)" -eq 1 ] || fail "--quiet prints more than the data"
run 0 ca list
[ "$(wc -l <out)" -eq 2 ] || fail "a heading and a line"
run 0 ca --json list
json 'd["CertificateAuthorities"][0]["Arn"]' >/dev/null
run 0 ca list --json --as ada --vault "$ESPALIER_VAULT"
run 0 --vault="$ESPALIER_VAULT" --as=ada ca list --
pass "global options stand anywhere"

[ ! -e /dev/full ] || {
  status=0
  cli ca list >/dev/full 2>err || status=$?
  same 1 "$status" "exit status when standard output is full"
  pass "output that can't be written is a failure"
}
