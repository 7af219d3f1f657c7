/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An open plan: its steps, findings and selection, what its widgets are told, and its file: read
 * and written whole or not at all, refused with a place, and left as it was where the disk is full.
 */
#include "console/console-plan-document.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define BROKEN                                                                                     \
  "{\n  \"format\": 1,\n  \"cas\": [\n    { \"key\": \"root\", \"colour\": \"red\" }\n  ]\n}\n"

typedef struct
{
  ConsolePlanDocument *document;
  GString *told;
} Fixture;

/* --- What is told ------------------------------------------------------------------------------*/

static void
changed_cb (Fixture *fixture)
{
  g_string_append (fixture->told, "changed ");
}

static void
selection_cb (Fixture *fixture)
{
  g_string_append (fixture->told, "selection ");
}

static void
assert_told (Fixture *fixture, const char *told)
{
  g_assert_cmpstr (fixture->told->str, ==, told);
  g_string_truncate (fixture->told, 0);
}

static EspPlan *
load_preset (const char *id)
{
  g_autoptr (GError) error = NULL;
  EspPlan *plan = esp_plan_preset_load (id, &error);

  g_assert_no_error (error);
  return plan;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->told = g_string_new (NULL);
  fixture->document = console_plan_document_new (load_preset ("iot"), NULL);
  g_signal_connect_swapped (fixture->document, "changed", G_CALLBACK (changed_cb), fixture);
  g_signal_connect_swapped (fixture->document, "selection-changed", G_CALLBACK (selection_cb),
                            fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->document);
  g_string_free (fixture->told, TRUE);
}

/* --- Steps -------------------------------------------------------------------------------------*/

static void
name (Fixture *fixture, const char *text)
{
  EspPlan *plan = console_plan_document_copy (fixture->document);

  g_assert_true (esp_plan_edit_describe (plan, ESP_PLAN_TEXT_NAME, text, NULL));
  console_plan_document_step (fixture->document, plan, "Rename the plan", "name");
}

static void
assert_properties (Fixture *fixture,
                   const char *title,
                   gboolean modified,
                   const char *undo,
                   const char *redo)
{
  g_autofree char *is_title = NULL;
  g_autofree char *is_undo = NULL;
  g_autofree char *is_redo = NULL;
  gboolean is_modified, can_undo, can_redo;

  g_object_get (fixture->document, "title", &is_title, "modified", &is_modified, "undo-label",
                &is_undo, "redo-label", &is_redo, "can-undo", &can_undo, "can-redo", &can_redo,
                NULL);
  g_assert_cmpstr (is_title, ==, title);
  g_assert_cmpint (is_modified, ==, modified);
  g_assert_cmpint (console_plan_document_is_modified (fixture->document), ==, modified);
  g_assert_cmpstr (is_undo, ==, undo);
  g_assert_cmpstr (is_redo, ==, redo);
  g_assert_cmpint (can_undo, ==, undo != NULL);
  g_assert_cmpint (can_redo, ==, redo != NULL);
}

static void
count_cb (guint *count)
{
  ++*count;
}

static void
test_steps (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = console_plan_document_get_title (fixture->document);
  guint n_notified = 0;

  assert_properties (fixture, first, FALSE, NULL, NULL);
  g_signal_connect_swapped (fixture->document, "notify::title", G_CALLBACK (count_cb), &n_notified);
  name (fixture, "T");
  name (fixture, "Toasters");
  g_assert_cmpuint (n_notified, ==, 2);
  assert_told (fixture, "changed changed ");
  assert_properties (fixture, "Toasters", TRUE, "Rename the plan", NULL);
  name (fixture, "Toasters");
  assert_told (fixture, "");
  console_plan_document_undo (fixture->document);
  assert_told (fixture, "changed ");
  assert_properties (fixture, first, FALSE, NULL, "Rename the plan");
  console_plan_document_undo (fixture->document);
  assert_told (fixture, "");
  console_plan_document_redo (fixture->document);
  assert_properties (fixture, "Toasters", TRUE, "Rename the plan", NULL);
  assert_told (fixture, "changed ");
}

