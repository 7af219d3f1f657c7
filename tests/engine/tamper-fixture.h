/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A vault changed behind the program's back, with the sqlite3 command, and what a proof of its log
 * finds then. */
#pragma once

#include "engine-fixture.h"

#include <string.h>

/* Runs @sql on @path with rules and triggers out of the way, as somebody with the file could. */
static inline char *
sqlite (const char *path, const char *sql)
{
  g_autofree char *script = g_strconcat (
    "PRAGMA foreign_keys=OFF; PRAGMA ignore_check_constraints=ON; ", sql, NULL);
  const char *const argv[] = { "sqlite3", "-batch", path, script, NULL };
  g_autofree char *said = NULL;
  g_autoptr (GError) error = NULL;
  char *out = NULL;
  int status = -1;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, &said, &status,
                &error);
  g_assert_no_error (error);
  if (status != 0)
    g_error ("%s: %s", sql, said);
  return g_strchomp (out);
}

static inline void
change (const char *path, const char *sql)
{
  g_free (sqlite (path, sql));
}

static inline void
drop_triggers (const char *path)
{
  g_autofree char *names = sqlite (path, "SELECT 'DROP TRIGGER ' || name || ';' FROM sqlite_schema"
                                         " WHERE type = 'trigger'");

  change (path, names);
}

static inline char *
copy_vault (Fixture *fixture, const char *name)
{
  char *copy = fixture_file (fixture, name);
  g_autofree char *text = NULL;
  gsize len;

  g_unlink (copy);
  g_assert_true (g_file_get_contents (fixture->path, &text, &len, NULL));
  g_assert_true (g_file_set_contents (copy, text, (gssize) len, NULL));
  return copy;
}

/* Findings of VerifyLog: "sequence object: problem" in lines. */
static inline char *
findings_of (Fixture *fixture, const char *path)
{
  g_autoptr (EspEngine) engine = esp_engine_new_with_keyring (fixture->clock, fixture->keyring);
  g_autoptr (JsonObject) result = NULL;
  g_autoptr (GError) error = NULL;
  GString *text = g_string_new (NULL);
  JsonArray *list;

  esp_engine_open (engine, path, NULL, &error);
  g_assert_no_error (error);
  esp_engine_sign_in (engine, FOUNDER, NULL, fixture->passphrase, NULL, &error);
  g_assert_no_error (error);
  result = call (engine, "VerifyLog", "{}");
  list = json_object_get_array_member (result, "Findings");
  g_assert_true (json_object_get_boolean_member (result, "Verified") ==
                 (json_array_get_length (list) == 0));
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonObject *one = json_array_get_object_element (list, i);
      const char *object = esp_json_get_string (one, "Object");

      g_string_append_printf (text, "%d %s: %s\n", (int) esp_json_get_int (one, "Sequence", 0),
                              object ? object : "-", esp_json_get_string (one, "Problem"));
    }
  esp_engine_close (engine);
  return g_string_free (text, FALSE);
}

static inline void
assert_has (const char *text, const char *part)
{
  if (!strstr (text, part))
    g_error ("\"%s\" is not in:\n%s", part, text);
}
