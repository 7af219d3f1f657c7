/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings as plain text and as a table. The table has the words of the core, by which it can be
 * compared with another one; the text is for people. */
#include "console-health.h"

#include "base/esp-csv.h"
#include "console-plan-line.h"

static void
append_line (GString *text, const ConsolePlanFacts *facts)
{
  g_string_append_printf (text, "- %s\n  %s\n", facts->title, facts->value ? facts->value : "");
  if (facts->detail)
    g_string_append_printf (text, "  %s\n", facts->detail);
}

char *
console_health_write_text (const char *title, GListModel *lines)
{
  GString *text = g_string_new (title);

  g_string_append_c (text, '\n');
  for (guint i = 0; i < g_list_model_get_n_items (lines); i++)
    {
      g_autoptr (ConsolePlanLine) line = g_list_model_get_item (lines, i);
      const ConsolePlanFacts *facts = console_plan_line_get (line);

      if (console_plan_line_is_heading (line))
        g_string_append_printf (text, "\n%s\n", facts->title);
      else
        append_line (text, facts);
    }
  return g_string_free (text, FALSE);
}

/* --- Table -------------------------------------------------------------------------------------*/

static const char *const columns[] = { "Severity",
                                       "Finding",
                                       "CertificateAuthority",
                                       "CertificateAuthorityArn",
                                       "CertificateSerial",
                                       "Subject",
                                       "Sentence",
                                       "Citation",
                                       "Due" };

/* Names are chosen by others; a spreadsheet must not compute them. */
static char *
make_cell (const char *value)
{
  if (value && value[0] && strchr ("=+-@\t\r", value[0]))
    return g_strconcat ("'", value, NULL);
  return g_strdup (value ? value : "");
}

static void
append_finding (GString *text, JsonObject *finding)
{
  const char *cells[G_N_ELEMENTS (columns)];

  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    cells[i] = make_cell (esp_json_get_string (finding, columns[i]));
  esp_csv_append_line (text, cells, G_N_ELEMENTS (cells));
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    g_free ((char *) cells[i]);
}

char *
console_health_write_csv (JsonObject *answer)
{
  JsonArray *findings = esp_json_get_array (answer, "Findings");
  GString *text = g_string_new (NULL);

  esp_csv_append_line (text, columns, G_N_ELEMENTS (columns));
  for (guint i = 0; findings && i < json_array_get_length (findings); i++)
    append_finding (text, json_array_get_object_element (findings, i));
  return g_string_free (text, FALSE);
}
