/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Findings on certificates, one by one: a good one has none, and each row spoils one thing. Where a
 * finding says that verifiers refuse, openssl verify is asked: it takes the good one, and refuses
 * this one for the reason that is said.
 */
#include "base/esp-error.h"
#include "model/esp-certificate-finding.h"
#include "model/esp-certificate-seen.h"
#include "pki/esp-certificate-facts.h"

#include "../pki/path-fixture.h"

#define YEAR (365 * DAY)

/* A root, an authority below it, perhaps one below that, and the certificate that is judged. */
typedef struct
{
  Authority *root;
  Authority *issuer;
  Authority *lower; /* NULL: the issuer signs it */
  EspCertificate *certificate;
  EspCertificate *probe; /* what it issued, for openssl; NULL: the certificate itself */
  EspCrl *crl;
  EspKey *key;
  GPtrArray *above;
  EspChain *chain;
  gint64 now;
  EspCertificateFacts facts;
} Case;

typedef void (*Make) (Case *c);

typedef struct
{
  const char *id; /* NULL: nothing is found */
  const char *what;
  Make make;
  const char *values[3]; /* that stand in the sentence */
  const char *error;     /* what openssl says; NULL: it is not asked */
  const char *options;   /* of openssl verify, or NULL */
  const char *also[3];
} Row;

