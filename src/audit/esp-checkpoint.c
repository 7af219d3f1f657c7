/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checkpoints between text and record. Signing and verifying need a key, and happen elsewhere. */
#include "esp-checkpoint.h"

#include "base/esp-error.h"
#include "model/esp-arn.h"

#include <string.h>

#define ORIGIN "espalier/"
#define DASH "\xe2\x80\x94 " /* an em dash and a space */
#define ALGORITHM_ED25519 0x01
#define KEY_ID_LEN 4
#define SIGNATURE_LEN 64

/* --- Writing ----------------------------------------------------------------------------------*/

static char *
write_key_name (const char *vault, const char *principal)
{
  return g_strconcat (ORIGIN, vault, "/", principal, NULL);
}

char *
esp_checkpoint_text (const char *vault, gint64 size, const EspHash *root)
{
  g_autofree char *base64 = g_base64_encode (root->bytes, ESP_HASH_LEN);

  return g_strdup_printf (ORIGIN "%s\n%" G_GINT64_FORMAT "\n%s\n", vault, size, base64);
}

guint32
esp_checkpoint_key_id (const char *key_name, GBytes *public_key)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  static const guint8 middle[] = { '\n', ALGORITHM_ED25519 };
  guint8 digest[ESP_HASH_LEN];
  gsize len = sizeof digest;
  guint32 id;

  g_checksum_update (sum, (const guchar *) key_name, -1);
  g_checksum_update (sum, middle, sizeof middle);
  g_checksum_update (sum, g_bytes_get_data (public_key, NULL),
                     (gssize) g_bytes_get_size (public_key));
  g_checksum_get_digest (sum, digest, &len);
  memcpy (&id, digest, sizeof id);
  return GUINT32_FROM_BE (id);
}

char *
esp_checkpoint_write (const char *text,
                      const char *vault,
                      const char *principal,
                      GBytes *public_key,
                      GBytes *signature)
{
  g_autofree char *name = write_key_name (vault, principal);
  guint32 id = GUINT32_TO_BE (esp_checkpoint_key_id (name, public_key));
  g_autoptr (GByteArray) blob = g_byte_array_new ();
  g_autofree char *base64 = NULL;

  g_byte_array_append (blob, (const guint8 *) &id, sizeof id);
  g_byte_array_append (blob, g_bytes_get_data (signature, NULL),
                       (guint) g_bytes_get_size (signature));
  base64 = g_base64_encode (blob->data, blob->len);
  return g_strconcat (text, "\n" DASH, name, " ", base64, "\n", NULL);
}

/* --- Reading ----------------------------------------------------------------------------------*/

/* What decodes and encodes again to the same text: nothing is passed over. */
static guchar *
decode (const char *base64, gsize wanted)
{
  gsize len = 0;
  g_autofree guchar *bytes = g_base64_decode (base64, &len);
  g_autofree char *again = g_base64_encode (bytes, len);

  return len == wanted && g_str_equal (again, base64) ? g_steal_pointer (&bytes) : NULL;
}

static gboolean
read_size (const char *line, gint64 *size)
{
  g_autofree char *again = NULL;

  if (!g_ascii_string_to_signed (line, 10, 1, G_MAXINT64, size, NULL))
    return FALSE;
  again = g_strdup_printf ("%" G_GINT64_FORMAT, *size);
  return g_str_equal (again, line);
}

static gboolean
read_text (EspCheckpoint *checkpoint, char **lines)
{
  g_autofree guchar *root = decode (lines[2], ESP_HASH_LEN);

  if (!root || !g_str_has_prefix (lines[0], ORIGIN) || !read_size (lines[1], &checkpoint->size))
    return FALSE;
  memcpy (checkpoint->root.bytes, root, ESP_HASH_LEN);
  checkpoint->vault = g_strdup (lines[0] + strlen (ORIGIN));
  checkpoint->text = g_strconcat (lines[0], "\n", lines[1], "\n", lines[2], "\n", NULL);
  return esp_uuid_is_valid (checkpoint->vault);
}

static gboolean
read_signature (EspCheckpoint *checkpoint, const char *line)
{
  const char *name = g_str_has_prefix (line, DASH) ? line + strlen (DASH) : NULL;
  const char *space = name ? strchr (name, ' ') : NULL;
  g_autofree guchar *blob = space ? decode (space + 1, KEY_ID_LEN + SIGNATURE_LEN) : NULL;
  g_autofree char *wanted = NULL;
  guint32 id;

  if (!blob)
    return FALSE;
  checkpoint->key_name = g_strndup (name, (gsize) (space - name));
  checkpoint->principal = g_path_get_basename (checkpoint->key_name);
  wanted = write_key_name (checkpoint->vault, checkpoint->principal);
  memcpy (&id, blob, sizeof id);
  checkpoint->key_id = GUINT32_FROM_BE (id);
  checkpoint->signature = g_bytes_new (blob + KEY_ID_LEN, SIGNATURE_LEN);
  return g_str_equal (wanted, checkpoint->key_name) && esp_uuid_is_valid (checkpoint->principal);
}

EspCheckpoint *
esp_checkpoint_parse (const char *note, GError **error)
{
  g_autoptr (EspCheckpoint) checkpoint = g_new0 (EspCheckpoint, 1);
  g_auto (GStrv) lines = NULL;

  if (strlen (note) <= ESP_CHECKPOINT_MAX_SIZE)
    lines = g_strsplit (note, "\n", -1);
  if (lines && g_strv_length (lines) == 6 && !*lines[3] && !*lines[5] &&
      read_text (checkpoint, lines) && read_signature (checkpoint, lines[4]))
    return g_steal_pointer (&checkpoint);
  esp_error_set (error, ESP_REASON_CHECKPOINT_MALFORMED, NULL, NULL);
  return NULL;
}

void
esp_checkpoint_free (EspCheckpoint *checkpoint)
{
  if (!checkpoint)
    return;
  g_free (checkpoint->text);
  g_free (checkpoint->vault);
  g_free (checkpoint->key_name);
  g_free (checkpoint->principal);
  g_clear_pointer (&checkpoint->signature, g_bytes_unref);
  g_free (checkpoint);
}
