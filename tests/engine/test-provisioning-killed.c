/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A run over a plan that is killed: whenever that is, nothing of the plan is there afterwards or
 * all of it, the vault verifies, and the same plan applied again completes it. The run is a process
 * of its own, this program once more, so that nothing of it can tidy up.
 */
#include "provisioning-fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_KILLS 50
#define PRESET "iot"
#define PASSPHRASE "correct horse battery"
#define CHILD "--provision"

/* What a kill left, over all of them: the test says little where one of the two never came. */
typedef struct
{
  guint n_nothing, n_all;
} Tally;

/* --- The process that is killed ---------------------------------------------------------------*/

/* The preset, and one more below the root that is there: so that what is signed by a key of the
 * vault is among it. */
static EspPlan *
load_plan (EspEngine *engine)
{
  EspPlan *plan = load_preset (PRESET);
  g_autoptr (JsonObject) exported = call (engine, "ExportPlan", NULL);
  g_autoptr (GError) error = NULL;
  EspPlan *there = esp_plan_read (json_object_get_string_member (exported, "Plan"), -1, &error);
  EspPlanCa *below = esp_plan_ca_copy (g_ptr_array_index (plan->cas, 1));

  g_assert_no_error (error);
  g_assert_cmpuint (there->cas->len, ==, 1);
  g_free (below->key);
  g_free (below->parent);
  g_free (below->subject);
  below->key = g_strdup ("bridge");
  below->parent = g_strdup (((EspPlanCa *) g_ptr_array_index (there->cas, 0))->key);
  below->subject = g_strdup ("CN=Halcyon Bridge CA,O=Halcyon Home");
  g_ptr_array_add (plan->accounts, g_ptr_array_steal_index (there->accounts, 0));
  g_ptr_array_add (plan->cas, g_ptr_array_steal_index (there->cas, 0));
  esp_plan_free (there);
  g_ptr_array_add (plan->cas, below);
  return plan;
}

/* Tells on @channel when it starts and when it is done. */
static int
run_child (const char *path, int channel)
{
  g_autoptr (EspClock) clock = esp_clock_new_fixed (FIXTURE_NOW);
  g_autoptr (EspKeyring) keyring = fake_keyring_new ();
  EspEngine *engine = esp_engine_new_with_keyring (clock, keyring);
  g_autoptr (EspSecret) passphrase = esp_secret_new_copy (PASSPHRASE, strlen (PASSPHRASE), NULL);
  g_autoptr (EspPlan) plan = NULL;

  g_assert_true (esp_engine_open (engine, path, NULL, NULL));
  g_assert_true (esp_engine_sign_in (engine, FOUNDER, NULL, passphrase, NULL, NULL));
  plan = load_plan (engine);
  g_assert_cmpint (write (channel, "s", 1), ==, 1);
  json_object_unref (provision (engine, plan));
  g_assert_cmpint (write (channel, "d", 1), ==, 1);
  esp_engine_close (engine);
  g_object_unref (engine);
  return 0;
}

static GPid
start_child (const char *path, int *channel)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  const char *argv[] = { program, CHILD, path, NULL };
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

/* --- The vault before -------------------------------------------------------------------------*/

/* What was seen of the copy before is forgotten: each kill is in a world of its own. */
static void
forget_copy (const char *vault)
{
  g_autofree char *note = g_build_filename (g_get_user_state_dir (), "espalier", vault,
                                            "checkpoint.json", NULL);

  g_unlink (note);
}

static char *
copy_vault (Fixture *fixture, guint number)
{
  g_autofree char *name = g_strdup_printf ("copy-%u.espalier", number);
  char *path = fixture_file (fixture, name);
  g_autoptr (GError) error = NULL;
  g_autofree char *bytes = NULL;
  gsize len;

  g_file_get_contents (fixture->path, &bytes, &len, &error);
  g_assert_no_error (error);
  g_file_set_contents (path, bytes, (gssize) len, &error);
  g_assert_no_error (error);
  return path;
}

static EspEngine *
open_copy (Fixture *fixture, const char *path)
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

static void
remove_copy (const char *path)
{
  static const char *const endings[] = { "", "-wal", "-shm" };

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *name = g_strconcat (path, endings[i], NULL);

      g_unlink (name);
    }
}

