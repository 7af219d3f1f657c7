/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What stands at a report's place when something fails between its first byte and its last name:
 * each end that esp-report-file.h names comes about here, and no other does. What is killed is a
 * process of its own, this program once more; the vault's file layer and rename() are taken by the
 * test, so that the fault is where it is wanted.
 */
#include "engine-fixture.h"
#include "tests/vault/fault-vfs.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define REPORT "CreateCertificateAuthorityAuditReport"
#define LIST "ListCertificateAuthorityAuditReports"
#define CHILD "--report"
#define PASSPHRASE "correct horse battery"
#define OLD "the report of last year\n"
#define N_KILLS 12

/* --- rename() ---------------------------------------------------------------------------------*/

typedef enum
{
  RENAME_NOTHING,
  RENAME_FAILS,
  RENAME_KILLED_BEFORE,
  RENAME_KILLED_AFTER,
} RenameFault;

static RenameFault rename_fault;
static const char *rename_place; /* only what is put there meets the fault */

/* In front of the C library's own, for what it, GLib and the engine call. */
int
rename (const char *from, const char *to)
{
  gboolean met = rename_place && g_str_equal (to, rename_place);
  int result;

  if (met && rename_fault == RENAME_FAILS)
    {
      errno = EIO;
      return -1;
    }
  if (met && rename_fault == RENAME_KILLED_BEFORE)
    kill (getpid (), SIGKILL);
  result = renameat (AT_FDCWD, from, AT_FDCWD, to);
  if (met && rename_fault == RENAME_KILLED_AFTER)
    kill (getpid (), SIGKILL);
  return result;
}

/* --- What is there ----------------------------------------------------------------------------*/

typedef struct
{
  gboolean is_new;      /* at the place is another than the old one */
  gboolean is_recorded; /* in the history, which is stored with the event */
  gboolean is_beside;   /* something that was not put in place */
} Found;

static char *
digest_of (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *bytes = NULL;
  gsize len;

  g_file_get_contents (path, &bytes, &len, &error);
  g_assert_no_error (error);
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) bytes, len);
}

