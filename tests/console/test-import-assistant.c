/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What other tools keep, brought in through the assistant: the table beside what the engine itself
 * answers, passphrases typed later, what is left out, cancelling, a refusal. What came is asked of
 * the engine. */
#include "dialogs-fixture.h"

#include "console/console-import-lines.h"
#include "console/console-import-source.h"
#include "console/console-plan-line.h"
#include "console/console-plan-list.h"

#include "import-fixture.h"

#define LEAF "/CN=A&B <b>x<\\/b>"

/* Made once: nothing changes it. */
static char *path;

/* --- Short ways --------------------------------------------------------------------------------*/

static const char *
get_page (gpointer window)
{
  return gtk_stack_get_visible_child_name (child (window, "stack"));
}

static gboolean
is_not_running (gpointer window)
{
  return !g_str_equal (get_page (window), "progress");
}

static void
click (gpointer window, const char *button)
{
  g_assert_true (gtk_widget_get_visible (child (window, button)));
  g_assert_true (gtk_widget_get_sensitive (child (window, button)));
  g_signal_emit_by_name (child (window, button), "clicked");
}

static GtkWindow *
open_assistant (Fixture *fixture, const char *source)
{
  GtkWindow *window = console_import_assistant_new (fixture->session);

  gtk_window_present (window);
  g_assert_false (gtk_widget_get_sensitive (child (window, "look_button")));
  gtk_widget_activate_action (GTK_WIDGET (window), "import.take", "^ay", source);
  return window;
}

static void
look (gpointer window)
{
  click (window, "look_button");
  wait_for (is_not_running, window);
}

static void
type_passphrase (gpointer window, const char *passphrase)
{
  g_autoptr (GPtrArray) typed = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_secret_unref);

  g_ptr_array_add (typed, esp_secret_new_copy (passphrase, strlen (passphrase), NULL));
  console_import_source_put_back (child (window, "source"), typed);
}

/* A line whose title contains @title, of @choice or of any; NULL: none. */
static const ConsolePlanFacts *
find_line (gpointer window, const char *title, const char *choice)
{
  GListModel *model = console_plan_list_get_model (child (window, "list"));

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (ConsolePlanLine) line = g_list_model_get_item (model, i);
      const ConsolePlanFacts *facts = console_plan_line_get (line);

      if (!console_plan_line_is_heading (line) && strstr (facts->title, title) &&
          (!choice || g_strcmp0 (facts->choice, choice) == 0))
        return facts; /* the model holds it */
    }
  return NULL;
}

static JsonObject *
list_authorities (Fixture *fixture)
{
  return call (fixture, "ListCertificateAuthorities", NULL);
}

static guint
count_authorities (Fixture *fixture)
{
  g_autoptr (JsonObject) answer = list_authorities (fixture);

  return json_array_get_length (esp_json_get_array (answer, "CertificateAuthorities"));
}

static gint64
count_events (Fixture *fixture)
{
  g_autoptr (JsonObject) answer = call (fixture, "ListEvents", NULL);
  JsonArray *events = esp_json_get_array (answer, "Events");

  return esp_json_get_int (json_array_get_object_element (events, 0), "Sequence", -1);
}

/* --- Tests -------------------------------------------------------------------------------------*/

/* What is seen, and that seeing it changes nothing. */
static void
test_look (Fixture *fixture, gconstpointer data)
{
  gint64 before = count_events (fixture);
  GtkWindow *window = open_assistant (fixture, path);

  look (window);
  g_assert_cmpstr (get_page (window), ==, "table");
  g_assert_nonnull (find_line (window, OLD_ROOT, CONSOLE_IMPORT_AUTHORITIES));
  /* The path length that is broken is named with its values. */
  g_assert_nonnull (find_line (window, "ath length", CONSOLE_IMPORT_AUTHORITIES));
  g_assert_nonnull (find_line (window, "CN=A&B", CONSOLE_IMPORT_COMES));
  g_assert_nonnull (find_line (window, "CN=A&B", CONSOLE_IMPORT_STAYS));
  g_assert_true (gtk_widget_get_visible (child (window, "locked_box")));
  g_assert_false (gtk_widget_get_sensitive (child (window, "import_button")));
  g_assert_nonnull (gtk_widget_get_tooltip_text (child (window, "import_button")));
  g_assert_cmpint (count_events (fixture), ==, before);
  g_assert_cmpuint (count_authorities (fixture), ==, 0);
  picture (window, "import-assistant");
  dismiss (window);
}

