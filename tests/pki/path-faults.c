/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each check in its bad case: a path of three with one thing wrong, and what is said of it. */
#include "path-fixture.h"
#include "test-path.h"

#define ROOT 2
#define SUB 1
#define LEAF 0

typedef struct
{
  const char *root[PATH_EXTRAS];
  const char *sub[PATH_EXTRAS];
  const char *leaf[PATH_EXTRAS];
} Changes;

typedef struct
{
  const char *name;
  Changes changes;
  EspPurpose purpose;
  guint step;
  EspPathReason reason;
  const char *rule; /* of the lint */
} Case;

static const Case bad[] = {
  { "constraints-missing",
    { .sub = { "-basicConstraints" } },
    0,
    SUB,
    ESP_PATH_REASON_CONSTRAINTS_MISSING },
  { "not-a-ca",
    { .sub = { "basicConstraints=critical,CA:FALSE" } },
    0,
    SUB,
    ESP_PATH_REASON_CONSTRAINTS_NOT_CA },
  { "root-not-a-ca",
    { .root = { "basicConstraints=critical,CA:FALSE" } },
    0,
    ROOT,
    ESP_PATH_REASON_CONSTRAINTS_NOT_CA },
  { "path-length",
    { .root = { "basicConstraints=critical,CA:TRUE,pathlen:0" } },
    0,
    ROOT,
    ESP_PATH_REASON_LENGTH_EXCEEDED },
  { "usage-no-sign",
    { .sub = { "keyUsage=critical,cRLSign" } },
    0,
    SUB,
    ESP_PATH_REASON_USAGE_NO_SIGN },
  { "usage-unfit",
    { .leaf = { "keyUsage=critical,dataEncipherment" } },
    ESP_PURPOSE_SERVER,
    LEAF,
    ESP_PATH_REASON_USAGE_UNFIT },
  { "purpose-unfit",
    { .leaf = { "extendedKeyUsage=codeSigning" } },
    ESP_PURPOSE_SERVER,
    LEAF,
    ESP_PATH_REASON_PURPOSE_UNFIT },
  { "purpose-unfit-above",
    { .sub = { "extendedKeyUsage=clientAuth" } },
    ESP_PURPOSE_SERVER,
    SUB,
    ESP_PATH_REASON_PURPOSE_UNFIT },
  { "purpose-any",
    { .leaf = { "extendedKeyUsage=anyExtendedKeyUsage" } },
    ESP_PURPOSE_SERVER,
    LEAF,
    ESP_PATH_REASON_PURPOSE_ANY },
  { "purpose-none-left",
    { .sub = { "extendedKeyUsage=codeSigning" } },
    ESP_PURPOSE_ANY,
    SUB,
    ESP_PATH_REASON_PURPOSE_NONE_LEFT },
  { "host-not-permitted",
    { .sub = { "nameConstraints=critical,permitted;DNS:other.example" } },
    0,
    LEAF,
    ESP_PATH_REASON_NAMES_NOT_PERMITTED },
  { "host-excluded",
    { .root = { "nameConstraints=critical,excluded;DNS:example.com" } },
    0,
    LEAF,
    ESP_PATH_REASON_NAMES_EXCLUDED },
  { "wildcard-excluded",
    { .sub = { "nameConstraints=critical,excluded;DNS:www.example.com" },
      .leaf = { "subjectAltName=DNS:*.example.com" } },
    0,
    LEAF,
    ESP_PATH_REASON_NAMES_EXCLUDED },
  { "wildcard-not-permitted",
    { .sub = { "nameConstraints=critical,permitted;DNS:www.example.com" },
      .leaf = { "subjectAltName=DNS:*.example.com" } },
    0,
    LEAF,
    ESP_PATH_REASON_NAMES_NOT_PERMITTED },
  { "address-not-permitted",
    { .sub = { "nameConstraints=critical,permitted;IP:192.0.3.0/255.255.255.0" } },
    0,
    LEAF,
    ESP_PATH_REASON_NAMES_NOT_PERMITTED },
  { "address-excluded",
    { .sub = { "nameConstraints=critical,excluded;IP:192.0.2.0/255.255.255.0" } },
    0,
    LEAF,
    ESP_PATH_REASON_NAMES_EXCLUDED },
  { "mask-with-holes",
    { .sub = { "nameConstraints=critical,permitted;IP:192.0.2.0/255.0.255.0" } },
    0,
    SUB,
    ESP_PATH_REASON_NAMES_SUBTREE },
  { "leading-dot",
    { .sub = { "nameConstraints=critical,permitted;DNS:.example.com" } },
    0,
    SUB,
    ESP_PATH_REASON_NAMES_SUBTREE },
  { "mailbox-not-permitted",
    { .sub = { "nameConstraints=critical,permitted;email:grace@example.com" } },
    0,
    LEAF,
    ESP_PATH_REASON_NAMES_NOT_PERMITTED },
  { "mailbox-host-not-permitted",
    { .sub = { "nameConstraints=critical,permitted;email:.example.com" } },
    0,
    LEAF,
    ESP_PATH_REASON_NAMES_NOT_PERMITTED },
  { "uri-excluded",
    { .sub = { "nameConstraints=critical,excluded;URI:.example.com" },
      .leaf = { "subjectAltName=URI:https://a.example.com/x" } },
    0,
    LEAF,
    ESP_PATH_REASON_NAMES_EXCLUDED },
  { "uri-without-host",
    { .sub = { "nameConstraints=critical,permitted;URI:example.com" },
      .leaf = { "subjectAltName=URI:urn:example:com" } },
    0,
    LEAF,
    ESP_PATH_REASON_NAMES_MALFORMED },
  { "directory-not-permitted",
    { .sub = { "nameConstraints=critical,permitted;dirName:meridian" } },
    0,
    LEAF,
    ESP_PATH_REASON_NAMES_NOT_PERMITTED },
  { "kind-unsupported",
    { .sub = { "nameConstraints=critical,excluded;otherName:1.2.3.4;UTF8:x" },
      .leaf = { "subjectAltName=otherName:1.2.3.4;UTF8:y" } },
    0,
    LEAF,
    ESP_PATH_REASON_NAMES_UNSUPPORTED },
  { "policy-required",
    { .sub = { "policyConstraints=critical,requireExplicitPolicy:0" } },
    0,
    LEAF,
    ESP_PATH_REASON_POLICIES_NONE },
  { "policy-not-inherited",
    { .sub = { "policyConstraints=critical,requireExplicitPolicy:0",
               "certificatePolicies=1.2.3.4" },
      .leaf = { "certificatePolicies=1.2.3.5" } },
    0,
    LEAF,
    ESP_PATH_REASON_POLICIES_NONE },
  { "any-policy-inhibited",
    { .root = { "inhibitAnyPolicy=critical,0" },
      .sub = { "policyConstraints=critical,requireExplicitPolicy:0", "certificatePolicies=1.2.3.4",
               "inhibitAnyPolicy=critical,0" },
      .leaf = { "certificatePolicies=anyPolicy" } },
    0,
    LEAF,
    ESP_PATH_REASON_POLICIES_NONE },
  { "mapping-of-any",
    { .sub = { "certificatePolicies=1.2.3.4", "policyMappings=critical,1.2.3.4:anyPolicy" } },
    0,
    SUB,
    ESP_PATH_REASON_POLICIES_MAPPED_ANY },
  { "mapping-inhibited",
    { .sub = { "certificatePolicies=1.2.3.4", "policyMappings=critical,1.2.3.4:1.2.3.5",
               "policyConstraints=critical,requireExplicitPolicy:0" },
      .leaf = { "certificatePolicies=1.2.3.4" } },
    0,
    LEAF,
    ESP_PATH_REASON_POLICIES_NONE },
  { "critical-unknown",
    { .sub = { "1.2.3.4=critical,DER:0500" } },
    0,
    SUB,
    ESP_PATH_REASON_PROFILE_CRITICAL },
  { "extension-twice",
    { .leaf = { "+subjectAltName=DNS:www.example.com" } },
    0,
    LEAF,
    ESP_PATH_REASON_PROFILE_TWICE },
  { "extension-damaged",
    { .leaf = { "subjectAltName=DER:0102" } },
    0,
    LEAF,
    ESP_PATH_REASON_PROFILE_DAMAGED },
  { "lint-constraints-critical",
    { .sub = { "basicConstraints=CA:TRUE" } },
    ESP_PURPOSE_SERVER,
    SUB,
    ESP_PATH_REASON_PROFILE_RULE,
    "ca-constraints-not-critical" },
  { "lint-name-constraints",
    { .leaf = { "nameConstraints=critical,permitted;DNS:example.com" } },
    ESP_PURPOSE_SERVER,
    LEAF,
    ESP_PATH_REASON_PROFILE_RULE,
    "name-constraints-without-ca" },
  { "lint-authority-key",
    { .leaf = { "-authorityKeyIdentifier" } },
    ESP_PURPOSE_SERVER,
    LEAF,
    ESP_PATH_REASON_PROFILE_RULE,
    "authority-key-missing" },
  { "common-name-spelling",
    { .leaf = { "subjectAltName=DNS:WWW.example.com" } },
    ESP_PURPOSE_SERVER,
    LEAF,
    ESP_PATH_REASON_PROFILE_RULE,
    "common-name-spelling" },
  { "wildcard-wide",
    { .leaf = { "subjectAltName=DNS:*.com" } },
    ESP_PURPOSE_SERVER,
    LEAF,
    ESP_PATH_REASON_PROFILE_RULE,
    "wildcard-wide" },
};