/* What stands beside @path, or NULL. There is never more than one. */
static char *
find_beside (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *start = g_strconcat (name, ".", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  char *found = NULL;
  const char *other;

  while ((other = g_dir_read_name (dir)))
    if (g_str_has_prefix (other, start))
      {
        g_assert_null (found);
        g_assert_true (g_str_has_suffix (other, ".part"));
        found = g_build_filename (folder, other, NULL);
      }
  return found;
}

/* The newest of more than @n_before, or NULL. */
static JsonObject *
find_record (Fixture *fixture, guint n_before)
{
  EspEngine *engine = fixture_open (fixture, FOUNDER);
  g_autoptr (JsonObject) list = call (engine, LIST, NULL);
  JsonArray *reports = json_object_get_array_member (list, "AuditReports");
  JsonObject *newest = NULL;

  g_assert_cmpuint (json_array_get_length (reports), >=, n_before);
  g_assert_cmpuint (json_array_get_length (reports), <=, n_before + 1);
  if (json_array_get_length (reports) > n_before)
    newest = json_object_ref (json_array_get_object_element (reports, 0));
  esp_engine_close (engine);
  g_object_unref (engine);
  return newest;
}

/* At the place is the old one, untouched, or a whole one that is recorded. */
static Found
look_at (Fixture *fixture, const char *path, guint n_before)
{
  g_autoptr (JsonObject) record = find_record (fixture, n_before);
  g_autofree char *beside = find_beside (path);
  g_autofree char *bytes = NULL;
  g_autofree char *digest = digest_of (path);
  Found found = { .is_recorded = record != NULL, .is_beside = beside != NULL };

  g_assert_true (g_file_get_contents (path, &bytes, NULL, NULL));
  found.is_new = !g_str_equal (bytes, OLD);
  if (!found.is_new)
    return found;
  g_assert_true (found.is_recorded);
  g_assert_cmpstr (digest, ==, json_object_get_string_member (record, "Digest"));
  g_assert_false (found.is_beside);
  return found;
}

/* A record whose report is not in place has it beside the place, whole and under its name. */
static void
assert_whole_beside (Fixture *fixture, const char *path, guint n_before)
{
  g_autoptr (JsonObject) record = find_record (fixture, n_before);
  g_autofree char *beside = find_beside (path);
  g_autofree char *digest = digest_of (beside);
  g_autofree char *name = g_strdup_printf ("%s.%.8s.part", path,
                                           json_object_get_string_member (record, "AuditReportId"));

  g_assert_cmpstr (beside, ==, name);
  g_assert_cmpstr (digest, ==, json_object_get_string_member (record, "Digest"));
}

/* The old one again, and nothing beside it. */
static void
tidy (const char *path)
{
  g_autofree char *beside = find_beside (path);
  g_autoptr (GError) error = NULL;

  if (beside)
    g_unlink (beside);
  g_file_set_contents (path, OLD, -1, &error);
  g_assert_no_error (error);
}

static JsonNode *
make_report (EspEngine *engine, const char *path, GError **error)
{
  g_autoptr (JsonObject) parameters = json_object_new ();

  json_object_set_string_member (parameters, "AuditReportResponseFormat", "CSV");
  json_object_set_string_member (parameters, "Path", path);
  return esp_engine_call (engine, REPORT, parameters, NULL, error);
}

/* --- Refused ----------------------------------------------------------------------------------*/

static void
furnish (Fixture *fixture)
{
  g_autofree char *root = create_ca (
    fixture->engine, "{'Subject':'CN=Root','KeyAlgorithm':'EC_prime256v1','DualControl':false}");
}

/* A commit that is refused leaves what was there, and nothing beside it; wherever it fails, or at
 * each @step-th place. */
static void
refuse_everywhere (Fixture *fixture, FaultKind kind, guint step)
{
  g_autofree char *path = fixture_file (fixture, "report.csv");
  guint n_before = 0, n_refused = 0, n_recorded = 0, n;

  furnish (fixture);
  for (guint at = 1; at < 200; at += step)
    {
      EspEngine *engine = fixture_open (fixture, FOUNDER);
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) made = NULL;
      Found found;

      tidy (path);
      fault_vfs_arm (kind, at);
      made = make_report (engine, path, &error);
      n = fault_vfs_disarm ();
      esp_engine_close (engine);
      g_object_unref (engine);
      found = look_at (fixture, path, n_before);
      n_before += found.is_recorded ? 1 : 0;
      g_assert_false (found.is_beside);
      g_assert_true (found.is_new == (made != NULL));
      n_refused += made ? 0 : 1;
      n_recorded += !made && found.is_recorded ? 1 : 0;
      if (made && n < at)
        break;
    }
  g_test_message ("refused at %u places; %u times the disk failed after it was durable", n_refused,
                  n_recorded);
  g_assert_cmpuint (n_refused, >, 5);
  g_assert_cmpuint (n_recorded, <, n_refused);
}

static void
test_dead_disk (Fixture *fixture, gconstpointer data)
{
  refuse_everywhere (fixture, FAULT_DEAD_DISK, 1);
}

static void
test_io_error (Fixture *fixture, gconstpointer data)
{
  refuse_everywhere (fixture, FAULT_IO, 2);
}

static void
test_full (Fixture *fixture, gconstpointer data)
{
  refuse_everywhere (fixture, FAULT_FULL, 3);
}

