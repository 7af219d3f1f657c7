/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A hierarchy that leaves, or arrives, in a process that is killed: whenever that is, it has
 * happened wholly or not at all. Who gave the keys up has a whole file; no half file and no half
 * hierarchy stays; the vault opens and verifies, and what did not happen can be done again. The
 * process is this program once more, so that nothing of it can tidy up.
 */
#include "hierarchy-fixture.h"

#include "exchange/esp-hierarchy-file.h"
#include "pki/esp-sealed-file.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_KILLS 40
#define PASSPHRASE "correct horse battery"
#define N_AUTHORITIES 5

/* What a kill left, over all of them: the test says little where one of the two never came. */
typedef struct
{
  guint n_nothing, n_all;
  guint n_in_between; /* of n_nothing: a whole file, and the keys still here */
} Tally;

/* --- The process that is killed ---------------------------------------------------------------*/

/* Tells on @channel when it starts and when it is done. @argv: VAULT OPERATION PARAMETERS. */
static int
run_child (char **argv, int channel)
{
  g_autoptr (EspClock) clock = esp_clock_new_fixed (FIXTURE_NOW);
  g_autoptr (EspKeyring) keyring = fake_keyring_new ();
  EspEngine *engine = esp_engine_new_with_keyring (clock, keyring);
  g_autoptr (EspSecret) passphrase = esp_secret_new_copy (PASSPHRASE, strlen (PASSPHRASE), NULL);
  g_autoptr (JsonNode) node = esp_json_parse (argv[2], -1, 1 << 20, NULL);

  g_assert_true (esp_engine_open (engine, argv[0], NULL, NULL));
  g_assert_true (esp_engine_sign_in (engine, FOUNDER, NULL, passphrase, NULL, NULL));
  g_assert_cmpint (write (channel, "s", 1), ==, 1);
  json_object_unref (call_with (engine, argv[1], json_node_dup_object (node)));
  g_assert_cmpint (write (channel, "d", 1), ==, 1);
  esp_engine_close (engine);
  g_object_unref (engine);
  return 0;
}

typedef struct
{
  const char *operation;
  JsonObject *parameters;
} Errand;

static GPid
start_child (const char *vault, const Errand *errand, int *channel)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *parameters = write_object (errand->parameters);
  const char *argv[] = { program, vault, errand->operation, parameters, NULL };
  g_autoptr (GError) error = NULL;
  GPid pid;

  g_spawn_async_with_pipes (NULL, (char **) argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid,
                            NULL, channel, NULL, &error);
  g_assert_no_error (error);
  return pid;
}

static gboolean
hear (int channel, char expected)
{
  char heard;
  gssize got;

  do
    got = read (channel, &heard, 1);
  while (got < 0 && errno == EINTR);
  g_assert_true (got <= 0 || heard == expected);
  return got == 1;
}

/* A run that nobody kills; how long it takes. */
static gint64
measure (const char *vault, const Errand *errand)
{
  int channel, status;
  GPid pid = start_child (vault, errand, &channel);
  gint64 start, end;

  g_assert_true (hear (channel, 's'));
  start = g_get_monotonic_time ();
  g_assert_true (hear (channel, 'd'));
  end = g_get_monotonic_time ();
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_cmpint (status, ==, 0);
  close (channel);
  return end - start;
}

/* After a part of @duration, what a whole one is thought to take; what is thought of it after that,
 * since a machine may be given other work meanwhile. */
static gint64
kill_after (const char *vault, const Errand *errand, gint64 duration)
{
  const gint64 delay = (gint64) (g_test_rand_double_range (0, 1.2) * (double) duration);
  int channel, status;
  GPid pid = start_child (vault, errand, &channel);
  GPollFD done = { .fd = channel, .events = G_IO_IN };
  gint64 start, took;

  g_assert_true (hear (channel, 's'));
  start = g_get_monotonic_time ();
  g_usleep ((gulong) delay);
  took = g_get_monotonic_time () - start;
  kill (pid, SIGKILL);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  if (g_poll (&done, 1, 0) == 1 && hear (channel, 'd'))
    duration = MIN (duration, (duration + took) / 2);
  else if (took > duration)
    duration = took + took / 4;
  close (channel);
  return duration;
}

/* --- Copies -----------------------------------------------------------------------------------*/

/* What was seen of the copy before is forgotten: each kill is in a world of its own. */
static void
forget_copy (const char *id)
{
  g_autofree char *note = g_build_filename (g_get_user_state_dir (), "espalier", id,
                                            "checkpoint.json", NULL);

  g_unlink (note);
}

