/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The keys of a request, in the order in which they were set. There are a few dozen at most, so
 * finding one is a walk over their hashes.
 */
#include "esp-condition-keys.h"

#include "esp-condition.h"

#include <string.h>

struct _EspConditionKeys
{
  GArray *entries; /* EspKeyEntry */
};

/* --- Names ------------------------------------------------------------------------------------*/

/* Folded as Unicode does it, and the same in every locale. */
void
esp_key_name_init (EspKeyName *name, const char *text)
{
  name->folded = g_utf8_validate (text, -1, NULL) ? g_utf8_casefold (text, -1) :
                                                    g_ascii_strdown (text, -1);
  name->hash = g_str_hash (name->folded);
}

void
esp_key_name_clear (EspKeyName *name)
{
  g_clear_pointer (&name->folded, g_free);
}

static void
entry_clear (EspKeyEntry *entry)
{
  g_free (entry->name);
  esp_key_name_clear (&entry->folded);
  g_strfreev (entry->values);
}

/* --- The set ----------------------------------------------------------------------------------*/

EspConditionKeys *
esp_condition_keys_new (void)
{
  EspConditionKeys *keys = g_new0 (EspConditionKeys, 1);

  keys->entries = g_array_new (FALSE, TRUE, sizeof (EspKeyEntry));
  g_array_set_clear_func (keys->entries, (GDestroyNotify) entry_clear);
  return keys;
}

EspConditionKeys *
esp_condition_keys_copy (const EspConditionKeys *keys)
{
  EspConditionKeys *copy = esp_condition_keys_new ();

  for (guint i = 0; keys && i < keys->entries->len; i++)
    {
      const EspKeyEntry *entry = &g_array_index (keys->entries, EspKeyEntry, i);
      EspKeyEntry added = *entry;

      added.name = g_strdup (entry->name);
      added.folded.folded = g_strdup (entry->folded.folded);
      added.values = g_strdupv (entry->values);
      g_array_append_val (copy->entries, added);
    }
  return copy;
}

void
esp_condition_keys_free (EspConditionKeys *keys)
{
  if (!keys)
    return;
  g_array_unref (keys->entries);
  g_free (keys);
}

const EspKeyEntry *
esp_condition_keys_lookup (const EspConditionKeys *keys, const EspKeyName *name)
{
  guint n_entries = keys ? keys->entries->len : 0;

  for (guint i = 0; i < n_entries; i++)
    {
      const EspKeyEntry *entry = &g_array_index (keys->entries, EspKeyEntry, i);

      if (entry->folded.hash == name->hash && strcmp (entry->folded.folded, name->folded) == 0)
        return entry;
    }
  return NULL;
}

static void
set_entry (EspConditionKeys *keys, const char *key, const char *const *values, gboolean is_list)
{
  EspKeyEntry added = { .name = g_strdup (key),
                        .values = g_strdupv ((char **) values),
                        .n_values = g_strv_length ((char **) values),
                        .is_list = is_list };
  EspKeyEntry *entry;

  esp_key_name_init (&added.folded, key);
  entry = (EspKeyEntry *) esp_condition_keys_lookup (keys, &added.folded);
  if (!entry)
    {
      g_array_append_val (keys->entries, added);
      return;
    }
  entry_clear (entry);
  *entry = added;
}

void
esp_condition_keys_set (EspConditionKeys *keys, const char *key, const char *value)
{
  const char *values[] = { value, NULL };

  set_entry (keys, key, values, FALSE);
}

void
esp_condition_keys_set_tag (EspConditionKeys *keys,
                            const char *prefix,
                            const char *tag,
                            const char *value)
{
  g_autofree char *key = g_strconcat (prefix, "/", tag, NULL);

  esp_condition_keys_set (keys, key, value);
}

void
esp_condition_keys_set_list (EspConditionKeys *keys, const char *key, const char *const *values)
{
  set_entry (keys, key, values, TRUE);
}

const char *const *
esp_condition_keys_get (const EspConditionKeys *keys, const char *key, gboolean *is_list)
{
  EspKeyName name;
  const EspKeyEntry *entry;

  esp_key_name_init (&name, key);
  entry = esp_condition_keys_lookup (keys, &name);
  esp_key_name_clear (&name);
  if (!entry)
    return NULL;
  if (is_list)
    *is_list = entry->is_list;
  return (const char *const *) entry->values;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

const char **
esp_condition_keys_list (const EspConditionKeys *keys)
{
  guint n_entries = keys ? keys->entries->len : 0;
  const char **names = g_new0 (const char *, n_entries + 1);

  for (guint i = 0; i < n_entries; i++)
    names[i] = g_array_index (keys->entries, EspKeyEntry, i).name;
  qsort (names, n_entries, sizeof *names, compare_names);
  return names;
}
