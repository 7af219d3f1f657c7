/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The place of plans in the window: how a plan comes to be open, that none is lost without a
 * question, and that it outlives a lock for who had it and for nobody else. */
#include "console/console-application.h"
#include "console/console-given-files.h"
#include "console/console-plan-gallery.h"

#include "plans-fixture.h"

/* --- Gallery -----------------------------------------------------------------------------------*/

static guint
check_cards (GtkWidget *widget)
{
  guint n = 0;

  if (CONSOLE_IS_PLAN_CARD (widget))
    {
      g_autofree char *title = NULL, *sentence = NULL, *label = NULL, *description = NULL;

      g_object_get (widget, "title", &title, "sentence", &sentence, NULL);
      g_assert_cmpuint (strlen (title), >, 3);
      g_assert_cmpuint (strlen (sentence), >, 10);
      label = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget),
                                                  GTK_ACCESSIBLE_PROPERTY_LABEL, title);
      description = gtk_test_accessible_check_property (
        GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, sentence);
      g_assert_null (label);
      g_assert_null (description);
      return 1;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    n += check_cards (child);
  return n;
}

/* Seven presets, and three other ways to begin; each is pressed by its name. */
static void
test_gallery (Fixture *fixture, gconstpointer data)
{
  Desk desk = open_desk (fixture);
  GtkWidget *gallery = find_type (GTK_WIDGET (desk.window), CONSOLE_TYPE_PLAN_GALLERY);
  GtkWidget *card;

  g_assert_cmpuint (check_cards (gallery), ==, 10);
  g_assert_null (find_text (gallery, "Recent"));
  card = gtk_widget_get_ancestor (find_text (gallery, "IoT manufacturer"), CONSOLE_TYPE_PLAN_CARD);
  g_assert_true (gtk_widget_is_sensitive (card));
  g_signal_emit_by_name (card, "clicked");
  wait_until (has_document, &desk);
  g_assert_nonnull (find_type (GTK_WIDGET (desk.window), CONSOLE_TYPE_DESIGNER));
  g_assert_cmpuint (console_plan_document_get_plan (get_document (&desk))->cas->len, >, 8);
  g_assert_false (console_plan_document_is_modified (get_document (&desk)));
  close_desk (&desk);
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  Desk desk = open_desk (fixture);
  const EspPlan *plan;

  act (&desk, "plans.new", "");
  wait_until (has_document, &desk);
  plan = console_plan_document_get_plan (get_document (&desk));
  g_assert_cmpuint (plan->cas->len, ==, 0);
  g_assert_cmpuint (plan->accounts->len, >, 1);
  g_assert_cmpstr (plan->organization, ==, "Meridian Motors");
  close_desk (&desk);
}

static void
test_existing (Fixture *fixture, gconstpointer data)
{
  Desk desk = open_desk (fixture);

  act (&desk, "plans.from-existing", NULL);
  wait_until (has_document, &desk);
  g_assert_cmpuint (console_plan_document_get_plan (get_document (&desk))->cas->len, >, 3);
  g_assert_null (console_plan_document_get_file (get_document (&desk)));
  close_desk (&desk);
}

/* --- Files -------------------------------------------------------------------------------------*/

static void
assert_title (Desk *desk, const char *part)
{
  g_assert_nonnull (strstr (gtk_window_get_title (GTK_WINDOW (desk->window)), part));
}

/* What is saved and opened again is equal, and the title tells what is not saved. */
static void
test_save (Fixture *fixture, gconstpointer data)
{
  Desk desk = open_desk (fixture);
  g_autoptr (EspPlan) before = NULL;
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = NULL;

  open_preset (&desk);
  rename_plan (&desk, "Toasters");
  assert_title (&desk, "• ");
  before = console_plan_document_copy (get_document (&desk));
  gtk_widget_activate_action (GTK_WIDGET (desk.window), "plans.save", NULL);
  path = choose_file_in (fixture->folder, "toasters.espalier-plan");
  wait_until (is_saved, get_document (&desk));
  g_assert_null (strstr (gtk_window_get_title (GTK_WINDOW (desk.window)), "• "));
  act (&desk, "plans.close", NULL);
  wait_until (has_none, &desk);
  g_assert_nonnull (find_type (GTK_WIDGET (desk.window), CONSOLE_TYPE_PLAN_GALLERY));
  wait_for_text (GTK_WIDGET (desk.window), "toasters");
  file = g_file_new_for_path (path);
  open_file (&desk, file);
  wait_for_file (&desk, file);
  g_assert_true (esp_plan_equal (before, console_plan_document_get_plan (get_document (&desk))));
  /* With a name it is not asked for one. */
  rename_plan (&desk, "Bulbs");
  act (&desk, "plans.save", NULL);
  wait_until (is_saved, get_document (&desk));
  close_desk (&desk);
}

