/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A designer in a window of its own, over a preset: a part of test-designer.c. */
#pragma once

#include "console/console-designer.h"
#include "console/console-plan-checks.h"
#include "console/console-plan-finding-row.h"
#include "console/console-form.h"
#include "console/console-plan-move.h"

#define TIMEOUT 20

typedef struct
{
  EspEngine *engine;
  ConsoleSession *session;
  ConsolePlanDocument *document;
  EspPlan *preset;
  GtkWidget *window;
  GtkWidget *designer;
} Fixture;

/* --- Waiting and finding -----------------------------------------------------------------------*/

typedef gboolean (*Condition) (gpointer data);

static void
wait_for (Condition condition, gpointer data)
{
  gint64 end = g_get_monotonic_time () + TIMEOUT * G_USEC_PER_SEC;

  while (!condition (data))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (1000);
    }
}

static void
settle (Fixture *fixture)
{
  for (guint i = 0; i < 3; i++)
    gtk_test_widget_wait_for_draw (fixture->window);
}

typedef gboolean (*Match) (GtkWidget *widget, gconstpointer data);

static GtkWidget *
find (GtkWidget *widget, Match match, gconstpointer data)
{
  if (match (widget, data))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, match, data);

      if (found)
        return found;
    }
  return NULL;
}

static gboolean
is_of_type (GtkWidget *widget, gconstpointer data)
{
  return g_type_is_a (G_OBJECT_TYPE (widget), *(const GType *) data);
}

static GtkWidget *
find_type (Fixture *fixture, GType type)
{
  GtkWidget *found = find (fixture->window, is_of_type, &type);

  g_assert_nonnull (found);
  return found;
}

static gboolean
is_row_of (GtkWidget *widget, gconstpointer title)
{
  return ADW_IS_PREFERENCES_ROW (widget) && gtk_widget_get_mapped (widget) &&
         g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title) == 0;
}

static GtkWidget *
find_row (Fixture *fixture, const char *title)
{
  return find (fixture->window, is_row_of, title);
}

static gboolean
is_label_of (GtkWidget *widget, gconstpointer text)
{
  return GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) &&
         strstr (gtk_label_get_text (GTK_LABEL (widget)), text);
}

static GtkWidget *
find_text (Fixture *fixture, const char *text)
{
  return find (fixture->window, is_label_of, text);
}

static gboolean
is_fix_of (GtkWidget *widget, gconstpointer id)
{
  ConsolePlanFinding *finding = CONSOLE_IS_PLAN_FINDING_ROW (widget) ?
                                  console_plan_finding_row_get_finding (
                                    CONSOLE_PLAN_FINDING_ROW (widget)) :
                                  NULL;

  return finding && finding->check && g_str_equal (finding->check->id, id);
}

static GtkWidget *
find_finding_row (Fixture *fixture, const char *id)
{
  return find (fixture->window, is_fix_of, id);
}

/* --- The plan ----------------------------------------------------------------------------------*/

static const EspPlan *
get_plan (Fixture *fixture)
{
  return console_plan_document_get_plan (fixture->document);
}

static const EspPlanCa *
get_ca (Fixture *fixture, const char *key)
{
  const EspPlanCa *ca = esp_plan_find_ca (get_plan (fixture), key);

  g_assert_nonnull (ca);
  return ca;
}

static void
select_cas (Fixture *fixture, const char *const *keys)
{
  console_plan_document_select (fixture->document, keys);
  settle (fixture);
}

static void
select_ca (Fixture *fixture, const char *key)
{
  select_cas (fixture, (const char *[]){ key, NULL });
}

static const char *
get_selected (Fixture *fixture)
{
  return console_plan_document_get_selection (fixture->document)[0];
}

static gboolean
has_finding (Fixture *fixture, const char *id)
{
  GPtrArray *findings = console_plan_document_get_findings (fixture->document);

  for (guint i = 0; i < findings->len; i++)
    if (g_str_equal (((EspPlanFinding *) g_ptr_array_index (findings, i))->check->id, id))
      return TRUE;
  return FALSE;
}

static char *
get_undo (Fixture *fixture)
{
  char *label = NULL;

  g_object_get (fixture->document, "undo-label", &label, NULL);
  return label;
}

static void
assert_undo (Fixture *fixture, const char *wanted)
{
  g_autofree char *label = get_undo (fixture);

  g_assert_cmpstr (label, ==, wanted);
}

static void
act (Fixture *fixture, const char *action)
{
  g_assert_true (gtk_widget_activate_action (fixture->designer, action, NULL));
  settle (fixture);
}

static guint
undo_all (Fixture *fixture)
{
  guint n = 0;
  gboolean can = TRUE;

  for (g_object_get (fixture->document, "can-undo", &can, NULL); can;
       g_object_get (fixture->document, "can-undo", &can, NULL), n++)
    act (fixture, "designer.undo");
  return n;
}

/* --- Fixture -----------------------------------------------------------------------------------*/

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  EspPlan *plan = data ? esp_plan_preset_load (data, &error) : esp_plan_new ();

  g_assert_no_error (error);
  fixture->engine = esp_engine_new (NULL);
  fixture->session = console_session_new (fixture->engine);
  fixture->preset = esp_plan_copy (plan);
  fixture->document = console_plan_document_new (plan, NULL);
  fixture->designer = console_designer_new (fixture->session, fixture->document);
  fixture->window = adw_window_new ();
  adw_window_set_content (ADW_WINDOW (fixture->window), fixture->designer);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1100, 760);
  gtk_window_present (GTK_WINDOW (fixture->window));
  settle (fixture);
}

static gboolean
is_gone (gpointer data)
{
  return *(gpointer *) data == NULL;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gpointer designer = fixture->designer, window = fixture->window, document = fixture->document;

  g_object_add_weak_pointer (designer, &designer);
  g_object_add_weak_pointer (window, &window);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  wait_for (is_gone, &designer);
  wait_for (is_gone, &window);
  g_object_add_weak_pointer (document, &document);
  g_object_unref (fixture->document);
  wait_for (is_gone, &document);
  esp_plan_free (fixture->preset);
  g_assert_finalize_object (fixture->session);
  g_assert_finalize_object (fixture->engine);
}
