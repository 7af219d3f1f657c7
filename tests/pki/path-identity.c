/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who it is for, when it is valid, how the certificates of a path hang together, and the tables. */
#include "path-fixture.h"
#include "test-path.h"

#include "base/esp-hex.h"
#include "pki/esp-certificate-private.h"
#include "pki/esp-lint-rule.h"
#include "pki/esp-path-private.h"

static Authority *
make_root (void)
{
  Recipe recipe = path_ca ("CN=Root", NULL, path_key (0));

  return path_authority (&recipe);
}

static const struct
{
  const char *names;
  const char *asked;
  EspPathReason reason;
} identities[] = {
  { "DNS:www.example.com", "www.example.com", ESP_PATH_REASON_IDENTITY_GOOD },
  { "DNS:www.example.com", "WWW.Example.COM", ESP_PATH_REASON_IDENTITY_GOOD },
  { "DNS:www.example.com", "example.com", ESP_PATH_REASON_IDENTITY_OTHER },
  { "DNS:*.example.com", "www.example.com", ESP_PATH_REASON_IDENTITY_GOOD },
  { "DNS:*.example.com", "a.www.example.com", ESP_PATH_REASON_IDENTITY_OTHER },
  { "DNS:*.example.com", "example.com", ESP_PATH_REASON_IDENTITY_OTHER },
  { "DNS:*.com", "example.com", ESP_PATH_REASON_IDENTITY_OTHER },
  { "DNS:w*.example.com", "www.example.com", ESP_PATH_REASON_IDENTITY_OTHER },
  { "DNS:www.*.com", "www.example.com", ESP_PATH_REASON_IDENTITY_OTHER },
  { "IP:192.0.2.7", "192.0.2.7", ESP_PATH_REASON_IDENTITY_GOOD },
  { "IP:192.0.2.7", "192.0.2.8", ESP_PATH_REASON_IDENTITY_OTHER },
  { "IP:2001:db8::1", "2001:0DB8:0::1", ESP_PATH_REASON_IDENTITY_GOOD },
  { "DNS:192.0.2.7", "192.0.2.7", ESP_PATH_REASON_IDENTITY_NONE },
  { "email:ada@example.com", "ada@EXAMPLE.com", ESP_PATH_REASON_IDENTITY_GOOD },
  { "email:ada@example.com", "Ada@example.com", ESP_PATH_REASON_IDENTITY_OTHER },
  { "URI:https://www.example.com/", "www.example.com", ESP_PATH_REASON_IDENTITY_NONE },
  { "DNS:www.example.com", "not a name", ESP_PATH_REASON_IDENTITY_SYNTAX },
  { "DNS:www.example.com", "@example.com", ESP_PATH_REASON_IDENTITY_SYNTAX },
};

void
test_path_identity (void)
{
  g_autoptr (Authority) root = make_root ();

  for (gsize i = 0; i < G_N_ELEMENTS (identities); i++)
    {
      g_autofree char *change = g_strconcat ("subjectAltName=", identities[i].names, NULL);
      const char *names[] = { identities[i].asked, NULL };
      EspValidationOptions options = path_options ();
      Recipe recipe = path_leaf (root);
      g_autoptr (EspCertificate) leaf = NULL;
      g_autoptr (EspValidation) validation = NULL;
      gboolean fits = identities[i].reason == ESP_PATH_REASON_IDENTITY_GOOD;

      g_test_message ("%s for %s", identities[i].names, identities[i].asked);
      recipe.subject = "CN=www.example.com"; /* never read */
      recipe.changes[0] = change;
      leaf = path_make (&recipe);
      options.names = names;
      validation = path_validate (leaf, NULL, (EspCertificate *[]){ root->certificate, NULL },
                                  &options);
      g_assert_nonnull (path_find (validation, 0, identities[i].reason));
      g_assert_cmpint (validation->verdict, ==, fits ? ESP_VERDICT_GOOD : ESP_VERDICT_BAD);
    }
}

static const struct
{
  gint64 offset; /* from the start, or from the end where it is not before it */
  gboolean from_end;
  EspVerdict verdict;
  EspPathReason reason;
} moments[] = {
  { -1, FALSE, ESP_VERDICT_BAD, ESP_PATH_REASON_VALIDITY_NOT_YET },
  { 0, FALSE, ESP_VERDICT_GOOD, ESP_PATH_REASON_VALIDITY_GOOD },
  { -1, TRUE, ESP_VERDICT_GOOD, ESP_PATH_REASON_VALIDITY_GOOD },
  { 0, TRUE, ESP_VERDICT_GOOD, ESP_PATH_REASON_VALIDITY_LAST_SECOND },
  { 1, TRUE, ESP_VERDICT_BAD, ESP_PATH_REASON_VALIDITY_EXPIRED },
};