/* It is recorded, and that it did not get out is recorded too. */
static void
test_not_placed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = fixture_file (fixture, "report.csv");
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) made = NULL;
  g_autoptr (JsonObject) events = NULL;
  static const char *const outcomes[] = { "FAILED", "ALLOWED" };
  const char *ids[2];
  Found found;

  furnish (fixture);
  tidy (path);
  rename_fault = RENAME_FAILS;
  rename_place = path;
  made = make_report (fixture->engine, path, &error);
  rename_place = NULL;
  g_assert_null (made);
  g_assert_true (esp_error_has_reason (error, ESP_REASON_FILE_WRITE));
  found = look_at (fixture, path, 0);
  g_assert_true (found.is_recorded);
  g_assert_false (found.is_new);
  g_assert_false (found.is_beside);
  events = call (fixture->engine, "ListEvents",
                 "{'Action':'acm-pca:CreateCertificateAuthorityAuditReport'}");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (events, "Events")), ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      JsonObject *event = json_array_get_object_element (
        json_object_get_array_member (events, "Events"), i);

      g_assert_cmpstr (json_object_get_string_member (event, "outcome"), ==, outcomes[i]);
      ids[i] = json_object_get_string_member (json_object_get_object_member (event, "details"),
                                              "AuditReportId");
    }
  g_assert_nonnull (ids[0]);
  g_assert_cmpstr (ids[0], ==, ids[1]);
}

/* A place where nothing can be written: refused, and nothing is recorded but that. */
static void
test_not_begun (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = fixture_file (fixture, "folder");
  g_autofree char *path = g_build_filename (folder, "report.csv", NULL);
  g_autoptr (GError) error = NULL;

  furnish (fixture);
  g_assert_null (make_report (fixture->engine, path, &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_FILE_WRITE));
  g_assert_null (find_record (fixture, 0));
}

/* --- Killed -----------------------------------------------------------------------------------*/

/* argv: CHILD, vault, place, fault of rename(), number of the vault's operation at which it ends
 * (0: none). */
static int
run_child (char **argv)
{
  g_autoptr (EspClock) clock = esp_clock_new_fixed (FIXTURE_NOW);
  g_autoptr (EspKeyring) keyring = fake_keyring_new ();
  EspEngine *engine = esp_engine_new_with_keyring (clock, keyring);
  g_autoptr (EspSecret) passphrase = esp_secret_new_copy (PASSPHRASE, strlen (PASSPHRASE), NULL);
  g_autoptr (JsonNode) made = NULL;
  guint64 fault, at;

  fault_vfs_install ();
  g_assert_true (esp_engine_open (engine, argv[2], NULL, NULL));
  g_assert_true (esp_engine_sign_in (engine, FOUNDER, NULL, passphrase, NULL, NULL));
  rename_place = argv[3];
  g_assert_true (g_ascii_string_to_unsigned (argv[4], 10, 0, RENAME_KILLED_AFTER, &fault, NULL));
  g_assert_true (g_ascii_string_to_unsigned (argv[5], 10, 0, G_MAXUINT16, &at, NULL));
  rename_fault = (RenameFault) fault;
  if (at)
    fault_vfs_arm (FAULT_KILL, (guint) at);
  g_assert_cmpint (write (STDOUT_FILENO, "s", 1), ==, 1);
  made = make_report (engine, argv[3], NULL);
  fault_vfs_disarm ();
  esp_engine_close (engine);
  g_object_unref (engine);
  return made ? 0 : 1;
}

/* Kills it @after so many microseconds of its work (negative: never); TRUE when it lived to the
 * end. */
static gboolean
report_in_child (Fixture *fixture, const char *path, RenameFault fault, guint at, gint64 after)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *fault_text = g_strdup_printf ("%d", (int) fault);
  g_autofree char *at_text = g_strdup_printf ("%u", at);
  const char *argv[] = { program, CHILD, fixture->path, path, fault_text, at_text, NULL };
  g_autoptr (GError) error = NULL;
  int status, channel;
  gssize got;
  char started;
  GPid pid;

  g_spawn_async_with_pipes (NULL, (char **) argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid,
                            NULL, &channel, NULL, &error);
  g_assert_no_error (error);
  do
    got = read (channel, &started, 1);
  while (got < 0 && errno == EINTR);
  g_assert_cmpint (got, ==, 1);
  if (after >= 0)
    {
      g_usleep ((gulong) after);
      kill (pid, SIGKILL);
    }
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  close (channel);
  if (WIFSIGNALED (status))
    g_assert_cmpint (WTERMSIG (status), ==, SIGKILL);
  else
    g_assert_true (WEXITSTATUS (status) == 0 || WEXITSTATUS (status) == FAULT_KILLED);
  return WIFEXITED (status) && WEXITSTATUS (status) == 0;
}