/* --- Titles ------------------------------------------------------------------------------------*/

static void
test_titles (void)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/tmp/toasters.espalier-plan");
  g_autoptr (GFile) bare = g_file_new_for_path ("/tmp/.espalier-plan");
  g_autoptr (ConsolePlanDocument) untitled = console_plan_document_new (esp_plan_new (), NULL);
  g_autoptr (ConsolePlanDocument) named = console_plan_document_new (esp_plan_new (), file);
  g_autoptr (ConsolePlanDocument) hidden = console_plan_document_new (esp_plan_new (), bare);
  g_autofree char *first = console_plan_document_get_title (untitled);
  g_autofree char *second = console_plan_document_get_title (named);
  g_autofree char *third = console_plan_document_get_title (hidden);

  g_assert_cmpstr (first, ==, "Untitled Plan");
  g_assert_cmpstr (second, ==, "toasters");
  g_assert_cmpstr (third, ==, ".espalier-plan");
}

static void
test_hostile_title (Fixture *fixture, gconstpointer data)
{
  g_autofree char *title = NULL;

  name (fixture, "A\u202egnorts\n");
  title = console_plan_document_get_title (fixture->document);
  g_assert_null (strstr (title, "\u202e"));
  g_assert_null (strchr (title, '\n'));
}

/* --- Findings ----------------------------------------------------------------------------------*/

static const EspPlanFinding *
find_finding (Fixture *fixture, const char *id)
{
  GPtrArray *findings = console_plan_document_get_findings (fixture->document);

  for (guint i = 0; i < findings->len; i++)
    {
      const EspPlanFinding *finding = g_ptr_array_index (findings, i);

      if (g_str_equal (finding->check->id, id))
        return finding;
    }
  return NULL;
}

static char *
add_toasters (Fixture *fixture)
{
  EspPlan *plan = console_plan_document_copy (fixture->document);
  const EspPlanCa *root = g_ptr_array_index (plan->cas, 0);
  char *key = g_strdup (esp_plan_edit_add (plan, root->key, "Toaster Factory CA", NULL));

  g_assert_nonnull (key);
  console_plan_document_step (fixture->document, plan, "Add CA", NULL);
  return key;
}

static void
set_validity (Fixture *fixture, const char *key, const char *validity)
{
  const char *keys[] = { key, NULL };
  EspPlan *plan = console_plan_document_copy (fixture->document);

  g_assert_true (esp_plan_edit_set (plan, keys, ESP_PLAN_FIELD_VALIDITY, validity, NULL));
  console_plan_document_step (fixture->document, plan, "Change Validity", "validity");
}

static void
test_findings (Fixture *fixture, gconstpointer data)
{
  g_autofree char *key = add_toasters (fixture);
  guint count, more;

  g_assert_cmpint (console_plan_document_get_severity (fixture->document, key, &count), !=,
                   ESP_PLAN_ERROR);
  set_validity (fixture, key, "90y");
  g_assert_nonnull (find_finding (fixture, "outlives-parent"));
  g_assert_cmpint (console_plan_document_get_severity (fixture->document, key, &more), ==,
                   ESP_PLAN_ERROR);
  g_assert_cmpuint (more, >, count);
  g_assert_cmpint (console_plan_document_get_severity (fixture->document, "nobody", &count), ==,
                   -1);
  g_assert_cmpuint (count, ==, 0);
}