void
test_path_validity (void)
{
  g_autoptr (Authority) root = make_root ();
  Recipe recipe = path_leaf (root);
  g_autoptr (EspCertificate) leaf = NULL;

  recipe.not_before = PATH_NOW - DAY;
  recipe.not_after = PATH_NOW + DAY;
  leaf = path_make (&recipe);
  for (gsize i = 0; i < G_N_ELEMENTS (moments); i++)
    {
      EspValidationOptions options = path_options ();
      g_autoptr (EspValidation) validation = NULL;

      options.purpose = ESP_PURPOSE_SERVER;
      options.time = (moments[i].from_end ? recipe.not_after : recipe.not_before) +
                     moments[i].offset;
      validation = path_validate (leaf, NULL, (EspCertificate *[]){ root->certificate, NULL },
                                  &options);
      g_assert_cmpint (validation->verdict, ==, moments[i].verdict);
      g_assert_nonnull (path_find (validation, 0, moments[i].reason));
    }
}

static void
check_link (EspCertificate *leaf, Authority *root, EspPathReason reason)
{
  EspValidationOptions options = path_options ();
  g_autoptr (EspValidation) validation = path_validate (
    leaf, NULL, (EspCertificate *[]){ root->certificate, NULL }, &options);

  g_assert_cmpint (validation->verdict, ==, ESP_VERDICT_BAD);
  g_assert_nonnull (path_find (validation, 0, reason));
}

/* The same certificate with the last bit of what is signed turned over. */
static EspCertificate *
spoil (EspCertificate *certificate)
{
  GBytes *tbs = esp_certificate_get_tbs (certificate);
  gsize len = 0;
  g_autofree guint8 *bytes = g_memdup2 (
    g_bytes_get_data (esp_certificate_get_der (certificate), &len),
    g_bytes_get_size (esp_certificate_get_der (certificate)));
  const guint8 *start = g_bytes_get_data (esp_certificate_get_der (certificate), NULL);
  const guint8 *inside = g_bytes_get_data (tbs, NULL);
  g_autoptr (GBytes) der = NULL;
  g_autoptr (GError) error = NULL;
  EspCertificate *spoilt;

  bytes[(gsize) (inside - start) + g_bytes_get_size (tbs) - 1] ^= 1;
  der = g_bytes_new (bytes, len);
  spoilt = esp_certificate_new_from_der (der, NULL, &error);
  g_assert_no_error (error);
  return spoilt;
}

void
test_path_links (void)
{
  g_autoptr (Authority) root = make_root ();
  Recipe recipe = path_leaf (root);
  g_autoptr (EspCertificate) good = NULL;
  g_autoptr (EspCertificate) spoilt = NULL;
  g_autoptr (EspCertificate) other_key = NULL;
  g_autoptr (EspCertificate) nobody = NULL;

  /* The last bytes of what is signed are those of this name. */
  recipe.changes[0] = "subjectAltName=DNS:www.example.con";
  good = path_make (&recipe);
  spoilt = spoil (good);
  check_link (spoilt, root, ESP_PATH_REASON_SIGNATURE_BAD);
  recipe.changes[0] = "authorityKeyIdentifier=DER:3006800401020304";
  other_key = path_make (&recipe);
  check_link (other_key, root, ESP_PATH_REASON_NAME_KEY_IDENTIFIER);
  recipe.changes[0] = NULL;
  recipe.issuer = "";
  nobody = path_make (&recipe);
  check_link (nobody, root, ESP_PATH_REASON_NAME_ISSUER_EMPTY);
}

static gboolean
is_lint_rule (const char *id)
{
  static const EspLintTable *const tables[] = {
    &esp_lint_field_rules,     &esp_lint_name_rules,   &esp_lint_usage_rules,
    &esp_lint_extension_rules, &esp_lint_issuer_rules,
  };

  for (gsize t = 0; t < G_N_ELEMENTS (tables); t++)
    for (gsize i = 0; i < tables[t]->n_rules; i++)
      if (g_str_equal (tables[t]->rules[i].finding.id, id))
        return TRUE;
  return FALSE;
}

/* A rule that was renamed would else be enforced no more. */
static void
check_rules (const char *const *rules)
{
  for (gsize i = 0; rules[i]; i++)
    {
      g_test_message ("%s", rules[i]);
      g_assert_true (is_lint_rule (rules[i]));
    }
}

/* Every row has a name of its own and a sentence in the form of all others. */
void
test_path_tables (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  EspPurpose purpose = ESP_PURPOSE_ANY;

  for (guint i = 1; i < ESP_N_PATH_REASONS; i++)
    {
      const char *text = esp_path_reason_get_text (i);

      g_assert_true (g_hash_table_add (seen, (gpointer) esp_path_reason_get_id (i)));
      g_assert_cmpuint (strlen (text), >, 5);
      g_assert_false (g_str_has_suffix (text, "."));
      g_assert_false (g_ascii_isupper (text[0]) && g_ascii_islower (text[1]) &&
                      !g_str_has_prefix (text, "OpenSSL"));
    }
  for (guint i = 0; i < ESP_N_PATH_CHECKS; i++)
    g_assert_nonnull (esp_path_check_get_name (i));
  for (guint i = 0; i < ESP_N_VERDICTS; i++)
    g_assert_nonnull (esp_verdict_get_name (i));
  check_rules (esp_path_profile_rules (TRUE));
  check_rules (esp_path_profile_rules (FALSE));
  g_assert_true (esp_purpose_parse ("client", &purpose));
  g_assert_cmpint (purpose, ==, ESP_PURPOSE_CLIENT);
  g_assert_false (esp_purpose_parse ("Client", &purpose));
}