/* A vault alone in a folder. */
typedef struct
{
  char *folder, *path;
} Copy;

static Copy
copy_vault (const Fixture *fixture)
{
  Copy copy = { .folder = g_dir_make_tmp ("esp-killed-XXXXXX", NULL) };
  g_autoptr (GError) error = NULL;
  g_autofree char *bytes = NULL;
  gsize len;

  copy.path = g_build_filename (copy.folder, "vault.espalier", NULL);
  g_file_get_contents (fixture->path, &bytes, &len, &error);
  g_assert_no_error (error);
  g_file_set_contents (copy.path, bytes, (gssize) len, &error);
  g_assert_no_error (error);
  return copy;
}

static void
remove_copy (Copy *copy)
{
  fixture_remove_folder (copy->folder);
  g_free (copy->folder);
  g_free (copy->path);
}

static EspEngine *
open_copy (const Fixture *fixture, const char *path)
{
  EspEngine *engine = esp_engine_new_with_keyring (fixture->clock, fixture->keyring);
  g_autoptr (GError) error = NULL;

  esp_engine_open (engine, path, NULL, &error);
  g_assert_no_error (error);
  esp_engine_sign_in (engine, FOUNDER, NULL, fixture->passphrase, NULL, &error);
  g_assert_no_error (error);
  return engine;
}

static void
close_copy (EspEngine *engine)
{
  esp_engine_close (engine);
  g_object_unref (engine);
}

/* --- The two vaults before --------------------------------------------------------------------*/

typedef struct
{
  Move move;
  char *id_a, *id_b;
} Killing;

static void
killing_set_up (Killing *killing, gconstpointer unused)
{
  move_set_up (&killing->move, NULL);
  make_history (killing->move.a.engine);
  killing->id_a = g_strdup (esp_engine_get_vault_id (killing->move.a.engine));
  killing->id_b = g_strdup (esp_engine_get_vault_id (killing->move.b.engine));
}

static void
killing_tear_down (Killing *killing, gconstpointer unused)
{
  forget_copy (killing->id_a);
  forget_copy (killing->id_b);
  g_free (killing->id_a);
  g_free (killing->id_b);
  move_tear_down (&killing->move, NULL);
}

static guint
count_handed_over (EspEngine *engine)
{
  g_autoptr (JsonObject) result = call (engine, "ListCertificateAuthorities", NULL);
  JsonArray *cas = esp_json_get_array (result, "CertificateAuthorities");
  guint n = 0;

  g_assert_cmpuint (json_array_get_length (cas), ==, N_AUTHORITIES);
  for (guint i = 0; i < N_AUTHORITIES; i++)
    {
      JsonObject *ca = json_array_get_object_element (cas, i);
      const char *status = json_object_get_string_member (ca, "Status");

      n += g_str_equal (status, "HANDED_OVER");
      g_assert_true (g_str_equal (status, "HANDED_OVER") || g_str_equal (status, "ACTIVE"));
    }
  return n;
}

/* In a copy of the vault that nobody has touched: it goes on there. */
static void
assert_whole (Killing *killing, const char *file)
{
  Move *move = &killing->move;
  Copy copy = copy_vault (&move->b);
  EspEngine *engine;
  g_autofree char *csr = make_csr ("/CN=next");

  forget_copy (killing->id_b);
  engine = open_copy (&move->b, copy.path);
  json_object_unref (
    call_with (engine, "ImportHierarchy", to_arrive (file, move->key, move->certificate)));
  json_object_unref (issue (engine, BOTTOM, csr, NULL));
  assert_verified (engine);
  close_copy (engine);
  remove_copy (&copy);
}

/* --- Leaving ----------------------------------------------------------------------------------*/

/* The folder holds the vault, and a whole file or none. */
static void
look_at_left (Killing *killing, const Copy *copy, const char *file, Tally *tally)
{
  Move *move = &killing->move;
  EspEngine *engine = open_copy (&move->a, copy->path);
  gboolean there = g_file_test (file, G_FILE_TEST_EXISTS);
  guint n_gone = count_handed_over (engine);
  g_autofree char *again = g_strconcat (file, "-again", NULL);

  g_assert_true (n_gone == 0 || n_gone == N_AUTHORITIES);
  g_assert_true (n_gone == 0 || there);
  g_assert_cmpuint (count_files (copy->folder), ==, 1 + there);
  assert_verified (engine);
  if (there)
    assert_whole (killing, file);
  tally->n_all += n_gone > 0;
  tally->n_nothing += n_gone == 0;
  tally->n_in_between += n_gone == 0 && there;
  if (n_gone == 0)
    {
      json_object_unref (call_with (engine, "ExportHierarchy", to_leave (TOP, move->pem, again)));
      g_assert_cmpuint (count_handed_over (engine), ==, N_AUTHORITIES);
      assert_verified (engine);
    }
  close_copy (engine);
}

