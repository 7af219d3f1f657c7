/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A hierarchy on its way to another vault, as it is once the seal is open: whoever sealed it may be
 * anybody. Lines as they come, and lines with a head and a digest that are right, and what stands
 * in them. */
#include "fuzz.h"

#include "audit/esp-checkpoint.h"
#include "audit/esp-event.h"
#include "engine/esp-hierarchy-private.h"
#include "exchange/esp-hierarchy-file.h"
#include "pki/esp-digest.h"
#include "pki/esp-request.h"

#include <string.h>

#define ACCOUNT "111122223333"
#define NOW G_GINT64_CONSTANT (1780315200)
#define HEAD "{\"kind\":\"hierarchy\",\"format\":1}\n"

static void
read_head (JsonObject *line)
{
  const char *note = esp_json_get_string (line, "checkpoint");
  g_autoptr (EspCheckpoint) checkpoint = note ? esp_checkpoint_parse (note, NULL) : NULL;

  g_assert_true (!checkpoint || (checkpoint->text && checkpoint->vault && checkpoint->principal));
}

static void
read_person (JsonObject *line)
{
  g_autoptr (GBytes) der = esp_hierarchy_get_bytes (line, "certificate");
  g_autoptr (EspCertificate) certificate = der ? esp_certificate_parse (der, NULL) : NULL;

  g_assert_true (!certificate || esp_certificate_get_fingerprint (certificate));
}

/* What is read is written as it was, but for what the certificate says anyway. */
static void
write_again (const EspCa *ca, EspCertificate *certificate, EspName *subject, EspKey *key)
{
  g_autoptr (JsonObject) line = esp_hierarchy_write_ca (ca, TRUE);
  g_autoptr (EspCa) again = esp_hierarchy_read_ca (line, ACCOUNT, certificate, subject, key, NOW);

  g_assert_nonnull (again);
  g_assert_cmpstr (again->arn, ==, ca->arn);
  g_assert_cmpstr (again->parent, ==, ca->parent);
  g_assert_cmpuint (again->tags->len, ==, ca->tags->len);
  g_assert_cmpint (again->state, ==, ca->state);
}

static void
read_ca (JsonObject *line)
{
  const FuzzAuthority *authority = fuzz_get_authority ();
  g_autoptr (GPtrArray) certificates = esp_hierarchy_get_certificates (line);
  g_autoptr (GBytes) der = esp_hierarchy_get_bytes (line, "request");
  g_autoptr (EspRequest) request = der ? esp_request_parse (der, NULL) : NULL;
  EspCertificate *newest = certificates && certificates->len > 0 ?
                             g_ptr_array_index (certificates, certificates->len - 1) :
                             NULL;
  EspName *subject = newest  ? esp_certificate_get_subject (newest) :
                     request ? esp_request_get_subject (request) :
                               esp_certificate_get_subject (authority->certificate);
  EspKey *key = newest  ? esp_certificate_get_key (newest) :
                request ? esp_request_get_key (request) :
                          authority->key;
  g_autoptr (EspCa) ca = esp_hierarchy_read_ca (line, ACCOUNT, newest, subject, key, NOW);

  if (ca)
    write_again (ca, newest, subject, key);
}

static void
read_certificate (JsonObject *line)
{
  const FuzzAuthority *authority = fuzz_get_authority ();
  g_autoptr (GBytes) der = esp_hierarchy_get_bytes (line, "der");
  g_autoptr (EspCertificate) certificate = der ? esp_certificate_parse (der, NULL) :
                                                 esp_certificate_ref (authority->certificate);
  g_autoptr (EspCertificateRow)
    row = certificate ? esp_hierarchy_read_certificate (line, certificate) : NULL;

  g_assert_true (!row || (row->serial && row->requester && row->requester_account));
}

static void
read_event (JsonObject *line)
{
  const char *text = esp_json_get_string (line, "text");
  g_autoptr (GBytes) path = esp_hierarchy_get_bytes (line, "path");
  g_autoptr (EspEvent) event = text ? esp_event_parse (text, NULL) : NULL;

  g_assert_true (!path || g_bytes_get_size (path) > 0);
}

static const struct
{
  const char *kind;
  void (*read) (JsonObject *line);
} readers[] = {
  { "hierarchy", read_head }, { "person", read_person },           { "ca", read_ca },
  { "event", read_event },    { "certificate", read_certificate },
};

typedef struct
{
  guint n_lines;
} Heard;

static gboolean
hear_cb (const char *kind, JsonObject *line, gpointer data, GError **error)
{
  Heard *heard = data;

  g_assert_true ((heard->n_lines == 0) == g_str_equal (kind, "hierarchy"));
  g_assert_false (g_str_equal (kind, "end"));
  heard->n_lines++;
  for (gsize i = 0; i < G_N_ELEMENTS (readers); i++)
    if (g_str_equal (readers[i].kind, kind))
      readers[i].read (line);
  return TRUE;
}

static void
read_text (GBytes *text)
{
  Heard heard = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean read = esp_hierarchy_text_read (text, hear_cb, &heard, &error);

  g_assert_true (read == (error == NULL));
  g_assert_true (!read || heard.n_lines > 0);
}

/* As who made it would end it. */
static GBytes *
add_end (GString *lines)
{
  g_autofree char *digest = NULL;

  if (lines->len > 0 && lines->str[lines->len - 1] != '\n')
    g_string_append_c (lines, '\n');
  digest = esp_sha256_hex ((const guint8 *) lines->str, lines->len);
  g_string_append_printf (lines, "{\"kind\":\"end\",\"sha256\":\"%s\"}\n", digest);
  return g_string_free_to_bytes (lines);
}

void
fuzz_hierarchy (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GBytes) ended = add_end (g_string_new_len ((const char *) data, (gssize) size));
  GString *headed = g_string_new (HEAD);
  g_autoptr (GBytes) whole = NULL;

  g_string_append_len (headed, (const char *) data, (gssize) size);
  whole = add_end (headed);
  read_text (bytes);
  read_text (ended);
  read_text (whole);
}
