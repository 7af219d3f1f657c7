#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A hierarchy of five levels leaves vault A and goes on in vault B: with keys, certificates,
# revocations and its part of the log. A can't sign with it any more, openssl opens the file with the
# new owner's key and verifies across the two vaults, and what was altered on the way is refused.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need openssl python3

: "${HIERARCHY_CERTIFICATES:=60}"

vault_b() {
  ESPALIER_VAULT="$work/b.espalier" cli "$@"
}

# as run, in vault B
run_b() {
  wanted=$1
  shift
  status=0
  vault_b "$@" >out 2>err || status=$?
  [ "$status" -eq "$wanted" ] || fail "exit $status instead of $wanted in B: espalier-cli $*"
}

make_vault
run 0 ca create --subject CN=L1 --validity 20y --no-dual-control
above=L1
for level in 2 3 4 5; do
  run 0 ca create --subject "CN=L$level" --parent "$above" --path-length $((5 - level)) \
    --validity "$((20 - 2 * level))y"
  above=L$level
done
run 0 ca tag L5 line=9
mkdir requests
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout leaf.key \
  -out leaf.csr -subj /CN=leaf 2>/dev/null
i=0
while [ $i -lt "$HIERARCHY_CERTIFICATES" ]; do
  cp leaf.csr "requests/$i.csr"
  i=$((i + 1))
done
run 0 cert issue --ca L5 --csr requests --validity 300d --out issued
run 0 --json cert list --ca L5
first=$(python3 -c 'import json; print(json.load(open("out"))["Certificates"][0]["Serial"])')
run 0 cert revoke "$first" --ca L5 --reason KEY_COMPROMISE
run 0 ca crl L5 --out a.crl
number_a=$(openssl crl -in a.crl -noout -crlnumber | sed 's/.*=0x//')

# L4 has its lists in parts.
run 0 ca revocation L4 --crl-url http://pki.example/crl/ --crl-type partitioned
run 0 --json cert issue --ca L4 --csr leaf.csr --validity 200d
run 0 cert revoke "$(python3 -c 'import json; print(json.load(open("out"))["CertificateSerial"])')" --ca L4 \
  --reason SUPERSEDED
run 0 publish --dir "$work/www-a"

# part_of FOLDER: the list of the only part, as text; openssl knows who signed it.
part_of() {
  found=$(find "$1" -name '*.crl' -exec grep -l "http://pki.example/crl/[0-9a-f-]*.crl" {} +)
  [ "$(echo "$found" | wc -l)" -eq 1 ] || fail "parts in $1: $found"
  openssl crl -in "$found" -inform DER -noout -text -CAfile l4.pem 2>err || fail "openssl does not read $found"
  grep -q "verify OK" err || fail "openssl does not verify $found"
  basename "$found"
}
run 0 ca certificate L4 --out l4.pem
part_of www-a >part-a
[ "$(grep -c 'Serial Number' part-a)" -eq 1 ] || fail "entries of the part in A"

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -keyout owner.key -out owner.pem -days 30 \
  -subj "/CN=New owner" -passout pass:"new owner's word" 2>/dev/null
printf "new owner's word\n" >owner.word
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout other.key -out other.pem -days 30 \
  -subj "/CN=Somebody else" 2>/dev/null

# Both directions say what they lack.
run 2 exchange hierarchy export gone --ca L1
err_has "--to"
run 2 exchange hierarchy import gone --key owner.key
err_has "--certificate"


# What is there already stays, and what nothing can be sealed to is told.
cp owner.pem there
run 1 exchange hierarchy export there --ca L1 --to owner.pem
err_has "exists already"
cmp -s there owner.pem || fail "it wrote over another file"
openssl req -x509 -newkey rsa:2048 -noenc -keyout rsa.key -out rsa.pem -days 30 -subj /CN=RSA 2>/dev/null
run 2 exchange hierarchy export gone --ca L1 --to rsa.pem
err_has "P-256"
run 0 ca show L5
out_has "active"
[ ! -e gone ] || fail "a file was left behind"
pass "a refused export changes nothing"

run 0 --json exchange hierarchy export gone --ca L1 --to owner.pem
python3 - "$HIERARCHY_CERTIFICATES" <<'PY' || fail "the answer of the export"
import json, sys
answer = json.load(open("out"))
assert [c["Status"] for c in answer["CertificateAuthorities"]] == ["HANDED_OVER"] * 5, answer
assert answer["Certificates"] >= int(sys.argv[1]) + 5, answer["Certificates"]
assert answer["Events"] > 5 and answer["EventsLeftOut"] == 0, answer
open("digest", "w").write(answer["Digest"])
PY
pass "five levels leave"

# A keeps the history and has no key.
run 0 ca show L5
out_has "handed over"
run 1 cert issue --ca L5 --csr leaf.csr --validity 30d
run 1 ca enable L5
run 1 ca restore L5
run 0 ca certificate L5 --out l5.pem
run 0 --json cert list --ca L5
[ "$(python3 -c 'import json; print(len(json.load(open("out"))["Certificates"]))')" -ge "$HIERARCHY_CERTIFICATES" ] ||
  fail "the history of A"
run 0 vault verify
pass "A keeps the history, and signs nothing"

# The envelope in the eyes of openssl; keys in it are sealed once more.
openssl cms -decrypt -inform DER -in gone -inkey owner.key -passin file:owner.word -recip owner.pem -binary \
  -out opened 2>err || fail "openssl does not open it"
