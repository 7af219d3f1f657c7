/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking a name up. The arrays themselves stand beside their enumerations. */
#include "esp-names.h"

gboolean
esp_names_find (const char *const *names, gsize n_names, const char *text, guint *index)
{
  for (guint i = 0; text && i < n_names; i++)
    if (g_str_equal (names[i], text))
      {
        *index = i;
        return TRUE;
      }
  return FALSE;
}

gboolean
esp_names_find_any_case (const char *const *names, gsize n_names, const char *text, guint *index)
{
  for (guint i = 0; text && i < n_names; i++)
    if (g_ascii_strcasecmp (names[i], text) == 0)
      {
        *index = i;
        return TRUE;
      }
  return FALSE;
}