static const Case good[] = {
  { "plain",
    { { NULL }, { NULL }, { NULL } },
    ESP_PURPOSE_ANY,
    LEAF,
    ESP_PATH_REASON_SIGNATURE_GOOD },
  { "server",
    { { NULL }, { NULL }, { NULL } },
    ESP_PURPOSE_SERVER,
    LEAF,
    ESP_PATH_REASON_PURPOSE_FITS },
  { "second-judge",
    { { NULL }, { NULL }, { NULL } },
    ESP_PURPOSE_SERVER,
    LEAF,
    ESP_PATH_REASON_OPENSSL_AGREES },
  { "common-name-under-limits",
    { .sub = { "nameConstraints=critical,permitted;DNS:example.org" },
      .leaf = { "subjectAltName=IP:192.0.2.7" } },
    ESP_PURPOSE_SERVER,
    LEAF,
    ESP_PATH_REASON_OPENSSL_COMMON_NAME },
  { "profile",
    { { NULL }, { NULL }, { NULL } },
    ESP_PURPOSE_SERVER,
    SUB,
    ESP_PATH_REASON_PROFILE_GOOD },
  { "path-length",
    { .root = { "basicConstraints=critical,CA:TRUE,pathlen:1" } },
    0,
    ROOT,
    ESP_PATH_REASON_LENGTH_GOOD },
  { "usage-left-out",
    { .leaf = { "-keyUsage" } },
    ESP_PURPOSE_SERVER,
    LEAF,
    ESP_PATH_REASON_USAGE_LEFT_OUT },
  { "purpose-nested",
    { .sub = { "extendedKeyUsage=serverAuth,clientAuth" } },
    0,
    SUB,
    ESP_PATH_REASON_PURPOSE_NESTED },
  { "host-permitted",
    { .root = { "nameConstraints=critical,permitted;DNS:example.com" },
      .sub = { "nameConstraints=critical,permitted;DNS:www.example.com,"
               "permitted;IP:192.0.2.0/255.255.255.0,permitted;email:example.com,"
               "excluded;DNS:bad.example.com" } },
    0,
    LEAF,
    ESP_PATH_REASON_NAMES_WITHIN },
  { "wildcard-permitted",
    { .sub = { "nameConstraints=critical,permitted;DNS:example.com,excluded;DNS:a.b.example.com" },
      .leaf = { "subjectAltName=DNS:*.example.com" } },
    0,
    LEAF,
    ESP_PATH_REASON_NAMES_WITHIN },
  { "directory-not-excluded",
    { .sub = { "nameConstraints=critical,excluded;dirName:other" } },
    0,
    LEAF,
    ESP_PATH_REASON_NAMES_WITHIN },
  { "policy-inherited",
    { .sub = { "policyConstraints=critical,requireExplicitPolicy:0",
               "certificatePolicies=1.2.3.4" },
      .leaf = { "certificatePolicies=1.2.3.4" } },
    0,
    LEAF,
    ESP_PATH_REASON_POLICIES_VALID },
  { "policy-mapped",
    { .sub = { "certificatePolicies=1.2.3.4", "policyMappings=critical,1.2.3.4:1.2.3.5",
               "policyConstraints=critical,requireExplicitPolicy:0" },
      .leaf = { "certificatePolicies=1.2.3.5" } },
    0,
    LEAF,
    ESP_PATH_REASON_POLICIES_VALID },
  { "any-policy",
    { .sub = { "policyConstraints=critical,requireExplicitPolicy:0",
               "certificatePolicies=anyPolicy" },
      .leaf = { "certificatePolicies=1.2.3.5" } },
    0,
    LEAF,
    ESP_PATH_REASON_POLICIES_VALID },
};

