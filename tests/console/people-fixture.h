/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of people and of policies share: calling operations, pressing, typing, agreeing, waiting. */
#pragma once

#include "console/console-access-dialogs.h"
#include "console/console-access-grid.h"
#include "console/console-access-matrix.h"
#include "console/console-access-row.h"
#include "console/console-ca-page.h"
#include "console/console-code-box.h"
#include "console/console-dialogs.h"
#include "console/console-form.h"
#include "console/console-note-row.h"
#include "console/console-pages.h"
#include "console/console-people-page.h"
#include "console/console-people.h"
#include "console/console-policy-editor.h"
#include "console/console-policy-highlight.h"
#include "console/console-policy-starters.h"
#include "console/console-rows.h"
#include "console/console-simulator-view.h"

#include "pages-fixture.h"

/* --- Helpers -----------------------------------------------------------------------------------*/

G_GNUC_UNUSED static JsonObject *
call (Fixture *fixture, const char *operation, ...)
{
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;
  const char *member;
  va_list list;

  va_start (list, operation);
  while ((member = va_arg (list, const char *)))
    json_object_set_string_member (parameters, member, va_arg (list, const char *));
  va_end (list);
  node = esp_engine_call (fixture->engine, operation, parameters, NULL, &error);
  g_assert_no_error (error);
  return json_node_dup_object (node);
}

G_GNUC_UNUSED static gpointer
get_child (gpointer widget, const char *name)
{
  GObject *child = gtk_widget_get_template_child (widget, G_OBJECT_TYPE (widget), name);

  g_assert_nonnull (child);
  return child;
}

G_GNUC_UNUSED static GtkWidget *
get_primary (gpointer dialog)
{
  return GTK_WIDGET (
    gtk_widget_get_template_child (dialog, CONSOLE_TYPE_FORM_WINDOW, "primary_button"));
}

G_GNUC_UNUSED static gboolean
is_sensitive (gpointer widget)
{
  return gtk_widget_is_sensitive (widget);
}

G_GNUC_UNUSED static void
click (gpointer button)
{
  wait_until (is_sensitive, button);
  g_signal_emit_by_name (button, "clicked");
}

G_GNUC_UNUSED static GtkWindow *
open_dialog (GtkWidget *over, GtkWindow *dialog)
{
  console_dialog_present (dialog, over);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (dialog));
  return dialog;
}

G_GNUC_UNUSED static gboolean
get_top (gpointer data)
{
  gpointer *found = data;
  GListModel *toplevels = gtk_window_get_toplevels ();

  found[1] = NULL;
  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) toplevel = g_list_model_get_item (toplevels, i);

      if (gtk_window_get_transient_for (toplevel) == found[0])
        found[1] = toplevel;
    }
  return found[1] != NULL;
}

G_GNUC_UNUSED static GtkWindow *
wait_for_top (gpointer over)
{
  gpointer found[2] = { over, NULL };

  wait_until (get_top, found);
  return found[1];
}

/* Agrees to the question over @dialog. */
G_GNUC_UNUSED static void
agree (gpointer dialog)
{
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (wait_for_top (dialog)), "do");
}

G_GNUC_UNUSED static GtkEditable *
get_delegate (ConsolePassphraseRow *row)
{
  return gtk_editable_get_delegate (
    GTK_EDITABLE (find_type (GTK_WIDGET (row), GTK_TYPE_PASSWORD_ENTRY)));
}

G_GNUC_UNUSED static void
type_secret (gpointer row, const char *text)
{
  gtk_editable_set_text (get_delegate (row), text);
}

G_GNUC_UNUSED static JsonObject *
describe (Fixture *fixture, const char *name)
{
  g_autoptr (JsonObject) answer = call (fixture, "DescribePrincipal", "Name", name, NULL);

  return json_object_ref (json_object_get_object_member (answer, "Principal"));
}

typedef struct
{
  Fixture *fixture;
  const char *name;
  const char *status;
} Wanted;

G_GNUC_UNUSED static gboolean
has_status (gpointer data)
{
  const Wanted *wanted = data;
  g_autoptr (JsonObject) person = describe (wanted->fixture, wanted->name);

  return g_strcmp0 (json_object_get_string_member (person, "Status"), wanted->status) == 0;
}

G_GNUC_UNUSED static void
wait_for_status (Fixture *fixture, const char *name, const char *status)
{
  wait_until (has_status, (&(Wanted){ fixture, name, status }));
}

G_GNUC_UNUSED static guint
count_answer (Fixture *fixture, const char *operation, const char *member)
{
  g_autoptr (JsonObject) answer = call (fixture, operation, NULL);

  return json_array_get_length (json_object_get_array_member (answer, member));
}

typedef struct
{
  Fixture *fixture;
  const char *name;
  guint n;
} Count;

/* Whatever can be changed here changes it at once: two persons have tests of their own. */
G_GNUC_UNUSED static void
lift_all (EspEngine *engine)
{
  lift_dual_control (engine, "Meridian Root G1");
}