/* It stays open, with its changes, and can be saved elsewhere. */
static void
test_save_fails (Fixture *fixture, gconstpointer data)
{
  Desk desk = open_desk (fixture);
  g_autofree char *folder = make_path (fixture, "gone");
  g_autofree char *path = g_build_filename (folder, "plan.espalier-plan", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (EspPlan) plan = esp_plan_preset_load ("two-levels", NULL);
  g_autofree char *text = esp_plan_write (plan);

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  write_text (path, text);
  open_file (&desk, file);
  wait_for_file (&desk, file);
  rename_plan (&desk, "Changed");
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  act (&desk, "plans.save", NULL);
  answer ("close");
  g_assert_true (console_plan_document_is_modified (get_document (&desk)));
  g_assert_cmpstr (console_plan_document_get_plan (get_document (&desk))->name, ==, "Changed");
  /* Saved on the way out it would be lost: so it is not let go. */
  act (&desk, "plans.close", NULL);
  answer ("save");
  answer ("close");
  g_assert_true (has_document (&desk));
  close_desk (&desk);
}

static gboolean
shows_broken (gpointer question)
{
  return find_text (question, "line 3") && find_text (question, "column");
}

/* The dialog names the file, the line and the column; what is open stays. */
static void
test_broken (Fixture *fixture, gconstpointer data)
{
  Desk desk = open_desk (fixture);
  g_autofree char *path = make_path (fixture, "broken.espalier-plan");
  g_autoptr (GFile) file = g_file_new_for_path (path);
  gpointer question, before;

  open_preset (&desk);
  before = get_document (&desk);
  write_text (path, "{\n  \"format\": 1,\n  \"name\" \"x\"\n}\n");
  open_file (&desk, file);
  wait_until (find_question, &question);
  wait_until (shows_broken, question);
  g_assert_nonnull (find_text (question, "broken.espalier-plan"));
  answer ("close");
  g_assert_true (get_document (&desk) == before);
  close_desk (&desk);
}

static gboolean
has_two (gpointer desk)
{
  return console_plan_recent_get_n (console_plan_shelf_get_recent (((Desk *) desk)->shelf)) == 2;
}

static gboolean
has_missing (gpointer desk)
{
  return console_plan_recent_is_missing (console_plan_shelf_get_recent (((Desk *) desk)->shelf), 0);
}

static gboolean
is_list_kept (gpointer path)
{
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) && strstr (text, "second") &&
         strstr (text, "first");
}

static GtkWidget *
find_remove_button (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget) &&
      g_strcmp0 (gtk_button_get_icon_name (GTK_BUTTON (widget)), "list-remove-symbolic") == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_remove_button (child);

      if (found)
        return found;
    }
  return NULL;
}

/* The newest first; kept between runs; what is gone is said to be, and can be removed. */
static void
test_recent (Fixture *fixture, gconstpointer data)
{
  Desk desk = open_desk (fixture);
  g_autoptr (GFile) first = make_file (fixture, "first.espalier-plan", "two-levels");
  g_autoptr (GFile) second = make_file (fixture, "second.espalier-plan", "three-levels");
  g_autofree char *list = g_build_filename (g_get_user_state_dir (), "espalier", "recent-plans",
                                            NULL);
  GtkWidget *gallery = find_type (GTK_WIDGET (desk.window), CONSOLE_TYPE_PLAN_GALLERY);

  open_file (&desk, first);
  wait_for_file (&desk, first);
  open_file (&desk, second);
  wait_for_file (&desk, second);
  g_assert_true (has_two (&desk));
  g_assert_true (
    g_file_equal (console_plan_recent_get (console_plan_shelf_get_recent (desk.shelf), 0), second));
  wait_until (is_list_kept, list);
  g_file_delete (second, NULL, NULL);
  act (&desk, "plans.close", NULL);
  wait_until (has_missing, &desk);
  wait_for_text (gallery, "Not there any more");
  g_signal_emit_by_name (find_remove_button (gallery), "clicked");
  g_assert_cmpuint (console_plan_recent_get_n (console_plan_shelf_get_recent (desk.shelf)), ==, 1);
  g_assert_nonnull (find_text (gallery, "first"));
  g_assert_null (find_text (gallery, "second"));
  close_desk (&desk);
}