static void
apply (Recipe *recipe, const char *const *changes)
{
  for (guint i = 0; i < PATH_EXTRAS; i++)
    recipe->changes[i] = changes[i];
}

static void
run_case (const Case *test, EspVerdict wanted)
{
  Recipe root_recipe = path_ca ("CN=Root", NULL, path_key (0));
  Recipe sub_recipe;
  Recipe leaf_recipe;
  EspValidationOptions options = path_options ();
  g_autoptr (Authority) root = NULL;
  g_autoptr (Authority) sub = NULL;
  g_autoptr (EspCertificate) leaf = NULL;
  g_autoptr (EspValidation) validation = NULL;
  const EspPathFinding *finding;
  g_autofree char *sentence = NULL;

  g_test_message ("case %s", test->name);
  apply (&root_recipe, test->changes.root);
  root = path_authority (&root_recipe);
  sub_recipe = path_ca ("CN=Sub", root, path_key (1));
  apply (&sub_recipe, test->changes.sub);
  sub = path_authority (&sub_recipe);
  leaf_recipe = path_leaf (sub);
  apply (&leaf_recipe, test->changes.leaf);
  leaf = path_make (&leaf_recipe);
  options.purpose = test->purpose;
  validation = path_validate (leaf, (EspCertificate *[]){ sub->certificate, NULL },
                              (EspCertificate *[]){ root->certificate, NULL }, &options);
  g_assert_cmpint (validation->verdict, ==, wanted);
  g_assert_cmpuint (validation->paths->len, ==, 1);
  finding = path_find (validation, test->step, test->reason);
  g_assert_nonnull (finding);
  g_assert_cmpstr (finding->rule, ==, test->rule);
  g_assert_cmpint (finding->verdict, ==, wanted);
  sentence = esp_path_finding_format (finding, NULL);
  g_assert_null (strchr (sentence, '{'));
}

void
test_path_faults (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    run_case (&bad[i], ESP_VERDICT_BAD);
}

void
test_path_good (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    run_case (&good[i], ESP_VERDICT_GOOD);
}
