/* SPDX-License-Identifier: GPL-3.0-or-later */
/* List models: objects keep their identity, only differences are told, a big list is fetched by the
 * page; and the news of another process arrives. */
#include "engine-fixture.h"
#include "esp-config.h"

static gboolean
timeout_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Runs the main context until @condition or ten seconds have passed. */
#define SPIN_UNTIL(condition)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gboolean late = FALSE;                                                                         \
    guint id = g_timeout_add_seconds (10, timeout_cb, &late);                                      \
    while (!(condition) && !late)                                                                  \
      g_main_context_iteration (NULL, TRUE);                                                       \
    if (!late)                                                                                     \
      g_source_remove (id);                                                                        \
    g_assert_true (condition);                                                                     \
  }                                                                                                \
  G_STMT_END

static void
count_cb (GListModel *list, guint position, guint removed, guint added, int *counter)
{
  ++*counter;
}

/* Pages that are on their way hold it until they come. */
static void
finalize_list (EspCertificateList *list)
{
  gpointer alive = list;

  g_object_add_weak_pointer (G_OBJECT (list), &alive);
  g_object_unref (list);
  SPIN_UNTIL (alive == NULL);
}

static void
finalize_tree (EspCaTree *tree)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (tree);
}

static void
test_tree (Fixture *fixture, gconstpointer data)
{
  EspEngine *engine = fixture->engine;
  g_autofree char *root = create_ca (engine, "{'Subject': 'CN=Root'}");
  EspCaTree *tree = esp_ca_tree_new (engine);
  GListModel *roots = esp_ca_tree_get_roots (tree);
  g_autofree char *json = g_strdup_printf ("{'Subject': 'CN=Child', 'Parent': '%s'}", root);
  g_autofree char *child = NULL;
  g_autoptr (EspCaNode) held = NULL;
  EspCaNode *node, *below;
  int told = 0;

  SPIN_UNTIL (esp_ca_tree_is_loaded (tree));
  g_assert_cmpuint (g_list_model_get_n_items (roots), ==, 1);
  node = esp_ca_tree_find (tree, strrchr (root, '/') + 1);
  g_assert_nonnull (node);
  g_assert_null (esp_ca_node_get_children (node));
  g_assert_cmpint (esp_ca_node_get_ca (node)->path_length, ==, -1);

  /* The first child: the parent's item is told as changed, and is the same object. */
  g_signal_connect (roots, "items-changed", G_CALLBACK (count_cb), &told);
  child = create_ca (engine, json);
  SPIN_UNTIL (esp_ca_tree_get_n_cas (tree) == 2);
  g_assert_cmpint (told, ==, 1);
  {
    g_autoptr (EspCaNode) again = g_list_model_get_item (roots, 0);

    g_assert_true (again == node);
  }
  below = esp_ca_tree_find (tree, strrchr (child, '/') + 1);
  g_assert_true (esp_ca_node_get_parent (below) == node);
  g_assert_cmpint (esp_ca_node_get_ca (below)->level, ==, 2);

  /* A change of state is a notify, not a change of the list. */
  json_object_unref (call (engine, "UpdateCertificateAuthority",
                           "{'CertificateAuthority': 'Child', 'Status': 'DISABLED'}"));
  SPIN_UNTIL (esp_ca_node_get_ca (below)->state == ESP_CA_DISABLED);
  g_assert_cmpint (told, ==, 1);
  {
    g_autofree char *status = NULL, *label = NULL, *id = NULL, *arn = NULL;
    int length, level;

    g_object_get (below, "status", &status, "label", &label, "id", &id, "arn", &arn, "path-length",
                  &length, "level", &level, NULL);
    g_assert_cmpstr (status, ==, "DISABLED");
    g_assert_cmpstr (label, ==, "Child");
    g_assert_cmpstr (arn, ==, child);
    g_assert_cmpint (length, ==, 0);
    g_assert_cmpint (level, ==, 2);
  }

  /* Nobody signed in sees nothing. Who still holds a child does not hold what it was below of. */
  held = g_object_ref (below);
  esp_engine_lock (engine);
  SPIN_UNTIL (esp_ca_tree_get_n_cas (tree) == 0);
  g_assert_null (esp_ca_node_get_parent (held));
  g_assert_cmpuint (g_list_model_get_n_items (roots), ==, 0);
  finalize_tree (tree);
}

static EspCaNode *
find_label (GListModel *list, const char *label)
{
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (EspCaNode) node = g_list_model_get_item (list, i);

      if (g_str_equal (esp_ca_node_get_ca (node)->label, label))
        return node;
    }
  return NULL;
}

