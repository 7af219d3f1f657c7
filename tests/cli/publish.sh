#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What publish lays out, served by a real nginx, fetched as certificates say, and judged by openssl and
# GnuTLS: complete and partitioned lists, OCSP responses, before and after a revocation.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
PATH=$PATH:/usr/sbin:/sbin
need openssl python3 curl nginx ocsptool certtool base64

server=
stop_server() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
}
trap 'stop_server; rm -rf "$work"' EXIT

# Not of those that the system gives away by itself: until nginx has it, somebody else could get it.
port=$(python3 -c 'import random, socket
for port in random.sample(range(20000, 32000), 100):
    try:
        socket.socket().bind(("127.0.0.1", port))
    except OSError:
        continue
    print(port)
    break')
site=http://127.0.0.1:$port
www=$work/www

# Everything below the folder that nginx shows, its own record aside.
published() {
  (cd "$www" && find . -type f ! -path './.espalier/*' | sort)
}

start_server() {
  user=
  [ "$(id -u)" -ne 0 ] || user="user root;"
  mkdir -p nginx
  cat >nginx.conf <<END
$user
daemon off;
pid $work/nginx/pid;
error_log $work/nginx/error.log;
events { worker_connections 64; }
http {
  access_log off;
  client_body_temp_path $work/nginx/body;
  proxy_temp_path $work/nginx/proxy;
  fastcgi_temp_path $work/nginx/fastcgi;
  uwsgi_temp_path $work/nginx/uwsgi;
  scgi_temp_path $work/nginx/scgi;
  server {
    listen 127.0.0.1:$port;
    include $www/espalier-nginx.conf;
  }
}
END
  nginx -c "$work/nginx.conf" -e "$work/nginx/error.log" >nginx/out 2>&1 &
  server=$!
  tries=0
  until curl -s -o /dev/null "$site/"; do
    tries=$((tries + 1))
    [ $tries -lt 600 ] || fail "nginx does not answer: $(cat nginx/out nginx/error.log)"
    sleep 0.1
  done
}

# fetch URL FILE TYPE
fetch() {
  type=$(curl -sS -f --path-as-is -o "$2" -w '%{content_type}' "$1") || fail "not there: $1"
  same "$3" "$type" "type of $1"
}

crl_url() {
  openssl x509 -in "$1" -noout -ext crlDistributionPoints | sed -n 's/.*URI://p'
}

ocsp_url() {
  openssl x509 -in "$1" -noout -ocsp_uri
}

# ask CERTIFICATE ISSUER: the response to what openssl would ask, by GET as RFC 5019 says.
ask() {
  openssl ocsp -no_nonce -issuer "$2" -cert "$1" -reqout request.der 2>/dev/null
  base64 -w 0 request.der >request.b64
  quoted=$(sed 's,/,%2F,g; s,+,%2B,g; s,=,%3D,g' request.b64)
  fetch "$(ocsp_url "$1")/$quoted" response.der application/ocsp-response
}

# judge CERTIFICATE ISSUER WORD: both judges verify the response, and say this of the certificate.
judge() {
  tool 0 openssl ocsp -respin response.der -no_nonce -issuer "$2" -cert "$1" -CAfile root.pem \
    -verify_other "$2"
  err_has "Response verify OK"
  out_has "$1: $3"
  tool 0 ocsptool --response-info --load-response response.der
  out_has "Certificate Status: $3"
  tool 0 ocsptool --verify-response --load-response response.der --load-trust "$2"
  out_has "Verifying OCSP Response: Success"
}

# --- Certificates with three kinds of addresses ------------------------------------------------------

make_vault
make_root
run 0 ca revocation Root --crl-url "$site/crl/root.crl" --ocsp on --ocsp-url "$site/ocsp/"
make_ca Line Root 0 4y
run 0 ca revocation Line --crl-url "$site/crl/line.crl" --ocsp on --ocsp-url "$site/ocsp/"
for name in early kept stolen; do
  make_csr $name
done
run 0 cert issue --ca Line --csr early.csr --validity 30d --out early.pem
run 0 ca revocation Line --crl-type partitioned
for name in kept stolen; do
  run 0 cert issue --ca Line --csr $name.csr --validity 30d --out $name.pem
done
run 0 ca certificate Root --out root.pem
run 0 ca certificate Line --out line.pem
same "$site/crl/line.crl" "$(crl_url early.pem)" "the address in an early certificate"
same "$(crl_url kept.pem)" "$(crl_url stolen.pem)" "the part of two certificates"
crl_url kept.pem | grep -Eq "^$site/crl/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.crl$" ||
  fail "the name of a part is no GUID"
# Another folder in the address opens another part.
run 0 ca revocation Line --crl-url "$site/lists/line.crl"
make_csr other
run 0 cert issue --ca Line --csr other.csr --validity 30d --out other.pem
run 0 ca revocation Line --crl-url "$site/crl/line.crl"
# Enough for every character that base64 has.
for _ in $(seq 60); do
  cat kept.csr
done >many.csr
run 0 cert issue --ca Line --csr many.csr --validity 20d --out many
pass "certificates name the complete list, a part, and where to ask"

# --- Laid out and served ------------------------------------------------------------------------------

run 0 publish --dir "$www" --json
same '[]' "$(json 'd["Skipped"]')" "what was left out"
same 4 "$(json 'd["Counts"]["Crls"]')" lists
same 65 "$(json 'd["Counts"]["OcspResponses"]')" responses
cp out first.json
same 700 "$(stat -c %a "$www/.espalier")" "the mode of the record"
same "" "$(find "$www" -path "$www/.espalier" -prune -o -type f ! -perm 644 -print)" "files of another mode"
run 0 publish --dir "$www" --json
same '[0, 0]' "$(json '[d["Counts"]["New"], d["Counts"]["Removed"]]')" "files that changed without need"
run 0 log list --action espalier:PublishRevocation --json
same 1 "$(json 'len(d["Events"])')" "events of two runs of which one did something"
same true "$(json 'd["Events"][0]["details"]["NewFiles"] == d["Events"][0]["details"]["Files"] > 60')" counts
same "$(sha256sum <"$www/.espalier/manifest" | cut -d ' ' -f 1)" \
  "$(json 'd["Events"][0]["details"]["FilesDigest"]')" "the digest in the event"
pass "one run lays it all out with one event, the next finds nothing to do"

start_server
fetch "$(crl_url line.pem)" root.crl application/pkix-crl
fetch "$(crl_url early.pem)" complete.crl application/pkix-crl
fetch "$(crl_url kept.pem)" part.crl application/pkix-crl
fetch "$(crl_url other.pem)" other.crl application/pkix-crl
run 0 ca show Line --json
id=$(json 'd["CertificateAuthority"]["Id"]')
fetch "$site/ca/$id.cer" line.cer application/pkix-cert
openssl x509 -inform DER -in line.cer | cmp -s - line.pem || fail "another certificate of the authority"
fetch "$site/ca/$id-chain.pem" chain.pem application/x-pem-file
cat line.pem root.pem | cmp -s - chain.pem || fail "another chain"
for hidden in .espalier/manifest espalier-nginx.conf; do
  same 404 "$(curl -s -o /dev/null -w '%{http_code}' "$site/$hidden")" "what nginx says of $hidden"
done
for list in complete part other; do
  tool 0 openssl crl -inform DER -in $list.crl -noout -CAfile line.pem
  err_has "verify OK"
done
openssl crl -inform DER -in complete.crl -noout -text >out
out_lacks "Issuing Distribution Point"
openssl crl -inform DER -in part.crl -noout -text >out
out_has "X509v3 Issuing Distribution Point: critical"
out_has "URI:$(crl_url kept.pem)"
pass "lists and certificates are where certificates say, each with its type"

verify() {
  certificate=$1
  shift
  for list in root.crl "$@"; do
    openssl crl -inform DER -in "$list"
  done >lists.pem
  openssl verify -x509_strict -crl_check_all -CAfile root.pem -untrusted line.pem -CRLfile lists.pem "$certificate"
}
gnutls_verify() {
  cat "$1" line.pem >gnutls-chain.pem
  certtool --verify --load-ca-certificate root.pem --load-crl lists.pem --infile gnutls-chain.pem
}
tool 0 verify early.pem complete.crl
tool 0 verify other.pem other.crl
for name in kept stolen; do
  tool 0 verify $name.pem part.crl
  tool 0 gnutls_verify $name.pem
done
# The part of others says nothing about a certificate.
tool 2 verify kept.pem other.crl
grep -qi "different CRL scope" err || fail "openssl takes the part of others"
pass "openssl and certtool accept each certificate with its list, and openssl with no other"

for name in early kept stolen; do
  ask $name.pem line.pem
  judge $name.pem line.pem good
done
ask line.pem root.pem
judge line.pem root.pem good
openssl ocsp -respin response.der -resp_text -noverify >out 2>/dev/null
out_has "OCSP No Check"
out_has "OCSP Signing"
pass "openssl and ocsptool verify the responses"

# All of them, escaped as browsers do and bare as others do.
slashes=0 twice=0
for certificate in many/*.crt; do
  ask "$certificate" line.pem
  fetch "$site/ocsp/$(cat request.b64)" bare.der application/ocsp-response
  cmp -s response.der bare.der || fail "two responses for one request"
  tool 0 openssl ocsp -respin response.der -no_nonce -issuer line.pem -cert "$certificate" -CAfile root.pem \
    -verify_other line.pem
  out_has "$certificate: good"
  case $(cat request.b64) in */*) slashes=$((slashes + 1)) ;; esac
  case $(cat request.b64) in *//*) twice=$((twice + 1)) ;; esac