static gboolean
is_read (gpointer recent)
{
  return console_plan_recent_get_n (recent) > 0;
}

/* At most ten, each once, and nothing that is no address. */
static void
test_recent_limit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("no address\n");
  g_autofree char *folder = g_build_filename (g_get_user_state_dir (), "espalier", NULL);
  g_autofree char *path = g_build_filename (folder, "recent-plans", NULL);
  g_autoptr (GFile) more = g_file_new_for_path ("/plans/more.espalier-plan");
  ConsolePlanRecent *recent;

  for (guint i = 0; i < 5; i++)
    g_string_append_printf (text, "file:///plans/%u.espalier-plan\n", i / 2);
  g_mkdir_with_parents (folder, 0700);
  write_text (path, text->str);
  recent = console_plan_recent_new ();
  wait_until (is_read, recent);
  g_assert_cmpuint (console_plan_recent_get_n (recent), ==, 3);
  for (guint i = 0; i < 12; i++)
    {
      g_autofree char *name = g_strdup_printf ("/plans/new-%u.espalier-plan", i);
      g_autoptr (GFile) file = g_file_new_for_path (name);

      console_plan_recent_add (recent, file);
    }
  console_plan_recent_add (recent, more);
  console_plan_recent_add (recent, console_plan_recent_get (recent, 3));
  g_assert_cmpuint (console_plan_recent_get_n (recent), ==, CONSOLE_PLAN_RECENT_MAX);
  g_assert_true (g_file_equal (console_plan_recent_get (recent, 1), more));
  assert_gone_at (G_STRLOC, recent);
}

/* --- What is not saved -------------------------------------------------------------------------*/

static void
test_close_plan (Fixture *fixture, gconstpointer data)
{
  Desk desk = open_desk (fixture);
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;

  open_preset (&desk);
  rename_plan (&desk, "Kept");
  act (&desk, "plans.close", NULL);
  answer ("cancel");
  g_assert_true (has_document (&desk));
  g_assert_true (console_plan_document_is_modified (get_document (&desk)));
  act (&desk, "plans.close", NULL);
  answer ("save");
  path = choose_file_in (fixture->folder, "kept.espalier-plan");
  wait_until (has_none, &desk);
  text = read_text (path);
  g_assert_nonnull (strstr (text, "\"Kept\""));
  open_preset (&desk);
  rename_plan (&desk, "Lost");
  act (&desk, "plans.close", NULL);
  answer ("discard");
  wait_until (has_none, &desk);
  close_desk (&desk);
}

/* A plan that takes the place of another, whichever way it comes. */
static void
test_another (Fixture *fixture, gconstpointer data)
{
  Desk desk = open_desk (fixture);
  g_autoptr (GFile) file = make_file (fixture, "other.espalier-plan", "two-levels");
  gpointer before;

  open_preset (&desk);
  rename_plan (&desk, "First");
  before = get_document (&desk);
  open_file (&desk, file);
  answer ("cancel");
  g_assert_true (get_document (&desk) == before);
  act (&desk, "plans.new", "development");
  answer ("cancel");
  g_assert_true (get_document (&desk) == before);
  open_file (&desk, file);
  answer ("discard");
  wait_for_file (&desk, file);
  /* The same again, with changes, is no other. */
  rename_plan (&desk, "Second");
  before = get_document (&desk);
  open_file (&desk, file);
  assert_no_question ();
  g_assert_true (get_document (&desk) == before);
  close_desk (&desk);
}