/* Around the moment in which it takes its place. */
static void
test_killed_at_place (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = fixture_file (fixture, "report.csv");
  Found found;

  furnish (fixture);
  esp_engine_close (fixture->engine);
  tidy (path);
  g_assert_false (report_in_child (fixture, path, RENAME_KILLED_BEFORE, 0, -1));
  found = look_at (fixture, path, 0);
  g_assert_true (found.is_recorded);
  g_assert_false (found.is_new);
  assert_whole_beside (fixture, path, 0);
  tidy (path);
  g_assert_false (report_in_child (fixture, path, RENAME_KILLED_AFTER, 0, -1));
  found = look_at (fixture, path, 1);
  g_assert_true (found.is_new);
  tidy (path);
  g_assert_true (report_in_child (fixture, path, RENAME_NOTHING, 0, -1));
  found = look_at (fixture, path, 2);
  g_assert_true (found.is_new);
}

static void
assert_end_of_killed (Fixture *fixture,
                      const char *path,
                      guint n_before,
                      gboolean lived,
                      Found found)
{
  if (lived)
    g_assert_true (found.is_new);
  else if (found.is_recorded && !found.is_new)
    assert_whole_beside (fixture, path, n_before);
  else
    g_assert_true (found.is_new || !found.is_recorded);
}

/* At each operation of the vault in turn: before its record is durable nothing is in place. */
static void
test_killed_in_commit (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = fixture_file (fixture, "report.csv");
  guint n_before = 0, n_killed = 0, n_recorded = 0;
  gboolean lived = FALSE;

  furnish (fixture);
  esp_engine_close (fixture->engine);
  for (guint at = 1; !lived && at < 200; at++)
    {
      Found found;

      tidy (path);
      lived = report_in_child (fixture, path, RENAME_NOTHING, at, -1);
      found = look_at (fixture, path, n_before);
      assert_end_of_killed (fixture, path, n_before, lived, found);
      n_killed += lived ? 0 : 1;
      n_recorded += !lived && found.is_recorded ? 1 : 0;
      n_before += found.is_recorded ? 1 : 0;
    }
  g_assert_true (lived);
  g_test_message ("killed at %u places, at %u of them it was recorded", n_killed, n_recorded);
  g_assert_cmpuint (n_killed, >, 5);
  g_assert_cmpuint (n_recorded, <, n_killed);
}

/* At moments that chance decides. */
static void
test_killed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = fixture_file (fixture, "report.csv");
  guint n_before = 0, n_old = 0;

  furnish (fixture);
  esp_engine_close (fixture->engine);
  for (guint i = 0; i < N_KILLS; i++)
    {
      gint64 after = g_test_rand_int_range (0, 30000);
      gboolean lived;
      Found found;

      tidy (path);
      lived = report_in_child (fixture, path, RENAME_NOTHING, 0, after);
      found = look_at (fixture, path, n_before);
      assert_end_of_killed (fixture, path, n_before, lived, found);
      n_old += found.is_new ? 0 : 1;
      n_before += found.is_recorded ? 1 : 0;
    }
  g_test_message ("killed %d times: the old one stood %u times", N_KILLS, n_old);
}

int
main (int argc, char *argv[])
{
  if (argc == 6 && g_str_equal (argv[1], CHILD))
    return esp_init () ? run_child (argv) : 1;
  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_init ());
  fault_vfs_install ();
#define PLACE_ADD(name, test)                                                                      \
  g_test_add ("/engine/report/place/" name, Fixture, NULL, fixture_set_up, test, fixture_tear_down)
  PLACE_ADD ("dead-disk", test_dead_disk);
  PLACE_ADD ("io-error", test_io_error);
  PLACE_ADD ("full", test_full);
  PLACE_ADD ("not-placed", test_not_placed);
  PLACE_ADD ("not-begun", test_not_begun);
  PLACE_ADD ("killed-at-place", test_killed_at_place);
  PLACE_ADD ("killed-in-commit", test_killed_in_commit);
  PLACE_ADD ("killed", test_killed);
  return g_test_run ();
}
