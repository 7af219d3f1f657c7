#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Databases that XCA and gnoMint made themselves move in, and life goes on: what is wrong with the tree that XCA shows
# green is named, the next list has the next number, and openssl, which knows the old root alone, says what it should.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need openssl python3 sqlite3

foreign=$tests/../fixtures/foreign
printf 'dbpw\n' >dbpw
printf 'ownpw\n' >ownpw
printf 'gnopw\n' >gnopw
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout new.key -out new.csr -subj /CN=new \
  2>/dev/null

make_vault
sqlite3 old.xdb <"$foreign/xca-2.4-tree.sql"
sha256sum old.xdb >before
run 7 --json exchange import old.xdb --dry-run
same 2 "$(json 'd["Verdicts"]["LOCKED"]')" "locked keys of authorities without a password"
run 7 --json exchange import old.xdb --dry-run --password-file dbpw
same 1 "$(json 'd["Verdicts"]["LOCKED"]')" "keys with a password of their own"
run 0 exchange import old.xdb --dry-run --password-file dbpw --password-file ownpw
grep -F PATH_LENGTH_BROKEN out | grep -F 'path length 3 below "CN=XCA Root", whose path length 0' >/dev/null ||
  fail "the tree that XCA shows green is not named"
out_has OUTLIVES_ISSUER
out_has "its reason there is certificateHold"
run 0 --json ca list
same 0 "$(json 'len(d["CertificateAuthorities"])')" "authorities after a dry run"
pass "what XCA shows green is named, and what is on hold"

run 0 --json exchange import old.xdb --yes --password-file dbpw --password-file ownpw --no-dual-control
same XCA "$(json 'd["Source"]')" "kind of the source"
same "2 2 5 2" "$(json '" ".join(str(d["Imported"][name]) for name in ("Authorities", "Keys", "Certificates",
  "Revocations"))')" "what came"
sha256sum -c --quiet before || fail "the database of XCA was changed"
run 7 --json ca check --all
same true "$(json 'any(f["Finding"] == "PATH_LENGTH_BROKEN" and f["CertificateAuthority"] == "XCA Sub"
  for f in d["Findings"])')" "it is named afterwards too"
run 0 ca certificate "XCA Root" --out root.pem
run 0 ca certificate "XCA Sub" --out sub.pem
run 0 --json cert list --ca "XCA Root"
json '"\n".join(c["Serial"] + " " + c["Subject"] for c in d["Certificates"])' >serials
run 0 cert issue --ca "XCA Root" --csr new.csr --validity 30d --out new.pem
tool 0 openssl verify -CAfile root.pem new.pem
run 0 cert revoke "$(awk '/CN=device2/ { print $1 }' serials)" --ca "XCA Root" --reason SUPERSEDED
run 0 ca crl "XCA Root" --out next.crl
tool 0 openssl crl -in next.crl -noout -crlnumber -CAfile root.pem
grep -qi "verify OK" err || fail "openssl does not verify the list"
[ "$(($(sed 's/.*=//' out)))" -ge 2 ] || fail "the number of the list goes back behind the 1 of XCA: $(cat out)"
openssl crl -in next.crl -noout -text >text
same 3 "$(grep -c 'Serial Number' text)" "entries of the next list"
cat root.pem next.crl >with-crl.pem
tool 0 openssl verify -crl_check -CAfile with-crl.pem new.pem
for device in device1 device2 device3; do
  run 0 cert get "$(awk "/CN=$device/ { print \$1 }" serials)" --ca "XCA Root" --out "$device.pem"
  tool 2 openssl verify -crl_check -CAfile with-crl.pem "$device.pem"
  grep -q "certificate revoked" out err || fail "openssl refuses $device for something else"
done
pass "what XCA kept goes on here"

# What is there already does not come twice, and its keys are not called ready.
run 0 --json exchange import old.xdb --dry-run --password-file dbpw --password-file ownpw
keys_told() {
  json '" ".join(sorted(r["Reason"] for r in d["Rows"] if r["Kind"] == "KEY"))'
}
same "FOREIGN_KNOWN FOREIGN_KNOWN FOREIGN_LONE_KEY" "$(keys_told)" "keys the second time"
pass "a key that is here does not come twice"

# With the key that had a password of its own; openssl says of it what the finding says.
run 0 cert issue --ca "XCA Sub" --csr new.csr --validity 30d --out below.pem
tool 0 openssl verify -partial_chain -trusted sub.pem below.pem
tool 2 openssl verify -CAfile root.pem -untrusted sub.pem below.pem
grep -q "path length constraint exceeded" out err || fail "openssl sees no broken path length"
run 0 vault verify
pass "openssl refuses what the finding says it refuses"

# gnoMint makes an authority that ended in 1970 of who types 0 months, and shows its end as 9999.
for kind in "" "-password"; do
  rm -f vault.espalier old.gnomint *.pem *.crl
  make_vault
  sqlite3 old.gnomint <"$foreign/gnomint-1.3-tree$kind.sql"
  run 7 exchange import old.gnomint --dry-run --password-file gnopw
  grep -F AUTHORITY_EXPIRED out | grep -qF "CN=device1" || fail "what gnoMint made of 0 months is not named"
  out_has "its times are of a form that no certificate may have"
  run 0 --json exchange import old.gnomint --yes --no-dual-control --password-file gnopw
  same GNOMINT "$(json 'd["Source"]')" "kind of the source"
  same "1 1 3 1" "$(json '" ".join(str(d["Imported"][name]) for name in ("Authorities", "Keys", "Certificates",
    "Revocations"))')" "what came"
  run 0 ca certificate "gnoMint Root" --out root.pem
  run 0 cert issue --ca "gnoMint Root" --csr new.csr --validity 30d --out new.pem
  tool 0 openssl verify -CAfile root.pem new.pem
  run 0 --json cert list --ca "gnoMint Root"
  json '"\n".join(c["Serial"] + " " + c["Subject"] for c in d["Certificates"])' >serials
  for device in device2 device3; do
    run 0 cert get "$(awk "/CN=$device/ { print \$1 }" serials)" --ca "gnoMint Root" --out "$device.pem"
  done
  run 0 cert revoke "$(serial_of device3.pem)" --ca "gnoMint Root" --reason SUPERSEDED
  run 0 ca crl "gnoMint Root" --out next.crl
  tool 0 openssl crl -in next.crl -noout -crlnumber -CAfile root.pem
  [ "$(($(sed 's/.*=//' out)))" -ge 3 ] || fail "the number of the list goes back behind the 2 of gnoMint: $(cat out)"
  cat root.pem next.crl >with-crl.pem
  tool 0 openssl verify -crl_check -CAfile with-crl.pem new.pem
  for device in device2 device3; do
    tool 2 openssl verify -crl_check -CAfile with-crl.pem "$device.pem"
    grep -q "certificate revoked" out err || fail "openssl refuses $device for something else"
  done
  run 0 vault verify
  pass "what gnoMint kept goes on here${kind:+, with a password}"
done
