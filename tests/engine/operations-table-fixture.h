/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules of operations as rows, and the vault in which they are tried: it has an authority in every
 * state. */
#pragma once

#include "engine-fixture.h"

#include <string.h>

#define DAY ESP_TIME_DAY
#define OK NULL

/* What rows name by "$NAME". */
typedef struct
{
  Fixture fixture;
  GHashTable *values;
} World;

typedef struct
{
  const char *operation;
  const char *rule;
  const char *parameters;
  const char *error;  /* the service's name; OK: it is done */
  const char *reason; /* ours; NULL: done */
} Row;

/* Root, Issuer (ACTIVE, path length 0), Waits (PENDING_CERTIFICATE), Off (DISABLED), Ended
 * (EXPIRED), Gone (DELETED, restorable), Past (DELETED, past its window), Short
 * (SHORT_LIVED_CERTIFICATE), Full (50 tags), Rsa (an RSA key). */

/* --- The world ---------------------------------------------------------------------------------*/

static inline void
keep (World *world, const char *name, char *value)
{
  g_hash_table_insert (world->values, g_strdup (name), value);
}

/* The members of a JSON text have \n where the text has a line end. */
static inline inline char *
fill (World *world, const char *text)
{
  g_autoptr (GString) filled = g_string_new (text);
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, world->values);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      g_autofree char *place = g_strconcat ("$", name, NULL);

      g_string_replace (filled, place, value, 0);
    }
  g_string_replace (filled, "\n", "\\n", 0);
  return g_strdup (filled->str);
}

static inline void
run (World *world, const char *operation, const char *parameters)
{
  g_autofree char *json = fill (world, parameters);
  g_autoptr (JsonObject) result = call (world->fixture.engine, operation, json);

  g_assert_nonnull (result);
}

static inline void
make (World *world, const char *parameters)
{
  run (world, "CreateCertificateAuthority", parameters);
}

static inline inline char *
make_serial (World *world, const char *ca, const char *validity)
{
  g_autofree char *parameters = g_strdup_printf (
    "{'CertificateAuthority':'%s','Csr':'$csr','Validity':'%s'}", ca, validity);
  g_autofree char *json = fill (world, parameters);
  g_autoptr (JsonObject) result = call (world->fixture.engine, "IssueCertificate", json);

  return g_strdup (esp_json_get_string (result, "CertificateSerial"));
}

static inline inline char *
openssl_request (const char *more)
{
  g_autofree char *command = g_strdup_printf (
    "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /dev/null %s",
    more);
  const char *argv[] = { "sh", "-c", command, NULL };
  char *pem = NULL;
  int status = -1;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL,
                               G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &pem,
                               NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  return pem;
}

/* One bit of the signature, in the last bytes of the DER. */
static inline inline char *
break_request (const char *pem)
{
  const char *body = strchr (pem, '\n') + 1;
  const char *end = strstr (body, "-----END");
  g_autofree char *base64 = g_strndup (body, (gsize) (end - body));
  gsize len;
  g_autofree guint8 *der = g_base64_decode (base64, &len);
  g_autofree char *broken = NULL;

  der[len - 1] ^= 1;
  broken = g_base64_encode (der, len);
  return g_strdup_printf ("-----BEGIN CERTIFICATE REQUEST-----\n%s\n-----END CERTIFICATE "
                          "REQUEST-----\n",
                          broken);
}

static inline inline char *
many_tags (int n)
{
  GString *text = g_string_new ("[");

  for (int i = 0; i < n; i++)
    g_string_append_printf (text, "%s{'Key':'k%d','Value':'v'}", i ? "," : "", i);
  g_string_append_c (text, ']');
  return g_string_free (text, FALSE);
}

static inline inline char *
with_colons (const char *serial)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; serial[i]; i += 2)
    g_string_append_printf (text, "%s%c%c", i ? ":" : "", g_ascii_toupper (serial[i]),
                            g_ascii_toupper (serial[i + 1]));
  return g_string_free (text, FALSE);
}

static inline void
make_requests (World *world)
{
  g_autofree char *garbage = g_strnfill (33000, 'A');

  keep (world, "folder", g_strdup (world->fixture.folder));
  keep (world, "csr", make_csr ("/CN=device"));
  keep (world, "nameless", openssl_request ("-subj /"));
  keep (world, "uncritical", openssl_request ("-subj / -addext subjectAltName=DNS:a.example"));
  keep (world, "unproved", break_request (g_hash_table_lookup (world->values, "csr")));
  keep (world, "large",
        g_strdup_printf ("-----BEGIN CERTIFICATE REQUEST-----\n%s\n-----END CERTIFICATE "
                         "REQUEST-----\n",
                         garbage));
  keep (world, "129digits", g_strnfill (129, '1'));
  keep (world, "50tags", many_tags (50));
  keep (world, "51tags", many_tags (51));
}

static inline inline char *
certificate_of (World *world, const char *ca, gboolean serial)
{
  g_autofree char *json = g_strdup_printf ("{'CertificateAuthority':'%s'}", ca);
  g_autoptr (JsonObject) result = NULL;

  if (!serial)
    {
      result = call (world->fixture.engine, "GetCertificateAuthorityCertificate", json);
      return g_strdup (esp_json_get_string (result, "Certificate"));
    }
  result = call (world->fixture.engine, "DescribeCertificateAuthority", json);
  return g_strdup (
    esp_json_get_string (esp_json_get_object (result, "CertificateAuthority"), "Serial"));
}