static void
test_close_window (Fixture *fixture, gconstpointer data)
{
  Desk desk = open_desk (fixture);
  gpointer alive = desk.window, question;

  g_object_add_weak_pointer (alive, &alive);
  open_preset (&desk);
  rename_plan (&desk, "Open");
  gtk_window_close (GTK_WINDOW (desk.window));
  wait_until (find_question, &question);
  /* Who asks twice is not asked twice. */
  g_assert_false (console_window_may_close (desk.window, NULL, NULL, NULL));
  answer ("cancel");
  assert_no_question ();
  g_assert_nonnull (alive);
  gtk_window_close (GTK_WINDOW (desk.window));
  answer ("discard");
  wait_until (is_null, &alive);
}

/* --- Who is signed in --------------------------------------------------------------------------*/

static void
test_lock (Fixture *fixture, gconstpointer data)
{
  Desk desk = open_desk (fixture);
  gpointer before;

  open_preset (&desk);
  rename_plan (&desk, "Of Ada");
  before = get_document (&desk);
  lock (&desk);
  g_assert_true (has_none (&desk));
  g_assert_null (get_page (&desk));
  g_assert_null (strstr (gtk_window_get_title (GTK_WINDOW (desk.window)), "Ada"));
  come_back (&desk, sample_admin);
  g_assert_true (get_document (&desk) == before);
  g_assert_nonnull (find_type (GTK_WIDGET (desk.window), CONSOLE_TYPE_DESIGNER));
  assert_title (&desk, "• Of Ada");
  close_desk (&desk);
}

/* Another person has a desk of their own, and takes nothing from the first one. */
static void
test_other_person (Fixture *fixture, gconstpointer data)
{
  Desk desk = open_desk (fixture);
  gpointer before;

  open_preset (&desk);
  rename_plan (&desk, "Of Ada");
  before = get_document (&desk);
  lock (&desk);
  come_back (&desk, SECOND_PERSON);
  g_assert_true (has_none (&desk));
  g_assert_null (find_type (GTK_WIDGET (desk.window), CONSOLE_TYPE_DESIGNER));
  g_assert_null (find_text (GTK_WIDGET (desk.window), "Of Ada"));
  open_preset (&desk);
  g_assert_false (get_document (&desk) == before);
  /* Without a lock between the two. */
  sign_in_as (fixture->engine, sample_admin);
  wait_for_text (GTK_WIDGET (desk.window), "Of Ada");
  g_assert_true (get_document (&desk) == before);
  close_desk (&desk);
}

static gboolean
names_person (gpointer question)
{
  return find_text (question, sample_admin) && !find_text (question, "Of Ada");
}

static void
set_true (gpointer data)
{
  *(gboolean *) data = TRUE;
}

static gboolean
is_true (gpointer data)
{
  return *(gboolean *) data;
}

/* Nobody is signed in, and still nothing is lost: whose it is is said, not what it is called. */
static void
test_quit_locked (Fixture *fixture, gconstpointer data)
{
  Desk desk = open_desk (fixture);
  gboolean may = FALSE;
  gpointer question;
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;

  g_assert_true (console_window_may_close (desk.window, set_true, &may, NULL));
  open_preset (&desk);
  rename_plan (&desk, "Of Ada");
  lock (&desk);
  g_assert_false (console_window_may_close (desk.window, set_true, &may, NULL));
  wait_until (find_question, &question);
  wait_until (names_person, question);
  answer ("cancel");
  g_assert_false (may);
  g_assert_false (console_window_may_close (desk.window, set_true, &may, NULL));
  answer ("save");
  path = choose_file_in (fixture->folder, "of-ada.espalier-plan");
  wait_until (is_true, &may);
  text = read_text (path);
  g_assert_nonnull (strstr (text, "Of Ada"));
  g_assert_true (console_window_may_close (desk.window, set_true, &may, NULL));
  close_desk (&desk);
}

/* Two persons, two questions; the first answer counts only when the second is no refusal. */
static void
test_quit_two (Fixture *fixture, gconstpointer data)
{
  Desk desk = open_desk (fixture);
  gboolean may = FALSE;

  open_preset (&desk);
  rename_plan (&desk, "Of Ada");
  lock (&desk);
  come_back (&desk, SECOND_PERSON);
  open_preset (&desk);
  rename_plan (&desk, "Of Ines");
  g_assert_false (console_window_may_close (desk.window, set_true, &may, NULL));
  answer ("discard");
  answer ("cancel");
  g_assert_false (may);
  g_assert_true (has_document (&desk));
  g_assert_false (console_window_may_close (desk.window, set_true, &may, NULL));
  answer ("discard");
  answer ("discard");
  wait_until (is_true, &may);
  close_desk (&desk);
}