/* A fix is a step like others. */
static void
test_fix (Fixture *fixture, gconstpointer data)
{
  g_autofree char *key = add_toasters (fixture);
  const EspPlanFinding *finding;
  g_autofree char *undo = NULL;
  guint count;

  set_validity (fixture, key, "90y");
  finding = find_finding (fixture, "outlives-parent");
  g_assert_true (console_plan_document_fix (fixture->document, finding));
  g_assert_null (find_finding (fixture, "outlives-parent"));
  g_object_get (fixture->document, "undo-label", &undo, NULL);
  g_assert_cmpstr (undo, ==, "Shorten it to half of its parent");
  console_plan_document_undo (fixture->document);
  g_assert_cmpint (console_plan_document_get_severity (fixture->document, key, &count), ==,
                   ESP_PLAN_ERROR);
}

/* --- Selection ---------------------------------------------------------------------------------*/

static void
assert_selection (Fixture *fixture, const char *wanted)
{
  g_autofree char *keys = g_strjoinv (
    " ", (char **) console_plan_document_get_selection (fixture->document));

  g_assert_cmpstr (keys, ==, wanted);
}

static void
test_selection (Fixture *fixture, gconstpointer data)
{
  g_autofree char *key = add_toasters (fixture);
  const EspPlan *plan = console_plan_document_get_plan (fixture->document);
  g_autofree char *root = g_strdup (((EspPlanCa *) g_ptr_array_index (plan->cas, 0))->key);
  g_autofree char *both = g_strjoin (" ", root, key, NULL);
  EspPlan *without;

  assert_told (fixture, "changed ");
  assert_selection (fixture, "");
  console_plan_document_select (fixture->document,
                                (const char *const[]){ root, "nobody", key, NULL });
  assert_told (fixture, "selection ");
  assert_selection (fixture, both);
  console_plan_document_select (fixture->document,
                                console_plan_document_get_selection (fixture->document));
  assert_told (fixture, "");
  without = console_plan_document_copy (fixture->document);
  esp_plan_edit_remove (without, (const char *const[]){ key, NULL });
  console_plan_document_step (fixture->document, without, "Remove", NULL);
  assert_told (fixture, "changed selection ");
  assert_selection (fixture, root);
  console_plan_document_select (fixture->document, NULL);
  assert_told (fixture, "selection ");
  assert_selection (fixture, "");
}

/* --- Files -------------------------------------------------------------------------------------*/

typedef struct
{
  GAsyncResult *result;
} Wait;

static void
done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  ((Wait *) data)->result = g_object_ref (result);
}

static GAsyncResult *
wait_for (Wait *wait)
{
  while (!wait->result)
    g_main_context_iteration (NULL, TRUE);
  return wait->result;
}

static ConsolePlanDocument *
load (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  Wait wait = { NULL };
  g_autoptr (GAsyncResult) result = NULL;

  console_plan_document_load_async (file, NULL, done_cb, &wait);
  result = wait_for (&wait);
  return console_plan_document_load_finish (result, error);
}

static gboolean
save (ConsolePlanDocument *document, const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  Wait wait = { NULL };
  g_autoptr (GAsyncResult) result = NULL;

  console_plan_document_save_async (document, file, NULL, done_cb, &wait);
  result = wait_for (&wait);
  return console_plan_document_save_finish (document, result, error);
}

