/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The CSV writer. */
#include "esp-csv.h"

#include <string.h>

static void
append_field (GString *text, const char *field)
{
  if (!strpbrk (field, ",\"\r\n"))
    {
      g_string_append (text, field);
      return;
    }
  g_string_append_c (text, '"');
  for (const char *c = field; *c; c++)
    {
      if (*c == '"')
        g_string_append_c (text, '"');
      g_string_append_c (text, *c);
    }
  g_string_append_c (text, '"');
}

void
esp_csv_append_line (GString *text, const char *const *fields, gsize n_fields)
{
  for (gsize i = 0; i < n_fields; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      if (fields[i])
        append_field (text, fields[i]);
    }
  g_string_append_c (text, '\n');
}