/* --- What is left -----------------------------------------------------------------------------*/

/* Every thing that a step makes: the whole number of each, or none of any. */
static void
look_at (EspEngine *engine, const EspPlan *plan, Tally *tally)
{
  guint n_cas = count_listed (engine, "ListCertificateAuthorities", "CertificateAuthorities") - 1;
  guint n_accounts = count_listed (engine, "ListAccounts", "Accounts") - 1;
  guint n_roles = count_listed (engine, "ListRoles", "Roles") - 2;
  guint n_planned_roles = 0;

  for (guint i = 0; i < plan->roles->len; i++)
    n_planned_roles +=
      !((const EspPlanRole *) g_ptr_array_index (plan->roles, i))->organization_scope;
  if (n_cas == 0)
    {
      g_assert_cmpuint (n_accounts, ==, 0);
      g_assert_cmpuint (n_roles, ==, 0);
      tally->n_nothing++;
      return;
    }
  g_assert_cmpuint (n_cas, ==, plan->cas->len - 1);
  g_assert_cmpuint (n_accounts, ==, plan->accounts->len - 1);
  g_assert_cmpuint (n_roles, ==, n_planned_roles);
  assert_same (engine, plan);
  tally->n_all++;
}

static void
complete (EspEngine *engine, const EspPlan *plan)
{
  g_autoptr (JsonObject) result = provision (engine, plan);
  gboolean was_there = json_object_get_int_member (result, "Steps") == 0;

  g_assert_cmpuint (count_of (result, "CertificateAuthorities"), ==,
                    was_there ? 0 : plan->cas->len - 1);
  assert_same (engine, plan);
  assert_verified (engine);
}

/* --- Killing ----------------------------------------------------------------------------------*/

static gint64
measure (const char *path)
{
  int channel, status;
  GPid pid = start_child (path, &channel);
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

/* Kills @path's run after a part of @duration, what a whole one is thought to take; returns what is
 * thought of it after that, since a machine may be given other work meanwhile. */
static gint64
kill_after (const char *path, gint64 duration)
{
  const gint64 delay = (gint64) (g_test_rand_double_range (0, 1.3) * (double) duration);
  int channel, status;
  GPid pid = start_child (path, &channel);
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

static void
test_killed (void)
{
  Fixture fixture = { 0 };
  Tally tally = { 0, 0 };
  g_autofree char *root = NULL;
  g_autofree char *whole = NULL;
  g_autofree char *vault = NULL;
  g_autoptr (EspPlan) plan = NULL;
  gint64 duration;

  fixture_set_up (&fixture, NULL);
  root = create_ca (fixture.engine,
                    "{'Subject': 'CN=Old Root', 'Validity': '40y', 'KeyAlgorithm': 'EC_secp384r1', "
                    "'Tags': [{'Key': 'product', 'Value': 'old'}]}");
  plan = load_plan (fixture.engine);
  vault = g_strdup (esp_engine_get_vault_id (fixture.engine));
  esp_engine_close (fixture.engine);
  whole = copy_vault (&fixture, N_KILLS);
  duration = measure (whole);
  remove_copy (whole);
  g_test_message ("a whole run takes %.0f ms", (double) duration / 1000);
  for (guint i = 0; i < N_KILLS; i++)
    {
      g_autofree char *copy = copy_vault (&fixture, i);
      EspEngine *engine;

      forget_copy (vault);
      duration = kill_after (copy, duration);
      engine = open_copy (&fixture, copy);
      look_at (engine, plan, &tally);
      assert_verified (engine);
      complete (engine, plan);
      close_copy (engine);
      remove_copy (copy);
    }
  g_test_message ("killed %d times: nothing was left %u times, everything %u times", N_KILLS,
                  tally.n_nothing, tally.n_all);
  g_assert_cmpuint (tally.n_nothing, >, 0);
  g_assert_cmpuint (tally.n_all, >, 0);
  forget_copy (vault);
  fixture_tear_down (&fixture, NULL);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && g_str_equal (argv[1], CHILD))
    return esp_init () ? run_child (argv[2], STDOUT_FILENO) : 1;
  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_init ());
  g_test_add_func ("/provisioning/killed", test_killed);
  return g_test_run ();
}