static void
case_clear (Case *c)
{
  g_clear_pointer (&c->chain, esp_chain_free);
  g_clear_pointer (&c->above, g_ptr_array_unref);
  g_clear_pointer (&c->root, authority_free);
  g_clear_pointer (&c->issuer, authority_free);
  g_clear_pointer (&c->lower, authority_free);
  g_clear_pointer (&c->certificate, esp_certificate_unref);
  g_clear_pointer (&c->probe, esp_certificate_unref);
  g_clear_pointer (&c->crl, esp_crl_unref);
  g_clear_pointer (&c->key, esp_key_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Case, case_clear)

/* --- Making ------------------------------------------------------------------------------------*/

#define CDP "crlDistributionPoints=URI:http://pki.example/a.crl"

static Recipe
root_recipe (const char *change)
{
  Recipe recipe = path_ca ("CN=Root", NULL, path_key (0));

  recipe.changes[0] = change;
  recipe.not_after = PATH_NOW + 10 * YEAR;
  return recipe;
}

static Recipe
issuer_recipe (Case *c, const char *change)
{
  Recipe recipe = path_ca ("CN=Issuer", c->root, path_key (1));

  recipe.changes[0] = CDP;
  recipe.changes[1] = change;
  recipe.not_after = PATH_NOW + 5 * YEAR;
  return recipe;
}

static Recipe
lower_recipe (Case *c, const char *change)
{
  Recipe recipe = path_ca ("CN=Lower", c->issuer, path_key (3));

  recipe.changes[0] = CDP;
  recipe.changes[1] = change;
  recipe.not_after = PATH_NOW + 3 * YEAR;
  return recipe;
}

static Recipe
leaf_recipe (Authority *by, const char *change)
{
  Recipe recipe = path_leaf (by);

  recipe.changes[0] = CDP;
  recipe.changes[1] = change;
  return recipe;
}

static void
make_two (Case *c, const char *of_root, const char *of_issuer)
{
  Recipe root = root_recipe (of_root);
  Recipe issuer;

  c->root = path_authority (&root);
  issuer = issuer_recipe (c, of_issuer);
  c->issuer = path_authority (&issuer);
}

static void
make_leaf (Case *c, const char *change)
{
  Recipe leaf = leaf_recipe (c->lower ? c->lower : c->issuer, change);

  c->certificate = path_make (&leaf);
}

/* The lower authority is what is judged, and what openssl looks at is below it. */
static void
judge_lower (Case *c, const char *of_root, const char *of_issuer, const char *of_lower)
{
  Recipe recipe, leaf;

  make_two (c, of_root, of_issuer);
  recipe = lower_recipe (c, of_lower);
  c->lower = path_authority (&recipe);
  leaf = leaf_recipe (c->lower, NULL);
  c->probe = path_make (&leaf);
  c->certificate = esp_certificate_ref (c->lower->certificate);
}

#define MAKE(name, ...)                                                                            \
  static void name (Case *c)                                                                       \
  {                                                                                                \
    __VA_ARGS__;                                                                                   \
  }
#define LEAF(name, root, issuer, change)                                                           \
  MAKE (name, make_two (c, root, issuer); make_leaf (c, change))
#define LOWER(name, root, issuer, change) MAKE (name, judge_lower (c, root, issuer, change))

static void
make_root_alone (Case *c, const char *change)
{
  Recipe root = root_recipe (change);

  c->root = path_authority (&root);
  c->certificate = esp_certificate_ref (c->root->certificate);
}

LEAF (good_leaf, NULL, NULL, NULL)
LOWER (good_lower,
       NULL,
       "basicConstraints=critical,CA:TRUE,pathlen:1",
       "basicConstraints=critical,CA:TRUE,pathlen:0")
MAKE (good_root, make_root_alone (c, NULL))
LEAF (constrained_leaf, NULL, "nameConstraints=critical,permitted;DNS:example.com", NULL)
LOWER (three_under_zero,
       NULL,
       "basicConstraints=critical,CA:TRUE,pathlen:0",
       "basicConstraints=critical,CA:TRUE,pathlen:3")
LOWER (under_two_above, "basicConstraints=critical,CA:TRUE,pathlen:2", NULL, NULL)
LOWER (zero_two_above,
       "basicConstraints=critical,CA:TRUE,pathlen:0",
       NULL,
       "basicConstraints=critical,CA:TRUE,pathlen:0")
MAKE (too_deep, judge_lower (c, "basicConstraints=critical,CA:TRUE,pathlen:0", NULL, NULL);
      g_clear_pointer (&c->certificate, esp_certificate_unref);
      c->certificate = g_steal_pointer (&c->probe))
LOWER (two_under_two,
       NULL,
       "basicConstraints=critical,CA:TRUE,pathlen:2",
       "basicConstraints=critical,CA:TRUE,pathlen:2")
LEAF (client_under_server, NULL, "extendedKeyUsage=serverAuth", "extendedKeyUsage=clientAuth")
LEAF (both_under_server,
      NULL,
      "extendedKeyUsage=serverAuth",
      "extendedKeyUsage=serverAuth,clientAuth")
LEAF (any_under_server, NULL, "extendedKeyUsage=serverAuth", "extendedKeyUsage=anyExtendedKeyUsage")
LEAF (ocsp_under_server, NULL, "extendedKeyUsage=serverAuth", "extendedKeyUsage=OCSPSigning")
LEAF (outside_names, NULL, "nameConstraints=critical,permitted;DNS:other.example", NULL)
LEAF (excluded_names, "nameConstraints=critical,excluded;DNS:example.com", NULL, NULL)
LEAF (other_name,
      NULL,
      "nameConstraints=critical,permitted;otherName:1.2.3.4;UTF8:a",
      "subjectAltName=DNS:www.example.com,otherName:1.2.3.4;UTF8:b")
LEAF (server_without_names, NULL, NULL, "-subjectAltName")
LEAF (without_aki, NULL, NULL, "-authorityKeyIdentifier")
LEAF (without_ski, NULL, NULL, "-subjectKeyIdentifier")
LEAF (without_cdp, NULL, NULL, "-crlDistributionPoints")
LEAF (issuer_no_sign, NULL, "keyUsage=critical,cRLSign", NULL)
LEAF (issuer_no_ca, NULL, "basicConstraints=critical,CA:FALSE", NULL)
LOWER (lower_without_ski, NULL, NULL, "-subjectKeyIdentifier")
LOWER (not_critical, NULL, NULL, "basicConstraints=CA:TRUE")
LOWER (no_usage, NULL, NULL, "-keyUsage")
LOWER (no_cert_sign, NULL, NULL, "keyUsage=critical,cRLSign")
MAKE (unknown_issuer, good_leaf (c); g_clear_pointer (&c->root, authority_free);
      g_clear_pointer (&c->issuer, authority_free))
MAKE (ends_soon, good_leaf (c); c->now = PATH_NOW + YEAR - 10 * DAY)
MAKE (ended_leaf, good_leaf (c); c->now = PATH_NOW + YEAR + 1)
MAKE (revoked_leaf, without_cdp (c); c->now = PATH_NOW + YEAR - 10 * DAY; c->facts.ended = TRUE)
MAKE (lower_ends_soon, good_lower (c); c->now = PATH_NOW + 3 * YEAR - 80 * DAY)
MAKE (lower_ended, good_lower (c); c->now = PATH_NOW + 3 * YEAR + DAY)
MAKE (lower_recorded, good_lower (c); c->now = PATH_NOW + 3 * YEAR + DAY; c->facts.recorded = TRUE)
MAKE (serial_of_other, good_leaf (c); c->facts.same_serial = "CN=other")
MAKE (key_of_other, good_leaf (c); c->facts.same_key = "CN=other")
MAKE (key_missing, good_lower (c); c->facts.key = ESP_KEY_NOT_THERE)
MAKE (key_there, good_lower (c); c->facts.key = ESP_KEY_THERE)
MAKE (key_of_leaf_missing, good_leaf (c); c->facts.key = ESP_KEY_NOT_THERE)
MAKE (key_alone, c->key = make_key ("EC_secp384r1"); c->facts.lone_key = c->key)

static void
make_leaf_of (Case *c, Recipe leaf)
{
  g_clear_pointer (&c->certificate, esp_certificate_unref);
  c->certificate = path_make (&leaf);
}

#define CHANGED(name, ...)                                                                         \
  static void name (Case *c)                                                                       \
  {                                                                                                \
    Recipe leaf;                                                                                   \
    make_two (c, NULL, NULL);                                                                      \
    leaf = leaf_recipe (c->issuer, NULL);                                                          \
    __VA_ARGS__;                                                                                   \
    make_leaf_of (c, leaf);                                                                        \
  }

CHANGED (outlives, leaf.not_after = PATH_NOW + 6 * YEAR)
CHANGED (issuer_expired, leaf.not_after = PATH_NOW + 6 * YEAR; c->now = PATH_NOW + 5 * YEAR + DAY)
CHANGED (short_serial, leaf.serial = "0a")
CHANGED (chance_serial, leaf.serial = "0123456789abcdef")
CHANGED (own_key_of_issuer, leaf.key = path_key (1))
CHANGED (wrong_aki, leaf.changes[1] = "authorityKeyIdentifier=none";
         leaf.changes[1] = "2.5.29.35=DER:3006800400000001")
CHANGED (ocsp_alone, leaf.changes[0] = "authorityInfoAccess=OCSP;URI:http://pki.example/ocsp")
CHANGED (no_check, leaf.changes[0] = "noCheck=ignored")
CHANGED (short_life, leaf.changes[0] = NULL; leaf.not_before = PATH_NOW - 3600;
         leaf.not_after = PATH_NOW + 7 * DAY)
CHANGED (idle_usage, leaf.changes[1] = "keyUsage=critical,digitalSignature,keyEncipherment")
CHANGED (rule, leaf.changes[1] = "keyUsage=critical,digitalSignature,keyCertSign")

static const char *const nobody[] = { NULL };

static void
make_list (Case *c, gint64 next_update)
{
  good_lower (c);
  c->crl = path_crl (c->lower, nobody, PATH_NOW - 10 * DAY, next_update, NULL);
  c->facts.crl = c->crl;
}

MAKE (stale_list, make_list (c, PATH_NOW - DAY))
MAKE (current_list, make_list (c, PATH_NOW + DAY))

/* --- What our own functions do not make: by openssl --------------------------------------------*/

#define OPENSSL_CONFIG                                                                             \
  "[req]\ndistinguished_name=dn\nprompt=no\n[dn]\nCN=www.example.com\n"                            \
  "[root]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n"             \
  "subjectKeyIdentifier=hash\n"                                                                    \
  "[leaf]\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n"                              \
  "keyUsage=critical,digitalSignature\nsubjectAltName=DNS:www.example.com\n" CDP "\n"              \
  "[ca]\ndefault_ca=here\n[here]\ndatabase=index.txt\nnew_certs_dir=.\ndefault_md=sha256\n"

static EspCertificate *
read_certificate (Scratch *scratch, const char *name)
{
  g_autoptr (GBytes) text = scratch_read (scratch, name);
  g_autoptr (GError) error = NULL;
  EspCertificate *certificate = esp_certificate_parse (text, &error);

  g_assert_no_error (error);
  return certificate;
}

static void
make_by_openssl (Case *c, const char *key, const char *digest, const char *root_digest)
{
  g_autoptr (Scratch) scratch = scratch_new ();

  scratch_write (scratch, "c.cnf", OPENSSL_CONFIG, -1);
  run_ok (
    scratch,
    "openssl req -x509 -config c.cnf -newkey rsa:2048 -nodes -keyout r.key -out r.pem -days 3000"
    " -subj /CN=Root -extensions root -%s",
    root_digest);
  run_ok (scratch, "openssl req -config c.cnf -newkey %s -nodes -keyout l.key -out l.csr", key);
  run_ok (scratch,
          "openssl x509 -req -in l.csr -CA r.pem -CAkey r.key -set_serial 0x%s -days 300 -%s"
          " -extfile c.cnf -extensions leaf -out l.pem",
          "123456789abcdef0123456789abcdef0", digest);
  c->root = g_new0 (Authority, 1);
  c->root->key = esp_key_ref (path_key (0));
  c->root->signer = esp_signer_new_from_key (path_key (0));
  c->root->certificate = read_certificate (scratch, "r.pem");
  c->certificate = read_certificate (scratch, "l.pem");
  c->now = get_now () + DAY;
}

MAKE (good_openssl, make_by_openssl (c, "rsa:2048", "sha256", "sha256"))
MAKE (small_key, make_by_openssl (c, "rsa:1024", "sha256", "sha256"))
MAKE (sha1, make_by_openssl (c, "rsa:2048", "sha1", "sha256"))
MAKE (sha1_root, make_by_openssl (c, "rsa:2048", "sha256", "sha1");
      g_clear_pointer (&c->certificate, esp_certificate_unref);
      c->certificate = esp_certificate_ref (c->root->certificate))

/* A list as nobody should make one: no end, no number. */
static void
bare_list (Case *c)
{
  g_autoptr (GBytes) der = NULL;
  g_autoptr (GError) error = NULL;
  /* version 1, sha256WithRSA, nobody, 2026-09-01, no entry, no signature to speak of */
  static const char hex[] = "3034"
                            "3020300d06092a864886f70d01010b05003000170d3236303930313030303030305a"
                            "300d06092a864886f70d01010b0500030100";
  gsize len = strlen (hex) / 2;
  g_autofree guint8 *bytes = g_malloc (len);

  for (gsize i = 0; i < len; i++)
    bytes[i] = (guint8) (g_ascii_xdigit_value (hex[2 * i]) << 4 |
                         g_ascii_xdigit_value (hex[2 * i + 1]));
  der = g_bytes_new (bytes, len);
  good_lower (c);
  c->crl = esp_crl_parse (der, &error);
  g_assert_no_error (error);
  c->facts.crl = c->crl;
}

/* --- The table ---------------------------------------------------------------------------------*/

static const Row rows[] = {
  { NULL, "a good certificate", good_leaf },
  { NULL, "a good authority", good_lower },
  { NULL, "a good root", good_root },
  { NULL, "within name constraints", constrained_leaf },
  { NULL, "made by openssl", good_openssl },
  { NULL, "any purpose is narrowed", any_under_server },
  { NULL, "OCSP signing is never nested", ocsp_under_server },
  { NULL, "64 bits", chance_serial },
  { NULL, "a responder's own certificate", no_check },
  { NULL, "a week needs no revocation", short_life },
  { NULL, "past its end", ended_leaf },
  { NULL, "revoked", revoked_leaf },
  { NULL, "its record is judged elsewhere", lower_recorded },
  { NULL, "its key is there", key_there },
  { NULL, "the key of an end entity is elsewhere", key_of_leaf_missing },
  { NULL, "a list that is good", current_list },
  { "PATH_LENGTH_BROKEN",
    "3 under 0",
    three_under_zero,
    { "length 3", "\"CN=Issuer\"", "length 0" },
    "path length constraint exceeded",
    NULL },
  { "PATH_LENGTH_BROKEN",
    "0 under none under 0",
    zero_two_above,
    { "\"CN=Root\"", "length 0" },
    "path length constraint exceeded",
    NULL },
  { "PATH_LENGTH_WIDER",
    "none, two below 2",
    under_two_above,
    { "\"CN=Root\"", "length 2", "leaves 0" } },
  { "PATH_LENGTH_WIDER", "2 under 2", two_under_two, { "is 2", "length 2", "leaves 1" } },
  { "PATH_LENGTH_EXCEEDED",
    "two levels where none is allowed",
    too_deep,
    { "2 authorities", "\"CN=Root\"", "length is 0" },
    "path length constraint exceeded",
    NULL },
  { "PURPOSES_NONE_LEFT",
    "client under server",
    client_under_server,
    { "for clientAuth", "\"CN=Issuer\"", "serverAuth alone" },
    "unsuitable certificate purpose|unsupported certificate purpose",
    "-purpose sslclient" },
  { "PURPOSES_LOST",
    "both under server",
    both_under_server,
    { "serverAuth, clientAuth", "do not take clientAuth" },
    "unsuitable certificate purpose|unsupported certificate purpose",
    "-purpose sslclient" },
  { "NAME_NOT_PERMITTED",
    "other.example alone",
    outside_names,
    { "DNS:www.example.com", "\"CN=Issuer\"" },
    "permitted subtree violation",
    NULL },
  { "NAME_EXCLUDED",
    "excluded two above",
    excluded_names,
    { "DNS:www.example.com", "DNS:example.com", "\"CN=Root\"" },
    "excluded subtree violation",
    NULL },
  { "NAME_NOT_COMPARED",
    "another name",
    other_name,
    { "\"CN=Issuer\"" },
    "unsupported name constraint type",
    NULL },
  { "SERVER_NAME_MISSING",
    "common name alone",
    server_without_names,
    { "www.example.com" },
    NULL,
    NULL },
  { "ISSUER_UNKNOWN",
    "alone",
    unknown_issuer,
    { "\"CN=Issuer\"" },
    "unable to get local issuer certificate",
    NULL },
  { "ISSUER_NOT_CA",
    "an end entity signs",
    issuer_no_ca,
    { "\"CN=Issuer\"" },
    "invalid CA certificate|issuer certificate doesn't have a public key|CA",
    NULL },
  { "ISSUER_MAY_NOT_SIGN",
    "cRLSign alone",
    issuer_no_sign,
    { "keyCertSign", "\"CN=Issuer\"" },
    "key usage does not include certificate signing|unable to get local issuer certificate|invalid CA certificate",
    NULL },
  { "ISSUER_EXPIRED",
    "a year longer",
    issuer_expired,
    { "\"CN=Issuer\"", "2031-", "2032-" },
    "certificate has expired",
    NULL },
  { "OUTLIVES_ISSUER", "a year longer", outlives, { "\"CN=Issuer\"", "2031-", "2032-" } },
  { "KEY_OF_ISSUER", "the issuer's key", own_key_of_issuer, { "\"CN=Issuer\"" } },
  { "AUTHORITY_EXPIRED", "ended", lower_ended, { "2029-" }, "certificate has expired", NULL },
  { "AUTHORITY_ENDS_SOON", "80 days", lower_ends_soon, { "in 80 days" } },
  { "ENDS_SOON", "10 days", ends_soon, { "in 10 days" } },
  { "AKI_MISSING",
    "none",
    without_aki,
    { NULL },
    "Missing Authority Key Identifier",
    "-x509_strict" },
  { "AKI_WRONG",
    "00000001",
    wrong_aki,
    { "the key 00000001" },
    "authority and subject key identifier mismatch|unable to get local issuer certificate",
    NULL },
  { "SKI_MISSING",
    "none",
    lower_without_ski,
    { NULL },
    "Missing Subject Key Identifier",
    "-x509_strict" },
  { "SKI_LEFT_OUT", "none", without_ski, { NULL } },
  { "REVOCATION_PLACE_MISSING", "nothing", without_cdp, { "for 730 days" } },
  { "CDP_MISSING", "a responder alone", ocsp_alone, { NULL } },
  { "CRL_STALE", "a day ago", stale_list, { "2026-09-20" } },
  { "CRL_ENDLESS", "version 1", bare_list, { "2026-09-01" }, NULL, NULL, { "CRL_NUMBER_MISSING" } },
  { "CRL_NUMBER_MISSING", "version 1", bare_list, { "2026-09-01" }, NULL, NULL, { "CRL_ENDLESS" } },
  { "SERIAL_SHORT", "10", short_serial, { "0000000a", "4 bits" } },
  { "SERIAL_TWICE", "told", serial_of_other, { "CN=other" } },
  { "KEY_TWICE", "told", key_of_other, { "CN=other" } },
  { "KEY_SMALL", "1024", small_key, { "RSA 1024", "RSA 2048" }, "key too weak", "-auth_level 2" },
  { "KEY_USAGE_IDLE", "keyEncipherment", idle_usage, { "EC P-256" } },
  { "SIGNATURE_WEAK",
    "SHA-1",
    sha1,
    { "sha1WithRSA" },
    "signature digest algorithm too weak|CA md too weak|too weak",
    "-auth_level 2" },
  { "SIGNATURE_WEAK_ROOT", "SHA-1", sha1_root, { "sha1WithRSA" } },
  { "KEY_MISSING", "none", key_missing, { NULL } },
  { "KEY_ALONE", "P-384", key_alone, { "EC P-384" } },
  { "CA_NOT_CRITICAL",
    "not critical",
    not_critical,
    { NULL },
    "Basic Constraints of CA cert not marked critical",
    "-x509_strict" },
  { "CA_WITHOUT_KEY_USAGE",
    "none",
    no_usage,
    { NULL },
    "CA cert does not include key usage extension",
    "-x509_strict" },
  { "CA_MAY_NOT_SIGN",
    "cRLSign alone",
    no_cert_sign,
    { "keyCertSign" },
    "key usage does not include certificate signing|unable to get local issuer certificate|invalid CA certificate",
    NULL },
  { "RULE_BROKEN",
    "keyCertSign without CA",
    rule,
    { "cert-sign-without-ca", "RFC 5280, 4.2.1.3" } },
};

/* --- The judge ---------------------------------------------------------------------------------*/

static void
write_pem (Scratch *scratch, const char *name, EspCertificate *certificate)
{
  g_autofree char *pem = esp_certificate_to_pem (certificate);

  scratch_write (scratch, name, pem, -1);
}

static gboolean
ask_openssl (const Case *c, const char *options, char **said)
{
  g_autoptr (Scratch) scratch = scratch_new ();
  g_autofree char *issuer = c->issuer ? esp_certificate_to_pem (c->issuer->certificate) :
                                        g_strdup ("");
  g_autofree char *lower = c->lower ? esp_certificate_to_pem (c->lower->certificate) :
                                      g_strdup ("");
  g_autofree char *between = g_strconcat (issuer, lower, NULL);

  if (c->root)
    write_pem (scratch, "root.pem", c->root->certificate);
  scratch_write (scratch, "between.pem", between, -1);
  write_pem (scratch, "it.pem", c->probe ? c->probe : c->certificate);
  return run (scratch, said,
              "openssl verify -no-CApath -no-CAstore %s %s -attime %" G_GINT64_FORMAT " %s it.pem",
              c->root ? "-CAfile root.pem" : "-no-CAfile", *between ? "-untrusted between.pem" : "",
              c->now, options ? options : "");
}

static gboolean
says_one_of (const char *said, const char *errors)
{
  g_auto (GStrv) parts = g_strsplit (errors, "|", -1);

  for (guint i = 0; parts[i]; i++)
    if (strstr (said, parts[i]))
      return TRUE;
  return FALSE;
}

/* --- Tests -------------------------------------------------------------------------------------*/

static void
set_up (Case *c, Make make)
{
  c->now = PATH_NOW;
  make (c);
  c->above = g_ptr_array_new ();
  if (c->lower && c->certificate != c->lower->certificate)
    g_ptr_array_add (c->above, c->lower->certificate);
  if (c->issuer)
    g_ptr_array_add (c->above, c->issuer->certificate);
  if (c->root && c->certificate != c->root->certificate)
    g_ptr_array_add (c->above, c->root->certificate);
  c->chain = esp_chain_new (c->above);
  c->facts.certificate = c->certificate;
  c->facts.chain = c->chain;
}

static gboolean
is_expected (const Row *row, const char *id)
{
  if (row->id && g_str_equal (row->id, id))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (row->also) && row->also[i]; i++)
    if (g_str_equal (row->also[i], id))
      return TRUE;
  return FALSE;
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_auto (Case) c = { 0 };
  g_autoptr (GPtrArray) findings = NULL;
  gboolean found = FALSE;

  set_up (&c, row->make);
  findings = esp_certificate_findings (&c.facts, c.now);
  for (guint i = 0; i < findings->len; i++)
    {
      const EspCaFinding *finding = g_ptr_array_index (findings, i);
      g_autofree char *text = esp_ca_finding_to_text (finding);

      g_test_message ("%s: %s", finding->id, text);
      g_assert_null (strchr (text, '{'));
      if (!is_expected (row, finding->id))
        g_test_fail_printf ("%s was not expected: %s", finding->id, text);
      if (g_strcmp0 (finding->id, row->id) != 0)
        continue;
      found = TRUE;
      for (guint v = 0; v < G_N_ELEMENTS (row->values) && row->values[v]; v++)
        if (!strstr (text, row->values[v]))
          g_test_fail_printf ("%s does not say %s: %s", finding->id, row->values[v], text);
    }
  g_assert_true (found == (row->id != NULL));
}