python3 - <<'PY' || fail "what is inside"
import base64, json
lines = [json.loads(line) for line in open("opened")]
assert lines[0]["kind"] == "hierarchy" and lines[-1]["kind"] == "end"
keys = [base64.b64decode(line["key"]) for line in lines if line["kind"] == "ca"]
assert len(keys) == 5
open("key.cms", "wb").write(keys[0])
PY
grep -q "PRIVATE KEY" opened && fail "a key stands in the open"
openssl cms -decrypt -inform DER -in key.cms -inkey owner.key -passin file:owner.word -recip owner.pem -binary \
  -out key.der 2>err || fail "openssl does not open the key"
openssl pkey -inform DER -in key.der -noout 2>err || fail "what is sealed is no key"
rm -f key.der opened
pass "openssl opens the file and the keys in it"

# Vault B, of other people.
ESPALIER_VAULT="$work/b.espalier" run 0 vault create --organization "Sold Division" --admin bea --unlock passphrase
run_b 6 exchange hierarchy import gone --key other.key --certificate other.pem
run_b 6 exchange hierarchy import gone --key owner.key --certificate owner.pem
python3 - <<'PY'
data = bytearray(open("gone", "rb").read())
for n, at in enumerate(range(40, len(data), len(data) // 7)):
    changed = bytearray(data)
    changed[at] ^= 1
    open(f"altered-{n}", "wb").write(changed)
open("short", "wb").write(data[: len(data) // 2])
open("long", "wb").write(data + b"more")
open("empty", "wb").write(b"")
PY
for bad in altered-* short long empty; do
  status=0
  vault_b exchange hierarchy import "$bad" --key owner.key --certificate owner.pem --key-password-file owner.word \
    >out 2>err || status=$?
  [ "$status" -ne 0 ] || fail "$bad was taken"
done
run_b 0 --json ca list
[ "$(python3 -c 'import json; print(len(json.load(open("out"))["CertificateAuthorities"]))')" -eq 0 ] ||
  fail "something was left behind"
pass "altered, cut off and foreign: refused, and nothing is left"

run_b 0 --json exchange hierarchy import gone --key owner.key --certificate owner.pem --key-password-file owner.word
python3 - "$HIERARCHY_CERTIFICATES" <<'PY' || fail "the answer of the import"
import json, sys
answer = json.load(open("out"))
assert [c["Level"] for c in answer["CertificateAuthorities"]] == [1, 2, 3, 4, 5], answer
assert answer["Certificates"] >= int(sys.argv[1]) + 5 and answer["Revocations"] == 2, answer
assert answer["FromOrganization"] == "Meridian Motors" and answer["Events"] > 5
assert answer["Digest"] == open("digest").read(), answer
PY
run_b 1 exchange hierarchy import gone --key owner.key --certificate owner.pem --key-password-file owner.word
run_b 0 vault verify
pass "it arrives, once, and verifies"

# It goes on: the next list, a certificate, a revocation; openssl judges against the old root.
run_b 0 cert issue --ca L5 --csr leaf.csr --validity 30d --out new.pem
run_b 0 ca certificate L1 --out root.pem
run_b 0 ca certificate L5 --chain --out chain.pem
tool 0 openssl verify -CAfile root.pem -untrusted chain.pem new.pem
run_b 0 cert revoke "$(openssl x509 -in new.pem -noout -serial | sed 's/.*=//')" --ca L5 --reason SUPERSEDED
run_b 0 ca crl L5 --out b.crl
number_b=$(openssl crl -in b.crl -noout -crlnumber | sed 's/.*=0x//')
[ $((0x$number_b)) -gt $((0x$number_a)) ] || fail "list number $number_b after $number_a"
[ "$(openssl crl -in b.crl -noout -text | grep -c 'Serial Number')" -eq 2 ] || fail "entries of the list"
openssl crl -in b.crl -noout -text | grep -qi "$first" || fail "the old revocation is not in the list"
run_b 0 ca show L5
out_has "line"
run_b 0 --json cert issue --ca L4 --csr leaf.csr --validity 100d
run_b 0 cert revoke "$(python3 -c 'import json; print(json.load(open("out"))["CertificateSerial"])')" --ca L4 \
  --reason SUPERSEDED
run_b 0 publish --dir "$work/www-b"
part_of www-b >part-b
[ "$(tail -n 1 part-a)" = "$(tail -n 1 part-b)" ] || fail "the part has another name"
[ "$(grep -c 'Serial Number' part-b)" -eq 2 ] || fail "entries of the part in B"
run_b 0 vault verify
pass "B issues, revokes and signs the next list"

# What the old log said of it is proven, and found when it is changed.
cp b.espalier c.espalier
python3 - <<'PY'
import sqlite3
vault = sqlite3.connect("c.espalier")
triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'handover_event'"
for (name,) in vault.execute(triggers).fetchall():
    vault.execute(f"DROP TRIGGER {name}")
row, text = vault.execute("SELECT row, text FROM handover_event ORDER BY row LIMIT 1").fetchone()
vault.execute("UPDATE handover_event SET text = ? WHERE row = ?", (text.replace("ada", "eve"), row))
vault.commit()
PY
status=0
ESPALIER_VAULT="$work/c.espalier" cli vault verify >out 2>err || status=$?
[ "$status" -eq 7 ] || fail "exit $status: a changed entry of the old log is not found"
out_has "log of vault"
pass "its old log proves it"
