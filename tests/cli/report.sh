#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The audit report has exactly the service's fields and forms; Python's own readers judge it.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need openssl python3

make_vault
make_root
make_ca Line Root 0 4y
for name in valid stolen; do
  make_csr "$name"
  run 0 cert issue --ca Line --csr "$name.csr" --validity 30d --out "$name.pem"
done
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout odd.key -out odd.csr \
  -subj '/C=DE/ST=BW/L=Ulm/O=Odd, "quoted"/OU=Radio/CN=odd/serialNumber=42' -addext subjectAltName=DNS:odd.example \
  2>/dev/null
run 0 cert issue --ca Line --csr odd.csr --validity 30d --template EndEntityClientAuthCertificate --out odd.pem
run 0 cert revoke "$(serial_of stolen.pem)" --ca Line --reason CESSATION_OF_OPERATION

run 0 report create --ca Line --format json --out report.json
run 0 report create --ca Line --format csv --out report.csv
run 0 report create --ca Line --format csv --out -
cmp -s out report.csv || fail "the report on standard output is another"
run 0 --json account list
account=$(json 'd["Accounts"][0]["Id"]')
run 0 ca show Line --json
arn=$(json 'd["CertificateAuthority"]["Arn"]')
tool 0 python3 "$tests/../audit/judge-report.py" report.json report.csv
same 3 "$(cat out)" "number of certificates in the report"
pass "JSON and CSV have the service's fields and forms"
tool 0 python3 "$tests/judge-certificates.py" "$arn" "$account" report.json valid.pem stolen.pem odd.pem
pass "$(cat out)"

run 1 report create --ca Line --format csv --out report.csv
err_has "report.csv"
run 1 --yes report create --ca Line --format csv --out "$ESPALIER_VAULT"
ln -s "$ESPALIER_VAULT" by-another-name
run 1 --yes report create --ca Line --format csv --out by-another-name
err_has "by-another-name"
run 0 vault verify
mkfifo pipe
run 1 --yes report create --ca Line --format csv --out pipe
[ -p pipe ] || fail "it is a pipe no more"
pass "neither the vault nor a pipe is replaced"
run 2 report create --ca Line --format pdf --out report.pdf
err_has "pdf"
err_has "json, csv"
[ ! -e report.pdf ] || fail "a file was written"
run 0 report list --ca Line --json
same 3 "$(json 'len(d["AuditReports"])')" reports
same "$(sha256sum report.json | cut -d' ' -f1)" \
  "$(json '[r["Digest"] for r in d["AuditReports"] if r["Format"] == "JSON"][0]')" "digest of the report"
run 0 report summary --by template --json
cat >groups.py <<'END'
import json
groups = {g["Group"].split("/")[-1].replace("/V1", ""): g for g in json.load(open("out"))["Groups"]}
found = {name: [g["Issued"], g["Valid"], g["Expired"], g["Revoked"]] for name, g in groups.items()}
wanted = {"EndEntityCertificate": [2, 1, 0, 1], "EndEntityClientAuthCertificate": [1, 1, 0, 0]}
assert wanted.items() <= found.items(), found
END
python3 groups.py || fail "the summary"
for by in ca account month; do
  run 0 report summary --by $by
done
pass "listed with its digest, summed up; pdf is refused, naming json and csv"