static gint64
try_leaving (Killing *killing, gint64 duration, Tally *tally)
{
  Copy copy = copy_vault (&killing->move.a);
  g_autofree char *file = g_build_filename (copy.folder, "gone", NULL);
  g_autoptr (JsonObject) parameters = to_leave (TOP, killing->move.pem, file);
  Errand errand = { "ExportHierarchy", parameters };

  forget_copy (killing->id_a);
  if (duration == 0)
    duration = measure (copy.path, &errand);
  else
    {
      duration = kill_after (copy.path, &errand, duration);
      look_at_left (killing, &copy, file, tally);
    }
  remove_copy (&copy);
  return duration;
}

static void
tell (const Tally *tally)
{
  g_test_message ("killed %d times: nothing had happened %u times (%u of them with a whole file), "
                  "everything %u times",
                  N_KILLS, tally->n_nothing, tally->n_in_between, tally->n_all);
  g_assert_cmpuint (tally->n_nothing, >, 0);
  g_assert_cmpuint (tally->n_all, >, 0);
}

static void
test_leaving (Killing *killing, gconstpointer unused)
{
  Tally tally = { 0 };
  gint64 duration;

  esp_engine_close (killing->move.a.engine);
  esp_engine_close (killing->move.b.engine);
  duration = try_leaving (killing, 0, NULL);
  g_test_message ("a whole export takes %.0f ms", (double) duration / 1000);
  for (guint i = 0; i < N_KILLS; i++)
    duration = try_leaving (killing, duration, &tally);
  tell (&tally);
}

/* --- Arriving ---------------------------------------------------------------------------------*/

static void
look_at_arrived (Killing *killing, const Copy *copy, const Errand *errand, Tally *tally)
{
  EspEngine *engine = open_copy (&killing->move.b, copy->path);
  guint n = count_listed (engine, "ListCertificateAuthorities", "CertificateAuthorities");
  g_autofree char *csr = make_csr ("/CN=next");

  g_assert_true (n == 0 || n == N_AUTHORITIES);
  g_assert_cmpuint (count_files (copy->folder), ==, 1);
  assert_verified (engine);
  tally->n_all += n > 0;
  tally->n_nothing += n == 0;
  if (n == 0)
    json_object_unref (call_with (engine, errand->operation, json_object_ref (errand->parameters)));
  json_object_unref (issue (engine, BOTTOM, csr, NULL));
  assert_verified (engine);
  close_copy (engine);
}

static gint64
try_arriving (Killing *killing, gint64 duration, Tally *tally)
{
  Move *move = &killing->move;
  Copy copy = copy_vault (&move->b);
  g_autoptr (JsonObject) parameters = to_arrive (move->file, move->key, move->certificate);
  Errand errand = { "ImportHierarchy", parameters };

  forget_copy (killing->id_b);
  if (duration == 0)
    duration = measure (copy.path, &errand);
  else
    {
      duration = kill_after (copy.path, &errand, duration);
      look_at_arrived (killing, &copy, &errand, tally);
    }
  remove_copy (&copy);
  return duration;
}

static void
test_arriving (Killing *killing, gconstpointer unused)
{
  Tally tally = { 0 };
  gint64 duration;

  json_object_unref (leave (&killing->move));
  esp_engine_close (killing->move.a.engine);
  esp_engine_close (killing->move.b.engine);
  duration = try_arriving (killing, 0, NULL);
  g_test_message ("a whole import takes %.0f ms", (double) duration / 1000);
  for (guint i = 0; i < N_KILLS; i++)
    duration = try_arriving (killing, duration, &tally);
  tell (&tally);
}

int
main (int argc, char **argv)
{
  if (argc == 4 && argv[1][0] == '/' && strstr (argv[2], "Hierarchy"))
    return esp_init () ? run_child (argv + 1, STDOUT_FILENO) : 1;
  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_init ());
  g_test_add ("/hierarchy-killed/leaving", Killing, NULL, killing_set_up, test_leaving,
              killing_tear_down);
  g_test_add ("/hierarchy-killed/arriving", Killing, NULL, killing_set_up, test_arriving,
              killing_tear_down);
  return g_test_run ();
}