/* A file that comes while nobody is signed in waits for who signs in. */
static void
test_given (Fixture *fixture, gconstpointer data)
{
  Desk desk = open_desk (fixture);
  g_autoptr (GFile) file = make_file (fixture, "given.espalier-plan", "two-levels");
  g_autoptr (GFile) other = make_file (fixture, "again.espalier-plan", "three-levels");

  gtk_widget_activate_action (GTK_WIDGET (desk.window), "win.show-place", "s", "ca");
  lock (&desk);
  console_plan_shelf_give (desk.shelf, file);
  wait_for_text (GTK_WIDGET (desk.window), "opened when somebody has signed in");
  come_back (&desk, sample_admin);
  wait_for_file (&desk, file);
  g_assert_cmpstr (console_session_get_place (fixture->session), ==, "plans");
  gtk_widget_activate_action (GTK_WIDGET (desk.window), "win.show-place", "s", "ca");
  console_plan_shelf_give (desk.shelf, other);
  wait_for_file (&desk, other);
  g_assert_cmpstr (console_session_get_place (fixture->session), ==, "plans");
  close_desk (&desk);
}

/* --- From outside ------------------------------------------------------------------------------*/

typedef struct
{
  gboolean done;
  char *vault, *plan;
  guint n_plans;
} Sorted;

static void
sorted_cb (const ConsoleGiven *given, gpointer data)
{
  Sorted *sorted = data;
  GFile *vault = console_given_get_first (given, CONSOLE_GIVEN_KIND_VAULT);
  GFile *plan = console_given_get_first (given, CONSOLE_GIVEN_KIND_PLAN);

  sorted->done = TRUE;
  sorted->vault = vault ? g_file_get_basename (vault) : NULL;
  sorted->plan = plan ? g_file_get_basename (plan) : NULL;
  sorted->n_plans = console_given_count (given, CONSOLE_GIVEN_KIND_PLAN);
}

/* By what is in them, not by their names. */
static void
test_sort (Fixture *fixture, gconstpointer data)
{
  g_autofree char *vault = make_path (fixture, "vault.espalier");
  g_autofree char *odd = make_path (fixture, "odd.espalier-plan");
  g_autoptr (GFile) plan = make_file (fixture, "plan.txt", "two-levels");
  g_autoptr (GFile) gone = g_file_new_for_path ("/not/there.espalier-plan");
  g_autoptr (GFile) link = g_file_new_for_path (odd);
  GFile *files[] = { plan, link, gone, plan };
  Sorted sorted = { FALSE, NULL, NULL, 0 };

  /* What is not there is said to be no plan by whoever opens it. */
  g_assert_cmpint (symlink (vault, odd), ==, 0);
  console_given_files_sort (files, G_N_ELEMENTS (files), sorted_cb, &sorted);
  wait_until (is_true, &sorted.done);
  g_assert_cmpstr (sorted.vault, ==, "odd.espalier-plan");
  g_assert_cmpstr (sorted.plan, ==, "plan.txt");
  g_assert_cmpuint (sorted.n_plans, ==, 3);
  g_free (sorted.vault);
  g_free (sorted.plan);
}

typedef struct
{
  GtkApplication *application;
  char *file;
  gboolean signed_in;
  gboolean opened;
  guint turns;
} Start;

static ConsoleWindow *
find_window (GtkApplication *program)
{
  GList *windows = gtk_application_get_windows (program);

  while (windows && !CONSOLE_IS_WINDOW (windows->data))
    windows = windows->next;
  return windows ? windows->data : NULL;
}