done
[ "$slashes" -gt 5 ] || fail "only $slashes requests with a slash"
pass "60 requests, $slashes with a slash, $twice with two in a row, are answered in both forms"

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout foreign.key -out foreign.pem \
  -subj /CN=foreign 2>/dev/null
openssl ocsp -no_nonce -issuer foreign.pem -cert foreign.pem -reqout request.der 2>/dev/null
fetch "$site/ocsp/$(base64 -w 0 request.der | sed 's,/,%2F,g')" response.der application/ocsp-response
openssl ocsp -respin response.der -noverify >out 2>&1 || true
out_has "unauthorized"
pass "of a certificate of others it says that it does not know"

# --- Revoked, published, seen -------------------------------------------------------------------------

published >before
(cd "$www" && find . -type f ! -path './.espalier/*' -exec sha256sum {} +) | sort >before.sums
run 0 cert revoke "$(serial_of stolen.pem)" --ca Line --reason KEY_COMPROMISE
run 0 ca show Line
out_has "due"
run 0 publish --dir "$www" --json
same '[3, 0]' "$(json '[d["Counts"]["New"], d["Counts"]["Removed"]]')" "files that a revocation changes"
run 0 ca show Line --json
same '"CURRENT"' "\"$(json 'd["CertificateAuthority"]["RevocationStatus"]["Crl"]')\"" "state of the lists"
(cd "$www" && find . -type f ! -path './.espalier/*' -exec sha256sum {} +) | sort >after.sums
same 3 "$(comm -13 before.sums after.sums | wc -l)" "files with other bytes"
fetch "$(crl_url stolen.pem)" part.crl application/pkix-crl
fetch "$(crl_url early.pem)" complete.crl application/pkix-crl
tool 2 verify stolen.pem part.crl
grep -q "certificate revoked" err || fail "openssl does not say revoked"
tool 1 gnutls_verify stolen.pem
grep -qi revoked out err || fail "certtool does not say revoked"
tool 0 verify kept.pem part.crl
tool 0 gnutls_verify kept.pem
# Who asks the complete list about it is not told that all is well.
openssl crl -inform DER -in complete.crl -noout -text >out
out_has "$(serial_of stolen.pem)"
ask stolen.pem line.pem
judge stolen.pem line.pem revoked
tool 0 openssl ocsp -respin response.der -no_nonce -issuer line.pem -cert stolen.pem -CAfile root.pem \
  -verify_other line.pem
