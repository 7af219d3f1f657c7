/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measuring, padding, printing. Two spaces between columns, none at the end of a line. */
#include "cli-table.h"

#include <glib/gi18n.h>

#include "base/esp-text.h"

#define GAP 2

struct _CliTable
{
  const CliColumn *columns;
  guint n_columns;
  GPtrArray *rows; /* char **, each with n_columns texts */
};

int
cli_text_width (const char *text)
{
  int width = 0;

  for (; *text; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      if (!g_unichar_iszerowidth (c))
        width += g_unichar_iswide (c) ? 2 : 1;
    }
  return width;
}

gboolean
cli_text_is_utf8 (void)
{
  return g_get_charset (NULL);
}

CliTable *
cli_table_new (const CliColumn *columns)
{
  CliTable *table = g_new0 (CliTable, 1);

  table->columns = columns;
  while (columns[table->n_columns].title)
    table->n_columns++;
  table->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  return table;
}

void
cli_table_free (CliTable *table)
{
  if (!table)
    return;
  g_ptr_array_unref (table->rows);
  g_free (table);
}

void
cli_table_add (CliTable *table, const char *first, ...)
{
  char **row = g_new0 (char *, table->n_columns + 1);
  const char *cell = first;
  va_list cells;

  va_start (cells, first);
  for (guint i = 0; i < table->n_columns; i++)
    {
      row[i] = cell ? esp_text_escape (cell) : g_strdup ("");
      if (i + 1 < table->n_columns)
        cell = va_arg (cells, const char *);
    }
  va_end (cells);
  g_ptr_array_add (table->rows, row);
}

guint
cli_table_get_n_rows (CliTable *table)
{
  return table->rows->len;
}

static int
column_width (CliTable *table, guint column, gboolean bare)
{
  int width = bare ? 0 : cli_text_width (_ (table->columns[column].title));

  for (guint i = 0; i < table->rows->len; i++)
    {
      char **row = g_ptr_array_index (table->rows, i);

      width = MAX (width, cli_text_width (row[column]));
    }
  return width;
}

static void
append_spaces (GString *line, int count)
{
  for (int i = 0; i < count; i++)
    g_string_append_c (line, ' ');
}

static void
print_row (CliTable *table, const char *const *cells, const int *widths)
{
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint i = 0; i < table->n_columns; i++)
    {
      int padding = widths[i] - cli_text_width (cells[i]);

      if (table->columns[i].align == CLI_RIGHT)
        append_spaces (line, padding);
      g_string_append (line, cells[i]);
      if (table->columns[i].align == CLI_LEFT)
        append_spaces (line, padding);
      append_spaces (line, GAP);
    }
  g_strchomp (line->str);
  g_print ("%s\n", line->str);
}

void
cli_table_print (CliTable *table, gboolean bare)
{
  g_autofree int *widths = g_new0 (int, table->n_columns);
  g_autofree const char **titles = g_new0 (const char *, table->n_columns + 1);

  for (guint i = 0; i < table->n_columns; i++)
    {
      widths[i] = column_width (table, i, bare);
      titles[i] = _ (table->columns[i].title);
    }
  if (!bare)
    print_row (table, titles, widths);
  for (guint i = 0; i < table->rows->len; i++)
    print_row (table, g_ptr_array_index (table->rows, i), widths);
}