/* What a person does who started the program with a vault and a plan: signs in, and quits. */
static gboolean
start_cb (gpointer data)
{
  Start *start = data;
  ConsoleWindow *window = find_window (start->application);
  ConsoleSession *session = window ? console_window_get_session (window) : NULL;
  ConsolePlanDocument *document;

  g_assert_cmpuint (start->turns++, <, DEADLINE_SECONDS * 20);
  if (!session || console_session_get_phase (session) == CONSOLE_PHASE_WELCOME)
    return G_SOURCE_CONTINUE;
  if (!start->signed_in)
    sign_in_as (console_session_get_engine (session), sample_admin);
  start->signed_in = TRUE;
  document = console_plan_shelf_get_document (console_plan_shelf_get (session));
  if (!document)
    return G_SOURCE_CONTINUE;
  start->opened = g_strcmp0 (g_file_peek_path (console_plan_document_get_file (document)),
                             start->file) == 0;
  g_action_group_activate_action (G_ACTION_GROUP (start->application), "quit", NULL);
  return G_SOURCE_REMOVE;
}

/* espalier VAULT PLAN. */
static void
test_start (Fixture *fixture, gconstpointer data)
{
  ConsoleApplication *program = console_application_new (TRUE);
  g_autofree char *vault = make_path (fixture, "vault.espalier");
  g_autoptr (GFile) plan = make_file (fixture, "start.espalier-plan", "five-levels");
  g_autofree char *path = g_file_get_path (plan);
  char *argv[] = { (char *) "espalier", vault, path, NULL };
  Start start = { GTK_APPLICATION (program), path, FALSE, FALSE, 0 };

  esp_engine_close (fixture->engine);
  console_session_refresh (fixture->session);
  g_application_set_flags (G_APPLICATION (program),
                           G_APPLICATION_NON_UNIQUE | G_APPLICATION_HANDLES_OPEN);
  g_timeout_add (50, start_cb, &start);
  g_assert_cmpint (g_application_run (G_APPLICATION (program), 3, argv), ==, 0);
  g_assert_true (start.opened);
  /* Quitting ends the loop; windows go with the process. */
  gtk_window_destroy (GTK_WINDOW (find_window (GTK_APPLICATION (program))));
  assert_gone_at (G_STRLOC, program);
}

/* --- Keys --------------------------------------------------------------------------------------*/

static gboolean
is_enabled (Desk *desk, const char *action)
{
  GtkWidget *button = gtk_button_new ();
  gboolean enabled;

  g_object_ref_sink (button);
  gtk_widget_set_parent (button, GTK_WIDGET (desk->window));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  enabled = gtk_widget_is_sensitive (button);
  gtk_widget_unparent (button);
  g_object_unref (button);
  return enabled;
}

/* Keys do nothing to a plan that is not looked at. */
static void
test_actions (Fixture *fixture, gconstpointer data)
{
  Desk desk = open_desk (fixture);

  g_assert_false (is_enabled (&desk, "plans.save"));
  g_assert_true (is_enabled (&desk, "plans.open"));
  open_preset (&desk);
  g_assert_true (is_enabled (&desk, "plans.save"));
  g_assert_true (is_enabled (&desk, "plans.close"));
  gtk_widget_activate_action (GTK_WIDGET (desk.window), "win.show-place", "s", "people");
  g_assert_false (is_enabled (&desk, "plans.save"));
  g_assert_true (has_document (&desk));
  gtk_widget_activate_action (GTK_WIDGET (desk.window), "win.show-place", "s", "plans");
  g_assert_true (is_enabled (&desk, "plans.save-as"));
  close_desk (&desk);
}

int
main (int argc, char **argv)
{
  static const PlansTest tests[] = {
    { "/console/plans/gallery", test_gallery },
    { "/console/plans/empty", test_empty },
    { "/console/plans/existing", test_existing },
    { "/console/plans/save", test_save },
    { "/console/plans/save-fails", test_save_fails },
    { "/console/plans/broken", test_broken },
    { "/console/plans/recent", test_recent },
    { "/console/plans/recent-limit", test_recent_limit },
    { "/console/plans/close-plan", test_close_plan },
    { "/console/plans/another", test_another },
    { "/console/plans/close-window", test_close_window },
    { "/console/plans/lock", test_lock },
    { "/console/plans/other-person", test_other_person },
    { "/console/plans/quit-locked", test_quit_locked },
    { "/console/plans/quit-two", test_quit_two },
    { "/console/plans/given", test_given },
    { "/console/plans/actions", test_actions },
    { "/console/plans/sort", test_sort },
    { "/console/plans/start", test_start },
  };

  return run_plans_tests (argc, argv, tests, G_N_ELEMENTS (tests));
}
