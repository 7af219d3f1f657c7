/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The branch of a CA, parted into what leaves and what stays, with rows to show it. */
#include "console-hand-over-branch.h"

#include "console-format.h"
#include "console-note-row.h"

#include <glib/gi18n.h>

/* A boxed list is for people: of more the number is told. */
#define ROWS_SHOWN 100

static gboolean
has_life (const EspCa *ca)
{
  return ca->state == ESP_CA_ACTIVE || ca->state == ESP_CA_DISABLED ||
         ca->state == ESP_CA_PENDING_CERTIFICATE;
}

/* The hierarchy has five levels. */
static void
collect (ConsoleHandOverBranch *branch, EspCaNode *node)
{
  GListModel *below = esp_ca_node_get_children (node);
  GPtrArray *into = has_life (esp_ca_node_get_ca (node)) ? branch->goes : branch->stays;

  g_ptr_array_add (into, g_object_ref (node));
  for (guint i = 0; below && i < g_list_model_get_n_items (below); i++)
    {
      g_autoptr (EspCaNode) child = g_list_model_get_item (below, i);

      collect (branch, child);
    }
}

ConsoleHandOverBranch *
console_hand_over_branch_new (EspCaNode *node)
{
  ConsoleHandOverBranch *branch = g_new0 (ConsoleHandOverBranch, 1);

  branch->goes = g_ptr_array_new_with_free_func (g_object_unref);
  branch->stays = g_ptr_array_new_with_free_func (g_object_unref);
  collect (branch, node);
  return branch;
}

void
console_hand_over_branch_free (ConsoleHandOverBranch *branch)
{
  g_ptr_array_unref (branch->goes);
  g_ptr_array_unref (branch->stays);
  g_free (branch);
}

static GtkWidget *
make_row (const char *label, const char *status)
{
  GtkWidget *row = console_note_row_new (label);

  console_note_row_set_icon (CONSOLE_NOTE_ROW (row), console_format_ca_icon (status), NULL);
  console_note_row_set_detail (CONSOLE_NOTE_ROW (row), console_format_ca_status (status));
  return row;
}

/* Before the rows are made: @n of them. */
static void
tell_number (AdwExpanderRow *expander, guint n)
{
  g_autofree char *count = g_strdup_printf (ngettext ("%u CA", "%u CAs", n), n);

  adw_expander_row_set_subtitle (expander, count);
}

static void
tell_rest (AdwExpanderRow *expander, guint n)
{
  guint left = n > ROWS_SHOWN ? n - ROWS_SHOWN : 0;
  g_autofree char *more = g_strdup_printf (ngettext ("and %u more", "and %u more", left), left);

  if (left > 0)
    adw_expander_row_add_row (expander, console_note_row_new (more));
}

void
console_hand_over_fill (AdwExpanderRow *expander, GPtrArray *nodes)
{
  tell_number (expander, nodes->len);
  for (guint i = 0; i < nodes->len && i < ROWS_SHOWN; i++)
    {
      EspCaNode *node = g_ptr_array_index (nodes, i);
      g_autofree char *status = NULL;

      g_object_get (node, "status", &status, NULL);
      adw_expander_row_add_row (expander, make_row (esp_ca_node_get_ca (node)->label, status));
    }
  tell_rest (expander, nodes->len);
}

void
console_hand_over_list (AdwExpanderRow *expander, JsonArray *cas)
{
  guint n = cas ? json_array_get_length (cas) : 0;

  tell_number (expander, n);
  for (guint i = 0; i < n && i < ROWS_SHOWN; i++)
    {
      JsonObject *ca = json_array_get_object_element (cas, i);

      adw_expander_row_add_row (expander, make_row (esp_json_get_string (ca, "CommonName"),
                                                    esp_json_get_string (ca, "Status")));
    }
  tell_rest (expander, n);
}

void
console_hand_over_count (GString *text, gint64 n, const char *words)
{
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, n);
  const char *arguments[] = { "n", number, NULL };
  g_autofree char *part = esp_text_fill (words, arguments);

  if (n > 0)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", part);
}

char *
console_hand_over_explain_denial (ConsoleHandOverBranch *branch, ConsoleSession *session)
{
  for (guint i = 0; i < branch->goes->len; i++)
    {
      const EspCa *ca = esp_ca_node_get_ca (g_ptr_array_index (branch->goes, i));
      g_autofree char *safe = esp_text_escape (ca->label);
      g_autofree char *denial = console_session_explain_denial (session, "espalier:ExportHierarchy",
                                                                ca);

      if (denial)
        return g_strdup_printf ("%s: %s", safe, denial);
    }
  return NULL;
}