static char *
make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("espalier-plan-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *entry;

  while ((entry = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, entry, NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
write_text (const char *path, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
assert_error (const GError *error, EspReason reason, const char *object)
{
  g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==,
                   esp_reason_get_id (reason));
  g_assert_cmpstr (esp_error_get_object (error), ==, object);
}

static void
test_save_and_load (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "toasters.espalier-plan", NULL);
  g_autoptr (ConsolePlanDocument) loaded = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *where = NULL;

  name (fixture, "Toasters");
  g_assert_null (console_plan_document_get_file (fixture->document));
  g_assert_true (save (fixture->document, path, &error));
  g_assert_no_error (error);
  assert_properties (fixture, "Toasters", FALSE, "Rename the plan", NULL);
  where = g_file_get_path (console_plan_document_get_file (fixture->document));
  g_assert_cmpstr (where, ==, path);
  loaded = load (path, &error);
  g_assert_no_error (error);
  g_assert_true (esp_plan_equal (console_plan_document_get_plan (loaded),
                                 console_plan_document_get_plan (fixture->document)));
  g_assert_false (console_plan_document_is_modified (loaded));
  g_assert_true (g_file_equal (console_plan_document_get_file (loaded),
                               console_plan_document_get_file (fixture->document)));
  /* Typing goes on after saving, and is a step of its own. */
  name (fixture, "Toasters 2");
  assert_properties (fixture, "Toasters 2", TRUE, "Rename the plan", NULL);
  console_plan_document_undo (fixture->document);
  assert_properties (fixture, "Toasters", FALSE, "Rename the plan", "Rename the plan");
  remove_folder (folder);
}

/* What is done while it is written is not in the file. */
static void
test_changed_while_saving (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "plan", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (ConsolePlanDocument) loaded = NULL;
  Wait wait = { NULL };
  g_autoptr (GAsyncResult) result = NULL;

  name (fixture, "Before");
  console_plan_document_save_async (fixture->document, file, NULL, done_cb, &wait);
  name (fixture, "Meanwhile");
  result = wait_for (&wait);
  g_assert_true (console_plan_document_save_finish (fixture->document, result, NULL));
  g_assert_true (console_plan_document_is_modified (fixture->document));
  loaded = load (path, NULL);
  g_assert_cmpstr (console_plan_document_get_plan (loaded)->name, ==, "Before");
  remove_folder (folder);
}

/* Its mode and its link stay. */
static void
test_replaces (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "real", NULL);
  g_autofree char *link = g_build_filename (folder, "link", NULL);
  g_autoptr (ConsolePlanDocument) loaded = NULL;
  GStatBuf info;

  write_text (path, "old");
  g_assert_cmpint (g_chmod (path, 0660), ==, 0);
  g_assert_cmpint (symlink ("real", link), ==, 0);
  g_assert_true (save (fixture->document, link, NULL));
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0660);
  loaded = load (path, NULL);
  g_assert_nonnull (loaded);
  remove_folder (folder);
}

static void
test_broken (void)
{
  static const struct
  {
    const char *text;
    EspReason reason;
    const char *line, *column;
  } cases[] = {
    { BROKEN, ESP_REASON_PLAN_MEMBER, "4", "22" },
    { "{\n  \"format\": 1,\n  oops\n}\n", ESP_REASON_PLAN_SYNTAX, "3", "3" },
    { "{ \"format\": 99 }", ESP_REASON_PLAN_FORMAT, NULL, NULL },
    { "", ESP_REASON_PLAN_SYNTAX, "1", "1" },
  };
  g_autofree char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "broken.espalier-plan", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      write_text (path, cases[i].text);
      g_assert_null (load (path, &error));
      assert_error (error, cases[i].reason, "broken.espalier-plan");
      if (!cases[i].line)
        continue;
      g_assert_cmpstr (esp_error_get_argument (error, "line"), ==, cases[i].line);
      g_assert_cmpstr (esp_error_get_argument (error, "column"), ==, cases[i].column);
    }
  remove_folder (folder);
}

static void
test_unreadable (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *missing = g_build_filename (folder, "missing", NULL);
  g_autofree char *pipe = g_build_filename (folder, "pipe", NULL);
  g_autofree char *large = g_build_filename (folder, "large", NULL);
  g_autofree char *spaces = g_strnfill (ESP_PLAN_MAX_SIZE + 1, ' ');
  g_autofree char *base = g_path_get_basename (folder);
  const struct
  {
    const char *path, *object;
    EspReason reason;
  } cases[] = {
    { missing, "missing", ESP_REASON_FILE_READ },
    { pipe, "pipe", ESP_REASON_FILE_READ },
    { folder, base, ESP_REASON_FILE_READ },
    { large, "large", ESP_REASON_FILE_TOO_LARGE },
  };

  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  write_text (large, spaces);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (load (cases[i].path, &error));
      assert_error (error, cases[i].reason, cases[i].object);
    }
  remove_folder (folder);
}