static void
test_passphrase (Fixture *fixture, gconstpointer data)
{
  GtkWindow *window = open_assistant (fixture, path);
  gpointer weak = window;
  g_autoptr (JsonObject) answer = NULL;
  JsonArray *authorities;

  type_passphrase (window, "wrong");
  look (window);
  g_assert_true (gtk_widget_get_visible (child (window, "locked_box")));
  click (window, "back_button");
  g_assert_cmpstr (get_page (window), ==, "source");
  type_passphrase (window, OLD_PASSPHRASE);
  look (window);
  g_assert_false (gtk_widget_get_visible (child (window, "locked_box")));
  click (window, "import_button");
  wait_for (is_not_running, window);
  g_assert_cmpstr (get_page (window), ==, "table");
  g_assert_true (gtk_widget_get_visible (child (window, "done_button")));
  g_assert_false (gtk_widget_get_visible (child (window, "import_button")));
  answer = list_authorities (fixture);
  authorities = esp_json_get_array (answer, "CertificateAuthorities");
  g_assert_cmpuint (json_array_get_length (authorities), ==, 2);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpstr (esp_json_get_string (json_array_get_object_element (authorities, i), "Status"),
                     ==, "ACTIVE");
  g_assert_nonnull (find_line (window, OLD_ROOT, CONSOLE_IMPORT_AUTHORITIES)->arn);
  picture (window, "import-assistant-done");
  g_object_add_weak_pointer (G_OBJECT (window), &weak);
  click (window, "done_button");
  wait_for (is_gone, &weak);
}

/* What is locked stays out only where somebody says so; its authority comes and signs nothing. */
static void
test_without_locked (Fixture *fixture, gconstpointer data)
{
  GtkWindow *window = open_assistant (fixture, path);
  g_autoptr (JsonObject) answer = NULL;
  JsonArray *authorities;
  guint n_disabled = 0;

  look (window);
  gtk_check_button_set_active (child (window, "without_locked"), TRUE);
  click (window, "import_button");
  wait_for (is_not_running, window);
  answer = list_authorities (fixture);
  authorities = esp_json_get_array (answer, "CertificateAuthorities");
  g_assert_cmpuint (json_array_get_length (authorities), ==, 2);
  for (guint i = 0; i < 2; i++)
    n_disabled += g_str_equal (
      esp_json_get_string (json_array_get_object_element (authorities, i), "Status"), "DISABLED");
  g_assert_cmpuint (n_disabled, ==, 1);
  dismiss (window);
}

/* Once more: there is nothing new in it. */
static void
test_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (JsonObject) answer = NULL;
  GtkWindow *window;

  json_object_set_string_member (parameters, "Path", path);
  json_object_set_boolean_member (parameters, "WithoutLocked", TRUE);
  answer = call (fixture, "ImportAuthorities", json_object_ref (parameters));
  window = open_assistant (fixture, path);
  type_passphrase (window, OLD_PASSPHRASE);
  look (window);
  g_assert_cmpint (console_import_count (answer, "KNOWN"), ==, 0);
  g_assert_nonnull (find_line (window, "CN=A&B", CONSOLE_IMPORT_STAYS));
  g_assert_null (find_line (window, "CN=A&B", CONSOLE_IMPORT_COMES));
  dismiss (window);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *nothing = g_build_filename (fixture->folder, "nothing.bin", NULL);
  GtkWindow *window;

  g_assert_true (g_file_set_contents (nothing, "nothing that anybody knows", -1, NULL));
  window = open_assistant (fixture, nothing);
  type_passphrase (window, OLD_PASSPHRASE);
  look (window);
  g_assert_cmpstr (get_page (window), ==, "source");
  g_assert_true (gtk_widget_get_visible (child (window, "error_label")));
  /* What was typed is there still. */
  look (window);
  g_assert_cmpstr (get_page (window), ==, "source");
  picture (window, "import-assistant-refused");
  dismiss (window);
}

/* All or nothing, whenever it is stopped. */
static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  GtkWindow *window = open_assistant (fixture, path);

  type_passphrase (window, OLD_PASSPHRASE);
  look (window);
  click (window, "import_button");
  gtk_window_close (window);
  g_assert_cmpstr (get_page (window), ==, "progress");
  wait_for (is_not_running, window);
  if (gtk_widget_get_visible (child (window, "import_button")))
    {
      g_assert_true (gtk_widget_get_visible (child (window, "failure_label")));
      g_assert_cmpuint (count_authorities (fixture), ==, 0);
    }
  else
    {
      g_assert_cmpuint (count_authorities (fixture), ==, 2);
    }
  dismiss (window);
}

static const TestRow tests[] = {
  { "/import-assistant/look", test_look },
  { "/import-assistant/passphrase", test_passphrase },
  { "/import-assistant/without-locked", test_without_locked },
  { "/import-assistant/again", test_again },
  { "/import-assistant/refused", test_refused },
  { "/import-assistant/cancel", test_cancel },
};

int
main (int argc, char **argv)
{
  int status;

  path = make_old_authorities (LEAF);
  status = run_tests (argc, argv, tests, G_N_ELEMENTS (tests));
  remove_old_authorities (path);
  return status;
}
