/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the tests of certificates and lists share: a scratch folder, commands with their verdict,
 * and certificate authorities made with the library. The judges are openssl and certtool.
 */
#pragma once

#include "pki/esp-issuer.h"

#include "outside.h"

#include <gio/gio.h>
#include <string.h>

#define DAY G_GINT64_CONSTANT (86400)

typedef struct
{
  char *path;
} Scratch;

typedef struct
{
  EspKey *key;
  EspSigner *signer;
  EspCertificate *certificate;
} Authority;

static inline Scratch *
scratch_new (void)
{
  Scratch *scratch = g_new0 (Scratch, 1);

  scratch->path = outside_folder_new ();
  return scratch;
}

static inline void
scratch_free (Scratch *scratch)
{
  outside_folder_remove (scratch->path);
  g_free (scratch->path);
  g_free (scratch);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Scratch, scratch_free)

static inline void
scratch_write (Scratch *scratch, const char *name, const char *text, gssize len)
{
  outside_write (scratch->path, name, text, len < 0 ? strlen (text) : (gsize) len);
}

static inline GBytes *
scratch_read (Scratch *scratch, const char *name)
{
  return outside_read (scratch->path, name);
}

/* Runs @line by the shell inside the scratch folder. Returns whether its exit status was 0; @output
 * (or NULL) gets all that it wrote. */
static inline gboolean
run (Scratch *scratch, char **output, const char *format, ...) G_GNUC_PRINTF (3, 4);

static inline gboolean
run (Scratch *scratch, char **output, const char *format, ...)
{
  g_autofree char *line = NULL;
  g_autofree char *both = NULL;
  const char *argv[] = { "/bin/sh", "-c", NULL, NULL };
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  int status = -1;
  va_list args;

  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);
  both = g_strconcat ("exec 2>&1; ", line, NULL);
  argv[2] = both;
  g_spawn_sync (scratch->path, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &text, NULL,
                &status, &error);
  g_assert_no_error (error);
  g_test_message ("%s: %d: %s", line, status, text);
  if (output)
    *output = g_steal_pointer (&text);
  return g_spawn_check_wait_status (status, NULL);
}

/* For what has to succeed before anything is tested. */
#define run_ok(scratch, ...) g_assert_true (run ((scratch), NULL, __VA_ARGS__))

static inline void
authority_free (Authority *authority)
{
  esp_key_unref (authority->key);
  esp_signer_unref (authority->signer);
  esp_certificate_unref (authority->certificate);
  g_free (authority);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Authority, authority_free)

static inline gint64
get_now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static inline const EspSigningAlgorithm *
signing_for (EspKey *key)
{
  g_autoptr (GError) error = NULL;
  const EspSigningAlgorithm *algorithm =
    esp_signing_algorithm_find (esp_key_get_algorithm (key)->default_signing, &error);

  g_assert_no_error (error);
  return algorithm;
}

static inline const EspTemplate *
find_template (const char *name)
{
  g_autoptr (GError) error = NULL;
  const EspTemplate *template = esp_template_find (name, &error);

  g_assert_no_error (error);
  return template;
}

static inline EspKey *
make_key (const char *algorithm)
{
  g_autoptr (GError) error = NULL;
  EspKey *key = esp_key_generate (esp_key_algorithm_find (algorithm, NULL), &error);

  g_assert_no_error (error);
  return key;
}

/* An issuance of today that ends before @issuer does; the caller owns its serial, nothing else. */
static inline EspIssuance
make_issuance (const char *template, EspRequest *request, Authority *issuer)
{
  EspIssuance issuance = { 0 };
  g_autoptr (GError) error = NULL;

  issuance.template = find_template (template);
  issuance.request = request;
  issuance.issuer = issuer ? issuer->certificate : NULL;
  issuance.algorithm = issuer ? signing_for (issuer->key) : NULL;
  issuance.not_before = get_now () - 3600;
  issuance.not_after = issuer ? esp_certificate_get_not_after (issuer->certificate) - DAY :
                                get_now () + 3650 * DAY;
  issuance.serial = esp_serial_generate (&error);
  g_assert_no_error (error);
  return issuance;
}

static inline EspCertificate *
issue (const EspIssuance *issuance, EspSigner *signer, GPtrArray **warnings, GError **error)
{
  g_autoptr (EspCertificatePlan) plan = esp_certificate_plan_new (issuance, error);

  return plan ? esp_certificate_plan_sign (plan, signer, warnings, error) : NULL;
}

/* A CA under @issuer (NULL: a root) by @template. */
static inline Authority *
make_authority (const char *template, const char *algorithm, const char *subject, Authority *issuer)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspName) name = esp_name_parse (subject, &error);
  g_autoptr (EspRequest) request = NULL;
  Authority *authority = g_new0 (Authority, 1);
  EspIssuance issuance;

  g_assert_no_error (error);
  authority->key = make_key (algorithm);
  authority->signer = esp_signer_new_from_key (authority->key);
  request =
    esp_request_create_ca (name, authority->signer, signing_for (authority->key), &error);
  g_assert_no_error (error);
  issuance = make_issuance (template, request, issuer);
  if (!issuer)
    issuance.algorithm = signing_for (authority->key);
  authority->certificate =
    issue (&issuance, issuer ? issuer->signer : authority->signer, NULL, &error);
  g_assert_no_error (error);
  g_bytes_unref (issuance.serial);
  return authority;
}

/* A request by openssl: @options go to `openssl req`. The key stays in leaf-key.pem. */
static inline EspRequest *
make_request (Scratch *scratch, const char *key_options, const char *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pem = NULL;
  EspRequest *request;

  run_ok (scratch, "openssl genpkey %s -out leaf-key.pem", key_options);
  run_ok (scratch, "openssl req -new -key leaf-key.pem %s -out leaf.csr", options);
  pem = scratch_read (scratch, "leaf.csr");
  request = esp_request_parse (pem, &error);
  g_assert_no_error (error);
  return request;
}

#define P256 "-algorithm EC -pkeyopt ec_paramgen_curve:P-256"
#define RSA "-algorithm RSA -pkeyopt rsa_keygen_bits:2048"

static inline void
write_certificate (Scratch *scratch, const char *name, EspCertificate *certificate)
{
  g_autofree char *pem = esp_certificate_to_pem (certificate);

  scratch_write (scratch, name, pem, -1);
}

static inline void
append_certificate (GString *text, EspCertificate *certificate)
{
  g_autofree char *pem = esp_certificate_to_pem (certificate);

  g_string_append (text, pem);
}