static void
sign_in_sample (Fixture *fixture, const char *name)
{
  g_autoptr (GError) error = NULL;

  esp_engine_sign_in (fixture->engine, name, NULL, fixture->passphrase, NULL, &error);
  g_assert_no_error (error);
}

/* A CA that is shared stands below what the owner sees, at the top for whoever sees only it, and
 * below again for the owner: in one tree, with the same object. */
static void
test_other_eyes (Fixture *fixture, gconstpointer data)
{
  const char *label = "Supplier Radio Development CA";
  EspCaTree *tree = esp_ca_tree_new (fixture->engine);
  GListModel *roots = esp_ca_tree_get_roots (tree);
  g_autofree char *owner = NULL;
  guint n_all;

  {
    g_autoptr (EspSession) session = esp_engine_ref_session (fixture->engine);

    owner = g_strdup (esp_session_get_principal (session));
  }
  SPIN_UNTIL (esp_ca_tree_is_loaded (tree));
  n_all = esp_ca_tree_get_n_cas (tree);
  g_assert_null (find_label (roots, label));
  sign_in_sample (fixture, "dana.reyes");
  SPIN_UNTIL (esp_ca_tree_get_n_cas (tree) < n_all);
  g_assert_nonnull (find_label (roots, label));
  g_assert_null (esp_ca_node_get_parent (find_label (roots, label)));
  sign_in_sample (fixture, owner);
  SPIN_UNTIL (esp_ca_tree_get_n_cas (tree) == n_all);
  g_assert_null (find_label (roots, label));
  finalize_tree (tree);
}

static gboolean
is_loaded (EspCertificateList *list, guint position)
{
  g_autoptr (EspCertificateItem) item = g_list_model_get_item (G_LIST_MODEL (list), position);

  return item && esp_certificate_item_get_row (item) != NULL;
}

static void
ask (EspCertificateList *list,
     int status,
     const char *search,
     EspCertificateOrder order,
     gboolean descending)
{
  const EspCertificateQuestion question = { .status = status,
                                            .search = search,
                                            .order = order,
                                            .descending = descending };

  esp_certificate_list_ask (list, &question);
}

static void
test_certificates (Fixture *fixture, gconstpointer data)
{
  EspCertificateList *list = esp_certificate_list_new (fixture->engine);
  GListModel *model = G_LIST_MODEL (list);
  g_autoptr (EspCertificateItem) first = NULL, again = NULL;
  guint n_all, n_revoked;
  int told = 0;

  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 0);
  ask (list, -1, NULL, ESP_CERTIFICATE_BY_SUBJECT, FALSE);
  g_assert_true (esp_certificate_list_is_loading (list));
  SPIN_UNTIL (!esp_certificate_list_is_loading (list));
  g_assert_null (esp_certificate_list_get_error (list));
  n_all = g_list_model_get_n_items (model);
  g_assert_cmpuint (n_all, >, 200);
  SPIN_UNTIL (is_loaded (list, 0) && is_loaded (list, n_all - 1));
  first = g_list_model_get_item (model, 0);
  again = g_list_model_get_item (model, 0);
  g_assert_true (first == again);
  {
    g_autoptr (EspCertificateItem) last = g_list_model_get_item (model, n_all - 1);
    g_autofree char *subject = NULL, *serial = NULL, *status = NULL, *template = NULL;
    g_autofree char *requester = NULL, *issuer = NULL;
    gint64 not_after, issued_at, revoked_at;
    gboolean loaded;

    g_assert_cmpstr (esp_certificate_item_get_row (first)->subject, <=,
                     esp_certificate_item_get_row (last)->subject);
    g_object_get (last, "loaded", &loaded, "subject", &subject, "serial", &serial, "status",
                  &status, "template-name", &template, "requester", &requester, "issuer", &issuer,
                  "not-after", &not_after, "issued-at", &issued_at, "revoked-at", &revoked_at,
                  NULL);
    g_assert_true (loaded);
    g_assert_cmpuint (strlen (serial), ==, 32);
    g_assert_cmpint (not_after, >, issued_at);
    g_assert_nonnull (issuer);
  }

  /* A reload is told as removal, then addition. */
  g_signal_connect (model, "items-changed", G_CALLBACK (count_cb), &told);
  ask (list, -1, "nothing like it", ESP_CERTIFICATE_BY_SERIAL, TRUE);
  /* A query that is overtaken by another leaves no trace. */
  ask (list, ESP_CERTIFICATE_REVOKED, NULL, ESP_CERTIFICATE_BY_ISSUED, TRUE);
  SPIN_UNTIL (!esp_certificate_list_is_loading (list));
  n_revoked = g_list_model_get_n_items (model);
  g_assert_cmpuint (n_revoked, >, 3);
  g_assert_cmpuint (n_revoked, <, n_all);
  g_assert_cmpint (told, ==, 2);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  SPIN_UNTIL (is_loaded (list, 0));
  finalize_list (list);
}