static inline void
make_authorities (World *world)
{
  make (world, "{'Subject':'CN=Root','Validity':'10y'}");
  make (world, "{'Subject':'CN=Issuer','Parent':'Root','PathLength':0,'Validity':'5y'}");
  make (world, "{'Subject':'CN=Waits','Type':'SUBORDINATE'}");
  make (world, "{'Subject':'CN=Off'}");
  make (world, "{'Subject':'CN=Ended','Validity':'20d'}");
  make (world, "{'Subject':'CN=Gone'}");
  make (world, "{'Subject':'CN=Past'}");
  make (world, "{'Subject':'CN=Short','UsageMode':'SHORT_LIVED_CERTIFICATE'}");
  make (world, "{'Subject':'CN=Full','Tags':$50tags}");
  make (world, "{'Subject':'CN=Rsa','KeyAlgorithm':'RSA_2048'}");
}

static inline void
make_certificates (World *world)
{
  keep (world, "issuer", certificate_of (world, "Issuer", FALSE));
  keep (world, "rootserial", certificate_of (world, "Root", TRUE));
  keep (world, "valid", make_serial (world, "Issuer", "100d"));
  keep (world, "revoked", make_serial (world, "Issuer", "100d"));
  keep (world, "expired", make_serial (world, "Issuer", "1d"));
  keep (world, "ofended", make_serial (world, "Ended", "19d"));
  keep (world, "ofoff", make_serial (world, "Off", "100d"));
  {
    g_autofree char *serial = make_serial (world, "Issuer", "100d");

    keep (world, "colons", with_colons (serial));
  }
  run (world, "RevokeCertificate",
       "{'CertificateAuthority':'Issuer','CertificateSerial':'$revoked','RevocationReason':"
       "'SUPERSEDED'}");
}

static inline void
set_up (World *world, gconstpointer data)
{
  fixture_set_up (&world->fixture, NULL);
  world->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  make_requests (world);
  make_authorities (world);
  make_certificates (world);
  run (world, "UpdateCertificateAuthority", "{'CertificateAuthority':'Off','Status':'DISABLED'}");
  run (world, "UpdateCertificateAuthority", "{'CertificateAuthority':'Gone','Status':'DISABLED'}");
  run (world, "UpdateCertificateAuthority", "{'CertificateAuthority':'Past','Status':'DISABLED'}");
  run (world, "DeleteCertificateAuthority",
       "{'CertificateAuthority':'Past','PermanentDeletionTimeInDays':7}");
  run (world, "DeleteCertificateAuthority", "{'CertificateAuthority':'Gone'}");
  esp_clock_set (world->fixture.clock, FIXTURE_NOW + 25 * DAY);
}

static inline void
tear_down (World *world, gconstpointer data)
{
  g_hash_table_unref (world->values);
  fixture_tear_down (&world->fixture, NULL);
}

static inline inline JsonObject *
parse (World *world, const char *text)
{
  g_autofree char *filled = fill (world, text);
  g_autofree char *quoted = g_strdelimit (g_steal_pointer (&filled), "'", '"');
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = esp_json_parse (quoted, -1, 1 << 20, &error);

  g_assert_no_error (error);
  return json_node_dup_object (node);
}

static inline void
try_row (World *world, const Row *row)
{
  g_autoptr (JsonObject) parameters = parse (world, row->parameters);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;

  g_test_message ("%s: %s", row->operation, row->rule);
  node = esp_engine_call (world->fixture.engine, row->operation, parameters, NULL, &error);
  if (!row->error)
    {
      g_assert_no_error (error);
      return;
    }
  g_assert_null (node);
  g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==, row->reason);
  g_assert_cmpstr (esp_error_code_get_name (error->code), ==, row->error);
}

static inline void
try_rows (World *world, const Row *rows, gsize n_rows)
{
  gint64 n_events = count_events (world->fixture.engine);

  for (gsize i = 0; i < n_rows; i++)
    try_row (world, &rows[i]);
  /* The log is whole, and longer: acts and refused acts are in it. */
  g_assert_cmpint (count_events (world->fixture.engine), >, n_events);
}

/* Of each operation something is done, and something is refused. */
static inline void
assert_covered (const Row *rows, gsize n_rows, const char *const *operations)
{
  for (; *operations; operations++)
    {
      guint n_done = 0, n_refused = 0;

      g_assert_nonnull (esp_operation_find (*operations));
      for (gsize i = 0; i < n_rows; i++)
        if (g_str_equal (rows[i].operation, *operations))
          *(rows[i].error ? &n_refused : &n_done) += 1;
      g_test_message ("%s: %u done, %u refused", *operations, n_done, n_refused);
      /* An import that is done needs somebody outside: test-ca-import.c. */
      if (!g_str_equal (*operations, "ImportCertificateAuthorityCertificate"))
        g_assert_cmpuint (n_done, >, 0);
      g_assert_cmpuint (n_refused, >, 0);
    }
}
