/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A name put together from the fields of a form, in the form that the core reads (RFC 4514).
 * Whether its values are allowed is the core's to say. */
#include "console-form.h"

/* Every character that could mean something stands after a backslash. */
static void
append_value (GString *text, const char *value)
{
  gsize len = strlen (value);

  for (gsize i = 0; i < len; i++)
    {
      gboolean edge = (i == 0 && (value[i] == ' ' || value[i] == '#')) ||
                      (i + 1 == len && value[i] == ' ');

      if (edge || strchr ("\\,+\";<>=", value[i]))
        g_string_append_c (text, '\\');
      g_string_append_c (text, value[i]);
    }
}

char *
console_subject_text (const char *const *keys, const char *const *values, guint n)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *value = g_strstrip (g_strdup (values[i]));

      if (!*value)
        continue;
      if (text->len > 0)
        g_string_append_c (text, ',');
      g_string_append_printf (text, "%s=", keys[i]);
      append_value (text, value);
    }
  return g_string_free (text, FALSE);
}
