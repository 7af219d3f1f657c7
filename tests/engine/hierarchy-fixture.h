/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two vaults of people who do not know each other, a hierarchy of five levels in the first of them,
 * and the key pair of its new owner. */
#pragma once

#include "provisioning-fixture.h"

#define EC "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes "
#define TOP "L1"
#define BOTTOM "L5"
#define N_LEVELS 5
#define N_ISSUED 3

typedef struct
{
  Fixture a, b;
  char *key, *certificate; /* paths: of the new owner, made by openssl */
  char *pem;
  char *file;              /* where the hierarchy goes; nothing is there yet */
} Move;

static inline void
run_in (const char *folder, const char *command)
{
  const char *argv[] = { "sh", "-ec", command, NULL };
  g_autofree char *said = NULL;
  g_autoptr (GError) error = NULL;
  int status = -1;

  g_spawn_sync (folder, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL,
                NULL, NULL, NULL, &said, &status, &error);
  g_assert_no_error (error);
  if (!g_spawn_check_wait_status (status, NULL))
    g_error ("%s", said);
}

/* A certificate NAME.pem with its key NAME.key in the folder of the first vault; its text. */
static inline char *
make_owner (Fixture *fixture, const char *name, const char *options)
{
  g_autofree char *command = g_strdup_printf (
    "openssl req -x509 %s -keyout %s.key -out %s.pem -subj '/CN=%s'", options, name, name, name);
  g_autofree char *file = g_strconcat (name, ".pem", NULL);
  g_autofree char *path = fixture_file (fixture, file);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  run_in (fixture->folder, command);
  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static inline void
make_branch (EspEngine *engine)
{
  json_object_unref (call (engine, "CreateCertificateAuthority",
                           "{'Subject': 'CN=" TOP "', 'Validity': '20y', 'DualControl': false,"
                           " 'KeyAlgorithm': 'EC_prime256v1'}"));
  for (int level = 2; level <= N_LEVELS; level++)
    {
      g_autofree char *json = g_strdup_printf (
        "{'Subject': 'CN=L%d', 'Parent': 'L%d', 'PathLength': %d, 'Validity': '%dy',"
        " 'KeyAlgorithm': 'EC_prime256v1', 'Tags': [{'Key': 'level', 'Value': '%d'}]}",
        level, level - 1, N_LEVELS - level, 20 - 2 * level, level);

      json_object_unref (call (engine, "CreateCertificateAuthority", json));
    }
}

/* Certificates at the bottom, the first of them revoked, and the list with it. */
static inline void
make_history (EspEngine *engine)
{
  g_autofree char *csr = make_csr ("/CN=leaf");
  g_autofree char *revoke = NULL;
  g_autofree char *serial = NULL;

  for (int i = 0; i < N_ISSUED; i++)
    {
      g_autoptr (JsonObject) issued = issue (engine, BOTTOM, csr, NULL);

      if (!serial)
        serial = g_strdup (json_object_get_string_member (issued, "CertificateSerial"));
    }
  revoke = g_strdup_printf ("{'CertificateAuthority': '" BOTTOM "', 'CertificateSerial': '%s',"
                            " 'RevocationReason': 'KEY_COMPROMISE'}",
                            serial);
  json_object_unref (call (engine, "RevokeCertificate", revoke));
  json_object_unref (call (engine, "GetCertificateRevocationList",
                           "{'CertificateAuthority': '" BOTTOM "'}"));
}

/* One certificate of @ca, revoked, and all lists signed; its serial. */
static inline char *
issue_and_revoke (Fixture *fixture, const char *ca)
{
  g_autofree char *csr = make_csr ("/CN=revoked");
  g_autoptr (JsonObject) issued = issue (fixture->engine, ca, csr, NULL);
  const char *serial = json_object_get_string_member (issued, "CertificateSerial");
  g_autofree char *revoke = g_strdup_printf (
    "{'CertificateAuthority': '%s', 'CertificateSerial': '%s', 'RevocationReason': 'SUPERSEDED'}",
    ca, serial);
  g_autofree char *folder = fixture_file (fixture, "www");
  g_autofree char *publish = g_strdup_printf ("{'Directory': '%s'}", folder);

  json_object_unref (call (fixture->engine, "RevokeCertificate", revoke));
  json_object_unref (call (fixture->engine, "PublishRevocation", publish));
  return g_strdup (serial);
}

static inline void
move_set_up (Move *move, gconstpointer unused)
{
  fixture_set_up (&move->a, NULL);
  fixture_set_up (&move->b, NULL);
  move->pem = make_owner (&move->a, "owner", EC "-days 3000");
  move->key = fixture_file (&move->a, "owner.key");
  move->certificate = fixture_file (&move->a, "owner.pem");
  move->file = fixture_file (&move->a, "gone");
  make_branch (move->a.engine);
}

static inline void
move_tear_down (Move *move, gconstpointer unused)
{
  fixture_tear_down (&move->a, NULL);
  fixture_tear_down (&move->b, NULL);
  g_free (move->key);
  g_free (move->certificate);
  g_free (move->pem);
  g_free (move->file);
}

/* --- Calls ------------------------------------------------------------------------------------*/

static inline JsonObject *
to_leave (const char *ca, const char *pem, const char *path)
{
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "CertificateAuthority", ca);
  json_object_set_string_member (parameters, "Recipient", pem);
  json_object_set_string_member (parameters, "Path", path);
  return parameters;
}

static inline JsonObject *
to_arrive (const char *path, const char *key, const char *certificate)
{
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "Path", path);
  json_object_set_string_member (parameters, "Key", key);
  json_object_set_string_member (parameters, "Certificate", certificate);
  return parameters;
}

static inline JsonObject *
leave (Move *move)
{
  return call_with (move->a.engine, "ExportHierarchy", to_leave (TOP, move->pem, move->file));
}

static inline JsonObject *
arrive (Move *move)
{
  return call_with (move->b.engine, "ImportHierarchy",
                    to_arrive (move->file, move->key, move->certificate));
}

/* --- What is there ----------------------------------------------------------------------------*/

static inline JsonObject *
describe (EspEngine *engine, const char *ca)
{
  g_autofree char *json = g_strdup_printf ("{'CertificateAuthority': '%s'}", ca);
  g_autoptr (JsonObject) result = call (engine, "DescribeCertificateAuthority", json);

  return json_object_ref (esp_json_get_object (result, "CertificateAuthority"));
}

static inline void
assert_ca (EspEngine *engine, const char *ca, const char *member, const char *expected)
{
  g_autoptr (JsonObject) shown = describe (engine, ca);

  g_assert_cmpstr (esp_json_get_string (shown, member), ==, expected);
}

/* How many files are in the folder, but those that SQLite keeps beside a vault. */
static inline guint
count_files (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (folder)))
    n += !g_str_has_prefix (name, "vault.espalier-");
  return n;
}

/* Of everything but the log, and of files: what a call must not have changed. */
typedef struct
{
  Fixture *fixture;
  char *rows;
  guint n_files;
} Before;

static inline Before
look_before (Fixture *fixture)
{
  return (Before){ fixture, count_rows (fixture), count_files (fixture->folder) };
}

static inline void
assert_untouched (Before *before)
{
  g_autofree char *rows = count_rows (before->fixture);

  g_assert_cmpstr (rows, ==, before->rows);
  g_assert_cmpuint (count_files (before->fixture->folder), ==, before->n_files);
  g_free (before->rows);
}