static void
test_verdict (gconstpointer data)
{
  const Row *row = data;
  g_auto (Case) good = { 0 }, c = { 0 };
  g_autofree char *good_said = NULL, *said = NULL;

  set_up (&good, row->make == small_key || row->make == sha1 ? good_openssl : good_lower);
  g_assert_true (ask_openssl (
    &good, row->options && strstr (row->options, "-purpose") ? NULL : row->options, &good_said));
  set_up (&c, row->make);
  if (ask_openssl (&c, row->options, &said))
    g_test_fail_printf ("openssl takes it");
  if (!says_one_of (said, row->error))
    g_test_fail_printf ("openssl does not say %s: %s", row->error, said);
}

static void
test_table (void)
{
  const char *id;

  for (guint i = 0; (id = esp_certificate_finding_nth (i)); i++)
    {
      gboolean tested = FALSE;

      for (gsize r = 0; r < G_N_ELEMENTS (rows) && !tested; r++)
        tested = g_strcmp0 (rows[r].id, id) == 0;
      if (!tested)
        g_test_fail_printf ("no row tests %s", id);
      for (guint other = 0; other < i; other++)
        g_assert_cmpstr (esp_certificate_finding_nth (other), !=, id);
      g_assert_nonnull (esp_certificate_finding_get_text (id));
      g_assert_true (esp_certificate_finding_get_citation (id) || g_str_equal (id, "RULE_BROKEN"));
      /* What is wrong, and after a semicolon what to do. */
      g_assert_nonnull (strchr (esp_certificate_finding_get_text (id), ';'));
      g_assert_true (esp_ca_finding_get_text (id) == esp_certificate_finding_get_text (id));
    }
  g_assert_null (esp_certificate_finding_get_text ("NONE"));
  g_assert_null (esp_certificate_finding_get_citation (NULL));
}

