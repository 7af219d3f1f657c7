/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of plans in the window share: a window that looks at the place of plans, plans that are
 * changed as by a person, questions and their answers. */
#pragma once

#include "console/console-designer.h"
#include "console/console-plan-shelf.h"
#include "console/console-plans-page.h"
#include "console/console-window.h"

#include "chooser-fixture.h"
#include "pages-fixture.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"

static AdwApplication *application;

typedef struct
{
  Fixture *fixture;
  ConsoleWindow *window;
  ConsolePlanShelf *shelf;
} Desk;

/* --- Short ways --------------------------------------------------------------------------------*/

/* Only in a home of the test's own. */
static void
forget_recent (void)
{
  g_autofree char *path = g_build_filename (g_get_user_state_dir (), "espalier", "recent-plans",
                                            NULL);

  if (g_getenv ("WD_DIR"))
    g_unlink (path);
}

static Desk
open_desk (Fixture *fixture)
{
  Desk desk = { fixture, console_window_new (application, fixture->session),
                console_plan_shelf_get (fixture->session) };

  gtk_window_set_default_size (GTK_WINDOW (desk.window), 1000, 700);
  gtk_window_present (GTK_WINDOW (desk.window));
  gtk_widget_activate_action (GTK_WIDGET (desk.window), "win.show-place", "s", "plans");
  gtk_test_widget_wait_for_draw (GTK_WIDGET (desk.window));
  return desk;
}

static void
close_desk (Desk *desk)
{
  assert_gone_with (GTK_WIDGET (desk->window), desk->window);
}

static GtkWidget *
get_page (Desk *desk)
{
  return find_type (GTK_WIDGET (desk->window), CONSOLE_TYPE_PLANS_PAGE);
}

static ConsolePlanDocument *
get_document (Desk *desk)
{
  return console_plan_shelf_get_document (desk->shelf);
}

static gboolean
has_document (gpointer desk)
{
  return get_document (desk) != NULL;
}

static gboolean
has_none (gpointer desk)
{
  return get_document (desk) == NULL;
}

static void
act (Desk *desk, const char *action, const char *parameter)
{
  if (parameter)
    gtk_widget_activate_action (get_page (desk), action, "s", parameter);
  else
    gtk_widget_activate_action (get_page (desk), action, NULL);
}

static void
open_preset (Desk *desk)
{
  act (desk, "plans.new", "iot");
  wait_until (has_document, desk);
}

/* As a step of a person. */
static void
rename_plan (Desk *desk, const char *name)
{
  EspPlan *plan = console_plan_document_copy (get_document (desk));

  g_free (plan->name);
  plan->name = g_strdup (name);
  console_plan_document_step (get_document (desk), plan, "rename", NULL);
  g_assert_true (console_plan_document_is_modified (get_document (desk)));
}

static gboolean
find_question (gpointer data)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  *(gpointer *) data = NULL;
  for (GList *l = windows; l; l = l->next)
    if (ADW_IS_MESSAGE_DIALOG (l->data) && gtk_widget_get_mapped (l->data))
      *(gpointer *) data = l->data;
  return *(gpointer *) data != NULL;
}

static void
assert_no_question (void)
{
  gpointer question;

  run_for (100);
  g_assert_false (find_question (&question));
}

/* It has its buttons twice, for wide and for narrow. */
static GtkWidget *
find_button (GtkWidget *widget, const char *label)
{
  if (GTK_IS_BUTTON (widget) && gtk_widget_get_mapped (widget) &&
      g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, label);

      if (found)
        return found;
    }
  return NULL;
}

static void
answer_at (const char *place, const char *response)
{
  gpointer question;
  GtkWidget *button;

  wait_until_at (place, find_question, &question);
  gtk_test_widget_wait_for_draw (question);
  g_object_add_weak_pointer (question, &question);
  button = find_button (question, adw_message_dialog_get_response_label (question, response));
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  wait_until_at (place, is_null, &question);
}

#define answer(response) answer_at (G_STRLOC, response)

static gboolean
is_saved (gpointer document)
{
  return !console_plan_document_is_modified (document);
}

static char *
make_path (Fixture *fixture, const char *name)
{
  return g_build_filename (fixture->folder, name, NULL);
}

static void
write_text (const char *path, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static char *
read_text (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

/* A plan in a file of the test's own. */
static GFile *
make_file (Fixture *fixture, const char *name, const char *preset)
{
  g_autofree char *path = make_path (fixture, name);
  g_autoptr (EspPlan) plan = esp_plan_preset_load (preset, NULL);
  g_autofree char *text = esp_plan_write (plan);

  write_text (path, text);
  return g_file_new_for_path (path);
}

static void
open_file (Desk *desk, GFile *file)
{
  console_plans_page_open_file (get_page (desk), file);
}

typedef struct
{
  Desk *desk;
  GFile *file;
} Opened;

static gboolean
is_file_open (gpointer data)
{
  const Opened *opened = data;
  GFile *file = get_document (opened->desk) ?
                  console_plan_document_get_file (get_document (opened->desk)) :
                  NULL;

  return file && g_file_equal (file, opened->file);
}

static void
wait_for_file (Desk *desk, GFile *file)
{
  Opened opened = { desk, file };

  wait_until (is_file_open, &opened);
}

static gboolean
is_locked (gpointer session)
{
  return console_session_get_phase (session) == CONSOLE_PHASE_LOCKED;
}

static gboolean
has_page (gpointer desk)
{
  return get_page (desk) != NULL;
}

static void
lock (Desk *desk)
{
  esp_engine_lock (desk->fixture->engine);
  wait_until (is_locked, desk->fixture->session);
}

static void
come_back (Desk *desk, const char *name)
{
  sign_in_as (desk->fixture->engine, name);
  wait_until (has_page, desk);
}

/* --- Program -----------------------------------------------------------------------------------*/

static void
set_up (Fixture *fixture, gconstpointer data)
{
  forget_recent ();
  fixture_set_up (fixture, data);
}

static void
add_test (const char *path, void (*test) (Fixture *fixture, gconstpointer data))
{
  g_test_add (path, Fixture, NULL, set_up, test, fixture_tear_down);
}

typedef struct
{
  const char *path;
  void (*test) (Fixture *fixture, gconstpointer data);
} PlansTest;

static int
run_plans_tests (int argc, char **argv, const PlansTest *tests, guint n)
{
  g_autoptr (GError) error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  if (!set_up_display ())
    return 77;
  application = g_object_new (ADW_TYPE_APPLICATION, "application-id", "org.espalier.Espalier.Plans",
                              "flags", G_APPLICATION_NON_UNIQUE, "resource-base-path",
                              "/org/espalier/Espalier", NULL);
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < n; i++)
    add_test (tests[i].path, tests[i].test);
  status = g_test_run ();
  remove_sample ();
  g_object_unref (application);
  return status;
}

#pragma GCC diagnostic pop