static void
assert_unchanged (const char *path, const char *text)
{
  g_autofree char *now = NULL;

  g_assert_true (g_file_get_contents (path, &now, NULL, NULL));
  g_assert_cmpstr (now, ==, text);
}

/* A device that takes no more than this, and then one that takes all. */
static void
test_full (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "plan", NULL);
  struct rlimit before, little;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = NULL;

  write_text (path, "what was there");
  name (fixture, "Toasters");
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  little = before;
  little.rlim_cur = 100;
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &little), ==, 0);
  g_assert_false (save (fixture->document, path, &error));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  assert_error (error, ESP_REASON_FILE_WRITE, "plan");
  assert_unchanged (path, "what was there");
  assert_properties (fixture, "Toasters", TRUE, "Rename the plan", NULL);
  g_assert_null (console_plan_document_get_file (fixture->document));
  /* Nothing half written is left. */
  dir = g_dir_open (folder, 0, NULL);
  g_assert_cmpstr (g_dir_read_name (dir), ==, "plan");
  g_assert_null (g_dir_read_name (dir));
  g_assert_true (save (fixture->document, path, NULL));
  assert_properties (fixture, "Toasters", FALSE, "Rename the plan", NULL);
  remove_folder (folder);
}

/* A plan never takes the place of something that is no file. */
static void
test_no_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *pipe = g_build_filename (folder, "pipe", NULL);
  g_autofree char *base = g_path_get_basename (folder);
  g_autoptr (GError) to_pipe = NULL;
  g_autoptr (GError) to_folder = NULL;
  GStatBuf info;

  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  g_assert_false (save (fixture->document, pipe, &to_pipe));
  assert_error (to_pipe, ESP_REASON_FILE_WRITE, "pipe");
  g_assert_nonnull (esp_error_get_detail (to_pipe));
  g_assert_cmpint (g_stat (pipe, &info), ==, 0);
  g_assert_true (S_ISFIFO (info.st_mode));
  g_assert_false (save (fixture->document, folder, &to_folder));
  assert_error (to_folder, ESP_REASON_FILE_WRITE, base);
  remove_folder (folder);
}

static void
test_read_only (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "plan", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_chmod (folder, 0500), ==, 0);
  /* Nothing is read-only for the administrator but what the kernel keeps. */
  g_assert_false (save (fixture->document, geteuid () == 0 ? "/proc/plan" : path, &error));
  assert_error (error, ESP_REASON_FILE_WRITE, "plan");
  g_assert_cmpint (g_chmod (folder, 0700), ==, 0);
  remove_folder (folder);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/nowhere/plan");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Wait wait = { NULL };
  g_autoptr (GAsyncResult) result = NULL;

  g_cancellable_cancel (cancellable);
  console_plan_document_load_async (file, cancellable, done_cb, &wait);
  result = wait_for (&wait);
  g_assert_null (console_plan_document_load_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/plan-document/steps", test_steps },
    { "/plan-document/hostile-title", test_hostile_title },
    { "/plan-document/findings", test_findings },
    { "/plan-document/fix", test_fix },
    { "/plan-document/selection", test_selection },
    { "/plan-document/save-and-load", test_save_and_load },
    { "/plan-document/changed-while-saving", test_changed_while_saving },
    { "/plan-document/replaces", test_replaces },
    { "/plan-document/full", test_full },
    { "/plan-document/no-file", test_no_file },
    { "/plan-document/read-only", test_read_only },
    { "/plan-document/cancelled", test_cancelled },
  };

  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  g_test_add_func ("/plan-document/titles", test_titles);
  g_test_add_func ("/plan-document/broken", test_broken);
  g_test_add_func ("/plan-document/unreadable", test_unreadable);
  return g_test_run ();
}