/* Three with a serial number each, of which one comes again; keys likewise. */
static void
test_seen (void)
{
  g_autoptr (EspCertificateSeen) seen = esp_certificate_seen_new ();
  g_auto (Case) c = { 0 };
  guint32 serial = 9, key = 9;

  c.now = PATH_NOW;
  good_leaf (&c);
  esp_certificate_seen_add (seen, c.certificate, 1, &serial, &key);
  g_assert_cmpuint (serial, ==, 0);
  g_assert_cmpuint (key, ==, 0);
  esp_certificate_seen_add (seen, c.certificate, 2, &serial, &key);
  g_assert_cmpuint (serial, ==, 1);
  g_assert_cmpuint (key, ==, 0); /* the same subject: a renewal */
  for (guint i = 0; i < 3000; i++)
    {
      Recipe leaf = leaf_recipe (c.issuer, NULL);
      g_autofree char *subject = g_strdup_printf ("CN=%u", i % 1500);
      g_autofree char *number = g_strdup_printf ("70%030u", i % 1500);
      g_autoptr (EspCertificate) other = NULL;

      leaf.subject = subject;
      leaf.serial = number;
      other = path_make (&leaf);
      esp_certificate_seen_add (seen, other, 10 + i, &serial, &key);
      g_assert_cmpuint (serial, ==, i < 1500 ? 0 : 10 + i - 1500);
      g_assert_cmpuint (key, ==, 1);
    }
}

static void
test_nothing (void)
{
  EspCertificateFacts facts = { 0 };
  g_autoptr (GPtrArray) findings = esp_certificate_findings (&facts, PATH_NOW);

  g_assert_cmpuint (findings->len, ==, 0);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  if (!esp_pki_init ())
    g_error ("no secure memory");
  path_fixture_open ();
  g_test_add_func ("/certificate-finding/table", test_table);
  g_test_add_func ("/certificate-finding/nothing", test_nothing);
  g_test_add_func ("/certificate-finding/seen", test_seen);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *name = g_strdup_printf ("/certificate-finding/%s/%s",
                                               rows[i].id ? rows[i].id : "good", rows[i].what);
      g_autofree char *judged = g_strconcat (name, "/openssl", NULL);

      g_test_add_data_func (name, &rows[i], test_row);
      if (rows[i].error)
        g_test_add_data_func (judged, &rows[i], test_verdict);
    }
  status = g_test_run ();
  path_fixture_close ();
  return status;
}