static void
changed_cb (EspEngine *engine, gint64 from, gint64 to, guint topics, guint *seen)
{
  *seen |= topics;
}

/* A commit of another process is noticed within a second or two. */
static void
test_another_process (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspEngine) other = fixture_open (fixture, FOUNDER);
  guint seen = 0;
  g_autofree char *root = NULL;

  g_signal_connect (fixture->engine, "changed", G_CALLBACK (changed_cb), &seen);
  esp_engine_watch (fixture->engine, TRUE);
  root = create_ca (other, "{'Subject': 'CN=Root'}");
  SPIN_UNTIL (seen == ESP_TOPIC_ALL);
  g_assert_cmpint (count_events (fixture->engine), ==, 2);
  g_signal_handlers_disconnect_by_data (fixture->engine, &seen);
  esp_engine_close (other);
}

typedef struct
{
  GThread *thread;
  guint n;
} Told;

static void
told_cb (EspEngine *engine, gint64 from, gint64 to, guint topics, Told *told)
{
  told->thread = g_thread_self ();
  told->n++;
}

/* While this thread waits for the writer nobody iterates its context: the news wait for it. */
static void
test_news (Fixture *fixture, gconstpointer data)
{
  Told told = { NULL, 0 };
  g_autofree char *root = NULL;

  g_signal_connect (fixture->engine, "changed", G_CALLBACK (told_cb), &told);
  root = create_ca (fixture->engine, "{'Subject': 'CN=Root'}");
  g_assert_cmpuint (told.n, ==, 0);
  SPIN_UNTIL (told.n > 0);
  g_assert_true (told.thread == g_thread_self ());
  /* Nobody has to wait for them either. */
  g_free (create_ca (fixture->engine, "{'Subject': 'CN=Second'}"));
  g_assert_cmpuint (told.n, ==, 1);
  g_signal_handlers_disconnect_by_data (fixture->engine, &told);
}

#if ESP_TEST_HOOKS
static EspEngine *locked;
static GThread *locking;           /* atomic */
static int locking_stands, closed; /* atomic */

/* Between choosing a worker and asking it whoever locks stands still, until the vault is closed or
 * would not close. */
static void
stand_still (EspJobFunc func)
{
  g_autoptr (EspSession) session = esp_engine_ref_session (locked);

  if (session || g_thread_self () != g_atomic_pointer_get (&locking) ||
      g_atomic_int_get (&locking_stands))
    return;
  g_atomic_int_set (&locking_stands, TRUE);
  for (int i = 0; i < 50 && !g_atomic_int_get (&closed); i++)
    g_usleep (10000);
}

static gpointer
lock_thread (gpointer engine)
{
  g_atomic_pointer_set (&locking, g_thread_self ());
  esp_engine_lock (engine);
  return NULL;
}

/* Who sees that it is locked may close it at once, while the one who locked still waits for the
 * workers: they must be there until then. */
static void
test_lock_and_close (Fixture *fixture, gconstpointer data)
{
  GThread *thread;

  locked = fixture->engine;
  esp_worker_before_push = stand_still;
  thread = g_thread_new ("lock", lock_thread, fixture->engine);
  while (!g_atomic_int_get (&locking_stands))
    g_usleep (1000);
  g_assert_null (esp_engine_ref_session (fixture->engine));
  esp_engine_close (fixture->engine);
  g_atomic_int_set (&closed, TRUE);
  g_thread_join (thread);
  esp_worker_before_push = NULL;
  g_assert_false (esp_engine_is_open (fixture->engine));
}
#endif

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_init ());
#define ADD(path, func, sample)                                                                    \
  g_test_add (path, Fixture, sample, fixture_set_up, func, fixture_tear_down)
  ADD ("/engine/models/tree", test_tree, NULL);
  ADD ("/engine/models/tree/other-eyes", test_other_eyes, "automotive");
  ADD ("/engine/models/certificates", test_certificates, "automotive");
  ADD ("/engine/models/news", test_news, NULL);
  ADD ("/engine/models/another-process", test_another_process, NULL);
#if ESP_TEST_HOOKS
  ADD ("/engine/models/lock-and-close", test_lock_and_close, NULL);
#endif
#undef ADD
  return g_test_run ();
}
