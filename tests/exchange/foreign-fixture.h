/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Foreign material for tests: folders that go away, commands of other tools, and what a reading hands over as lines
 * of text. */
#pragma once

#include "base/esp-error.h"
#include "exchange/esp-foreign.h"
#include "pki/esp-certificate.h"
#include "pki/esp-key.h"

#include <glib/gstdio.h>
#include <string.h>

/* Runs a command line of the shell in @folder; FALSE when it fails. */
static inline gboolean
foreign_run (const char *folder, const char *command)
{
  const char *argv[] = { "sh", "-ec", command, NULL };
  int status = -1;

  if (!g_spawn_sync (folder, (char **) argv, NULL,
                     G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL,
                     NULL, NULL, NULL, &status, NULL))
    return FALSE;
  return g_spawn_check_wait_status (status, NULL);
}

static inline void
foreign_must_run (const char *folder, const char *command)
{
  if (!foreign_run (folder, command))
    g_error ("a tool failed: %s", command);
}

static inline char *
foreign_folder_new (void)
{
  char *folder = g_dir_make_tmp ("espalier-foreign-XXXXXX", NULL);

  g_assert_nonnull (folder);
  return folder;
}

static inline void
foreign_folder_free (char *folder)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", folder);

  foreign_must_run ("/tmp", command);
  g_free (folder);
}

typedef struct
{
  GPtrArray *lines;   /* "KIND place | what" */
  guint counts[ESP_N_FOREIGN_KINDS];
  guint n_problems;
  guint n_keys;       /* opened and good */
  GCancellable *cancel_at; /* cancelled at the item of this number */
  guint cancel_number;
  guint n;
} ForeignSeen;

static inline void
foreign_seen_clear (ForeignSeen *seen)
{
  g_clear_pointer (&seen->lines, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ForeignSeen, foreign_seen_clear)

static inline char *
foreign_describe (const EspForeignItem *item, ForeignSeen *seen)
{
  g_autoptr (EspKey) key = item->key ? esp_key_decode_private (item->key, NULL) : NULL;
  g_autoptr (EspCertificate) certificate =
    item->kind == ESP_FOREIGN_CERTIFICATE && item->der ? esp_certificate_parse (item->der, NULL) : NULL;

  if (item->problem)
    return g_strdup (esp_reason_get_id (esp_error_get_reason (item->problem)));
  if (key)
    {
      seen->n_keys++;
      return g_strdup (esp_key_get_label (key));
    }
  if (certificate)
    return g_strdup_printf ("%s %s", esp_name_get_text (esp_certificate_get_subject (certificate)),
                            esp_certificate_get_serial (certificate));
  if (item->kind == ESP_FOREIGN_REVOCATION)
    return g_strdup_printf ("%s %s%s%s %s", item->serial, item->reason, item->text ? "/" : "",
                            item->text ? item->text : "", item->authority ? "of its authority" : "of nobody");
  if (item->kind == ESP_FOREIGN_NEXT_CRL_NUMBER)
    return g_strdup_printf ("%" G_GINT64_FORMAT " %s", item->number,
                            item->authority ? "of its authority" : "of nobody");
  if (item->kind == ESP_FOREIGN_NEXT_SERIAL)
    return g_strdup (item->serial);
  return g_strdup (item->text ? item->text : "");
}

static inline gboolean
foreign_see_cb (const EspForeignItem *item, gpointer data, GError **error)
{
  ForeignSeen *seen = data;
  g_autofree char *place = esp_foreign_item_dup_place (item);
  g_autofree char *what = foreign_describe (item, seen);

  g_assert_true (g_utf8_validate (place, -1, NULL));
  seen->counts[item->kind]++;
  seen->n_problems += item->problem ? 1 : 0;
  g_ptr_array_add (seen->lines, g_strdup_printf ("%s %s | %s", esp_foreign_kind_to_string (item->kind),
                                                 place, what));
  if (++seen->n == seen->cancel_number)
    g_cancellable_cancel (seen->cancel_at);
  return TRUE;
}

/* @passphrases: texts, NULL-terminated; or NULL. */
static inline gboolean
foreign_read (ForeignSeen *seen, const char *path, const char *const *passphrases, GError **error)
{
  g_autoptr (GPtrArray) secrets = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_secret_unref);
  EspForeignOptions options = { .passphrases = secrets, .cancellable = seen->cancel_at };

  if (!seen->lines)
    seen->lines = g_ptr_array_new_with_free_func (g_free);
  for (gsize i = 0; passphrases && passphrases[i]; i++)
    g_ptr_array_add (secrets, esp_secret_new_copy (passphrases[i], strlen (passphrases[i]), NULL));
  return esp_foreign_read (path, &options, foreign_see_cb, seen, error);
}

static inline void
foreign_must_read (ForeignSeen *seen, const char *path, const char *const *passphrases)
{
  g_autoptr (GError) error = NULL;

  foreign_read (seen, path, passphrases, &error);
  g_assert_no_error (error);
}

static inline gboolean
foreign_has (const ForeignSeen *seen, const char *line)
{
  for (guint i = 0; i < seen->lines->len; i++)
    if (g_pattern_match_simple (line, g_ptr_array_index (seen->lines, i)))
      return TRUE;
  return FALSE;
}

static inline void
foreign_assert_has (const ForeignSeen *seen, const char *line)
{
  if (foreign_has (seen, line))
    return;
  for (guint i = 0; i < seen->lines->len; i++)
    g_test_message ("%s", (const char *) g_ptr_array_index (seen->lines, i));
  g_test_message ("missing: %s", line);
  g_test_fail ();
}