out_has "Reason: keyCompromise"
ask kept.pem line.pem
judge kept.pem line.pem good
pass "a revocation changes three files, and both see it in list and response"

stop_server
server=

# --- The folder ---------------------------------------------------------------------------------------

mkdir foreign
echo mine >foreign/page.html
run 1 publish --dir foreign
err_has "foreign"
same "foreign foreign/page.html" "$(find foreign | sort | tr '\n' ' ' | sed 's/ $//')" "a folder of others"
echo mine >"$www/page.html"
mkdir -p "$www/ca"
echo mine >"$www/ca/notes.txt"
make_ca Next Root 0 4y
run 0 ca show Next --json
next=$(json 'd["CertificateAuthority"]["Id"]')
echo mine >"$www/crl/$next.crl"
run 1 publish --dir "$www"
err_has "crl/$next.crl"
for file in page.html ca/notes.txt "crl/$next.crl"; do
  same mine "$(cat "$www/$file")" "a file of others"
done
rm "$www/crl/$next.crl"
run 0 publish --dir "$www"
run 0 ca revocation Next --crl off
run 0 publish --dir "$www" --json
[ ! -e "$www/crl/$next.crl" ] || fail "a list that is switched off stays"
same 1 "$(json 'd["Counts"]["Removed"]')" "removed files"
run 0 --vault second.espalier vault create --organization "Another One" --admin eve --unlock passphrase
run 0 --vault second.espalier ca create --subject "CN=Root,O=Another One"
run 1 --vault second.espalier publish --dir "$www"
err_has "another vault"
pass "files of others stay, and their folders are refused; what is stale of our own goes"

run 1 publish --dir "$work/below" --base-url http://elsewhere.example/pki/
err_has "elsewhere.example"
run 2 publish --dir "$work/below" --base-url https://pki.example/
run 1 publish --dir "$work/part" --base-url "$site/crl/" --ca Root
err_has "$site/ocsp/"
[ -f "$work/part/root.crl" ] || fail "the address is not taken relative to the base"
pass "with a base, places are below it"
