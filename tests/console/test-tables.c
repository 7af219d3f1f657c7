/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of certificates and the log over a real engine: sorting, search, what stays selected,
 * the empty pages, names of rows and cells, news that come in front, the proof of the log, one
 * event. */
#include "console/console-activity-page.h"
#include "console/console-ca-page.h"
#include "console/console-certificates-page.h"
#include "console/console-dialogs.h"
#include "console/console-event-dialog.h"
#include "console/console-event-row.h"
#include "console/console-pages.h"

#include "pages-fixture.h"

/* --- Certificates ------------------------------------------------------------------------------*/

static gboolean
has_rows (gpointer list)
{
  return !esp_certificate_list_is_loading (list) && g_list_model_get_n_items (list) > 0;
}

static gboolean
is_empty (gpointer list)
{
  return !esp_certificate_list_is_loading (list) && g_list_model_get_n_items (list) == 0;
}

static const EspCertificateRow *
get_row (EspCertificateList *list, guint position)
{
  g_autoptr (EspCertificateItem) item = g_list_model_get_item (G_LIST_MODEL (list), position);

  return item ? esp_certificate_item_get_row (item) : NULL;
}

static gboolean
is_fetched (gpointer list)
{
  return get_row (list, 0) && get_row (list, 1);
}

static void
search_for (GtkWidget *page, const char *text)
{
  GtkWidget *entry = find_type (page, GTK_TYPE_SEARCH_ENTRY);

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  g_signal_emit_by_name (entry, "search-changed");
}

static void
test_certificates (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = console_certificates_page_new (fixture->session);
  GtkWidget *window = present (page);
  ConsoleCertificateTable *table = console_certificates_page_get_table (
    CONSOLE_CERTIFICATES_PAGE (page));
  EspCertificateList *list = console_certificate_table_get_list (table);
  GtkColumnView *view = GTK_COLUMN_VIEW (find_type (page, GTK_TYPE_COLUMN_VIEW));
  g_autoptr (GtkColumnViewColumn)
    subject = g_list_model_get_item (gtk_column_view_get_columns (view), 0);
  guint all;

  wait_until (has_rows, list);
  wait_until (is_fetched, list);
  all = g_list_model_get_n_items (G_LIST_MODEL (list));
  g_assert_cmpuint (all, >, 200);
  read_properties (G_OBJECT (table));
  read_properties (G_OBJECT (page));
  /* A header asks the vault for its order, and again for the other way round. */
  gtk_column_view_sort_by_column (view, subject, GTK_SORT_ASCENDING);
  wait_until (is_fetched, list);
  wait_until (has_rows, list);
  wait_until (is_fetched, list);
  g_assert_cmpstr (get_row (list, 0)->subject, <=, get_row (list, 1)->subject);
  gtk_column_view_sort_by_column (view, NULL, GTK_SORT_ASCENDING);
  gtk_column_view_sort_by_column (view, subject, GTK_SORT_DESCENDING);
  wait_until (has_rows, list);
  wait_until (is_fetched, list);
  g_assert_cmpstr (get_row (list, 0)->subject, >=, get_row (list, 1)->subject);
  audit (page);
  /* Nothing found, and back. */
  search_for (page, "no such certificate");
  wait_until (is_empty, list);
  wait_for_text (page, "No Certificates Found");
  gtk_widget_activate_action (find_text (page, "No Certificates Found"), "table.clear", NULL);
  wait_until (has_rows, list);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, all);
  assert_gone_with (window, page);
}

static gboolean
is_on_rows (gpointer view)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (view));

  return focus && gtk_widget_is_ancestor (focus, view);
}

/* A page of certificates with the search in front, and a subject that it finds. */
typedef struct
{
  GtkWidget *page;
  GtkWidget *window;
  EspCertificateList *list;
  GtkWidget *entry;
  GtkWidget *view;
  char *subject;
} Searching;

static void
searching_set_up (Searching *searching, Fixture *fixture)
{
  searching->page = console_certificates_page_new (fixture->session);
  searching->window = present (searching->page);
  searching->list = console_certificate_table_get_list (
    console_certificates_page_get_table (CONSOLE_CERTIFICATES_PAGE (searching->page)));
  searching->entry = find_type (searching->page, GTK_TYPE_SEARCH_ENTRY);
  searching->view = find_type (searching->page, GTK_TYPE_COLUMN_VIEW);
  wait_until (is_fetched, searching->list);
  searching->subject = g_strdup (get_row (searching->list, 0)->subject);
  gtk_widget_grab_focus (searching->entry);
}

static void
searching_tear_down (Searching *searching)
{
  assert_gone_with (searching->window, searching->page);
  g_free (searching->subject);
}

static void
type_and_enter (Searching *searching, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (searching->entry), text);
  g_signal_emit_by_name (searching->entry, "activate");
}

static gboolean
is_in_search (Searching *searching)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (searching->window));

  return focus && gtk_widget_is_ancestor (focus, searching->entry);
}

static gboolean
has_first (gpointer list)
{
  return get_row (list, 0) != NULL;
}

static gboolean
is_loaded_now (gpointer list)
{
  return !esp_certificate_list_is_loading (list);
}

/* Longer than the entry waits for more letters, and all that follows from it. */
static void
settle (Searching *searching)
{
  run_for (400);
  wait_until (is_loaded_now, searching->list);
  run_for (100);
}

/* Who types a name and presses Enter at once is taken to what is found, though the entry waits a
 * little with its question, and stays there when the same is told again. */
static void
test_enter (Fixture *fixture, gconstpointer data)
{
  Searching searching;

  searching_set_up (&searching, fixture);
  type_and_enter (&searching, searching.subject);
  g_assert_false (is_on_rows (searching.view));
  wait_until (is_on_rows, searching.view);
  wait_until (has_first, searching.list);
  g_assert_cmpstr (get_row (searching.list, 0)->subject, ==, searching.subject);
  g_signal_emit_by_name (searching.entry, "search-changed");
  settle (&searching);
  g_assert_true (is_on_rows (searching.view));
  /* Back in the search, which has its answer already. */
  gtk_widget_grab_focus (searching.entry);
  g_assert_true (is_in_search (&searching));
  g_signal_emit_by_name (searching.entry, "activate");
  g_assert_true (is_on_rows (searching.view));
  searching_tear_down (&searching);
}

/* On a machine that is busy with something else the answer takes as long as it takes. */
static void
test_enter_slow (Fixture *fixture, gconstpointer data)
{
  Searching searching;

  searching_set_up (&searching, fixture);
  type_and_enter (&searching, searching.subject);
  g_usleep (2 * G_USEC_PER_SEC);
  g_assert_false (is_on_rows (searching.view));
  wait_until (is_on_rows, searching.view);
  settle (&searching);
  g_assert_true (is_on_rows (searching.view));
  searching_tear_down (&searching);
}

/* Letters are on their way to the vault when Enter is pressed: its answer is waited for. */
static void
test_enter_running (Fixture *fixture, gconstpointer data)
{
  Searching searching;

  searching_set_up (&searching, fixture);
  search_for (searching.page, searching.subject);
  g_assert_true (esp_certificate_list_is_loading (searching.list));
  g_signal_emit_by_name (searching.entry, "activate");
  g_usleep (2 * G_USEC_PER_SEC);
  wait_until (is_on_rows, searching.view);
  searching_tear_down (&searching);
}

/* News replace the rows before and after the focus is there. */
static void
test_enter_news (Fixture *fixture, gconstpointer data)
{
  Searching searching;
  ConsoleCertificateTable *table;

  searching_set_up (&searching, fixture);
  table = console_certificates_page_get_table (CONSOLE_CERTIFICATES_PAGE (searching.page));
  type_and_enter (&searching, searching.subject);
  console_certificate_table_refresh (table);
  g_usleep (2 * G_USEC_PER_SEC);
  wait_until (is_on_rows, searching.view);
  console_certificate_table_refresh (table);
  g_assert_true (esp_certificate_list_is_loading (searching.list));
  settle (&searching);
  g_assert_true (is_on_rows (searching.view));
  /* From the search nobody is taken away without Enter. */
  gtk_widget_grab_focus (searching.entry);
  console_certificate_table_refresh (table);
  settle (&searching);
  g_assert_true (is_in_search (&searching));
  searching_tear_down (&searching);
}

/* Nothing found, typed on, or gone elsewhere: Enter is over. */
static void
test_enter_dropped (Fixture *fixture, gconstpointer data)
{
  Searching searching;
  GtkWidget *choice;

  searching_set_up (&searching, fixture);
  type_and_enter (&searching, "no such certificate");
  wait_until (is_empty, searching.list);
  wait_for_text (searching.page, "No Certificates Found");
  settle (&searching);
  g_assert_true (is_in_search (&searching));

  search_for (searching.page, searching.subject);
  wait_until (has_rows, searching.list);
  settle (&searching);
  g_assert_true (is_in_search (&searching));

  type_and_enter (&searching, "CN");
  gtk_editable_set_text (GTK_EDITABLE (searching.entry), "CN=");
  settle (&searching);
  wait_until (has_rows, searching.list);
  g_assert_true (is_in_search (&searching));

  type_and_enter (&searching, searching.subject);
  choice = gtk_widget_get_ancestor (find_text (searching.page, "Valid"), GTK_TYPE_TOGGLE_BUTTON);
  gtk_widget_grab_focus (choice);
  settle (&searching);
  g_assert_true (gtk_root_get_focus (GTK_ROOT (searching.window)) == choice);
  searching_tear_down (&searching);
}

static void
revoke_cb (GSimpleAction *action, GVariant *parameter, gpointer subject)
{
  g_assert_null (*(char **) subject);
  g_variant_get (parameter, "(sss)", NULL, NULL, subject);
}

static gboolean
is_set (gpointer pointer)
{
  return *(gpointer *) pointer != NULL;
}

/* The subject of a certificate that can be revoked: valid, and not a root's own. */
static const char *
find_revocable (EspCertificateList *list)
{
  const EspCertificateRow *row;
  guint i = 0;

  do
    row = get_row (list, i++);
  while (strstr (row->subject, "A&B") || strstr (row->subject, row->ca_label) || row->revoked_at ||
         row->not_after < g_get_real_time () / G_USEC_PER_SEC);
  return row->subject;
}

/* The key that follows Enter may be quicker than what stands in the row. */
static void
test_enter_revoke (Fixture *fixture, gconstpointer data)
{
  const GActionEntry entry = { .name = "revoke", .activate = revoke_cb, .parameter_type = "(sss)" };
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autofree char *asked = NULL;
  Searching searching;

  searching_set_up (&searching, fixture);
  g_action_map_add_action_entries (G_ACTION_MAP (group), &entry, 1, &asked);
  gtk_widget_insert_action_group (searching.window, "win", G_ACTION_GROUP (group));
  g_free (searching.subject);
  searching.subject = g_strdup (find_revocable (searching.list));
  type_and_enter (&searching, searching.subject);
  wait_until (is_on_rows, searching.view);
  g_assert_null (get_row (searching.list, 0));
  gtk_widget_activate_action (searching.view, "table.revoke", NULL);
  g_assert_null (asked);
  wait_until (is_set, &asked);
  g_assert_cmpstr (asked, ==, searching.subject);
  searching_tear_down (&searching);
}

/* Typed, and Enter pressed, before the page was shown for the first time. */
static void
test_enter_unmapped (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = console_certificates_page_new (fixture->session);
  GtkWidget *window = gtk_window_new ();
  GtkWidget *entry = find_type (page, GTK_TYPE_SEARCH_ENTRY);
  GtkWidget *view = find_type (page, GTK_TYPE_COLUMN_VIEW);

  gtk_window_set_child (GTK_WINDOW (window), page);
  gtk_widget_grab_focus (entry);
  gtk_editable_set_text (GTK_EDITABLE (entry), "CN=");
  g_signal_emit_by_name (entry, "activate");
  g_assert_false (gtk_widget_get_mapped (page));
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  wait_until (is_on_rows, view);
  assert_gone_with (window, page);
}

/* The row of a table has its subject as name, the cell what stands in it. */
static void
test_names (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = console_certificates_page_new (fixture->session);
  GtkWidget *window = present (page);
  GtkWidget *cell, *text;

  wait_for_text (page, "CN=");
  text = find_text (find_type (find_type (page, GTK_TYPE_COLUMN_VIEW), GTK_TYPE_LIST_VIEW), "CN=");
  cell = gtk_widget_get_parent (text);
  gtk_test_accessible_assert_property (cell, GTK_ACCESSIBLE_PROPERTY_LABEL, get_text (text));
  gtk_test_accessible_assert_property (gtk_widget_get_parent (cell), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       get_text (text));
  assert_gone_with (window, page);
}

typedef struct
{
  ConsoleCertificateTable *table;
  gint64 number;
} Kept;

static gboolean
is_kept (gpointer data)
{
  const Kept *kept = data;
  EspCertificateItem *item = console_certificate_table_get_selected (kept->table);

  return !esp_certificate_list_is_loading (console_certificate_table_get_list (kept->table)) &&
         item && esp_certificate_item_get_number (item) == kept->number;
}

/* The selected certificate stays so when it has another place after a reload. */
static void
test_selection (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = console_certificates_page_new (fixture->session);
  GtkWidget *window = present (page);
  ConsoleCertificateTable *table = console_certificates_page_get_table (
    CONSOLE_CERTIFICATES_PAGE (page));
  EspCertificateList *list = console_certificate_table_get_list (table);
  GtkColumnView *view = GTK_COLUMN_VIEW (find_type (page, GTK_TYPE_COLUMN_VIEW));
  GtkSelectionModel *selection = gtk_column_view_get_model (view);
  g_autoptr (GtkColumnViewColumn)
    subject = g_list_model_get_item (gtk_column_view_get_columns (view), 0);
  Kept kept = { table, 0 };

  wait_until (has_rows, list);
  gtk_selection_model_select_item (selection, 7, TRUE);
  kept.number = esp_certificate_item_get_number (console_certificate_table_get_selected (table));
  gtk_column_view_sort_by_column (view, subject, GTK_SORT_ASCENDING);
  g_assert_true (esp_certificate_list_is_loading (list));
  wait_until (is_kept, &kept);
  g_assert_false (gtk_selection_model_is_selected (selection, 7));
  assert_gone_with (window, page);
}

/* A root has issued its own certificate, a CA below it nothing. */
static void
make_subordinate (Fixture *fixture)
{
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (JsonNode) made = NULL;
  g_autoptr (GError) error = NULL;

  json_object_set_string_member (parameters, "Subject", "CN=Fresh CA");
  json_object_set_string_member (parameters, "Parent", HOSTILE);
  json_object_set_string_member (parameters, "KeyAlgorithm", "EC_prime256v1");
  made = esp_engine_call (fixture->engine, "CreateCertificateAuthority", parameters, NULL, &error);
  g_assert_no_error (error);
  console_session_select_when_there (
    fixture->session, esp_json_get_string (json_node_get_object (made), "CertificateAuthorityArn"));
}

static void
test_nothing_yet (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = console_ca_page_new (fixture->session);
  GtkWidget *window = present (page);
  GtkWidget *button;

  make_subordinate (fixture);
  g_object_set (page, "tab", "certificates", NULL);
  wait_for_text (page, "No Certificates Yet");
  button = gtk_widget_get_ancestor (find_text (page, "Issue…"), GTK_TYPE_BUTTON);
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)), ==, "win.issue");
  audit (page);
  assert_gone_with (window, page);
}

/* --- Log ---------------------------------------------------------------------------------------*/

static gboolean
is_verified (gpointer page)
{
  gint64 verified;

  g_object_get (page, "verified-up-to", &verified, NULL);
  return verified > 0;
}

static gboolean
has_events (gpointer list)
{
  return !console_event_list_is_loading (list) && g_list_model_get_n_items (list) > 0;
}

static gboolean
has_no_events (gpointer list)
{
  return !console_event_list_is_loading (list) && g_list_model_get_n_items (list) == 0;
}

static gint64
get_newest (ConsoleEventList *list)
{
  g_autoptr (ConsoleEvent) event = g_list_model_get_item (G_LIST_MODEL (list), 0);

  read_properties (G_OBJECT (event));
  return console_event_get_sequence (event);
}

typedef struct
{
  ConsoleEventList *list;
  gint64 newest;
} Newer;

static gboolean
is_newer (gpointer data)
{
  const Newer *newer = data;

  return has_events (newer->list) && get_newest (newer->list) > newer->newest;
}

static void
make_event (Fixture *fixture)
{
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (JsonNode) result = NULL;
  g_autoptr (GError) error = NULL;
  JsonArray *tags = json_array_new ();
  JsonObject *tag = json_object_new ();

  json_object_set_string_member (tag, "Key", "seen");
  json_object_set_string_member (tag, "Value", "yes");
  json_array_add_object_element (tags, tag);
  json_object_set_array_member (parameters, "Tags", tags);
  json_object_set_string_member (parameters, "CertificateAuthority", "Supplier Radio CA");
  result = esp_engine_call (fixture->engine, "TagCertificateAuthority", parameters, NULL, &error);
  g_assert_no_error (error);
}

static void
test_activity (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = console_activity_page_new (fixture->session);
  GtkWidget *window = present (page);
  ConsoleEventView *view = console_activity_page_get_view (CONSOLE_ACTIVITY_PAGE (page));
  ConsoleEventList *list = console_event_view_get_list (view);
  GtkWidget *row;
  Newer newer = { list, 0 };

  wait_until (has_events, list);
  wait_until (is_verified, page);
  wait_for_text (page, "Verified up to event");
  wait_for_text (page, HOSTILE_SHOWN);
  audit (page);
  read_properties (G_OBJECT (page));
  read_properties (G_OBJECT (view));
  read_properties (G_OBJECT (list));
  row = find_type (page, CONSOLE_TYPE_EVENT_ROW);
  read_properties (G_OBJECT (row));
  gtk_test_accessible_assert_property (gtk_widget_get_parent (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       console_event_row_get_text (CONSOLE_EVENT_ROW (row)));
  /* What happens while the page is seen comes in front. */
  newer.newest = get_newest (list);
  make_event (fixture);
  wait_until (is_newer, &newer);
  wait_for_text (page, "Tag CA");
  search_for (page, "nobody did this");
  wait_until (has_no_events, list);
  wait_for_text (page, "No Events Found");
  search_for (page, "ada KERN");
  wait_until (has_events, list);
  assert_gone_with (window, page);
}

static gboolean
is_dialog_loaded (gpointer dialog)
{
  gboolean loaded;

  g_object_get (dialog, "loaded", &loaded, NULL);
  return loaded;
}

static void
test_event_dialog (Fixture *fixture, gconstpointer data)
{
  GtkWindow *dialog = console_event_dialog_new (fixture->session, 1);
  GtkWindow *unknown = console_event_dialog_new (fixture->session, 1000000);

  gtk_window_present (dialog);
  wait_until (is_dialog_loaded, dialog);
  wait_for_text (GTK_WIDGET (dialog), "Signature");
  wait_for_text (GTK_WIDGET (dialog), "\"sequence\":1");
  read_properties (G_OBJECT (dialog));
  audit (GTK_WIDGET (dialog));
  assert_gone_with (GTK_WIDGET (dialog), dialog);
  gtk_window_present (unknown);
  wait_until (is_dialog_loaded, unknown);
  wait_for_text (GTK_WIDGET (unknown), "The Event Can’t Be Read");
  assert_gone_with (GTK_WIDGET (unknown), unknown);
}

/* --- Locked ------------------------------------------------------------------------------------*/

static gboolean
has_error (gpointer list)
{
  return !esp_certificate_list_is_loading (list) && esp_certificate_list_get_error (list);
}

static void
test_locked (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = console_certificates_page_new (fixture->session);
  GtkWidget *window = present (page);
  ConsoleCertificateTable *table = console_certificates_page_get_table (
    CONSOLE_CERTIFICATES_PAGE (page));
  EspCertificateList *list = console_certificate_table_get_list (table);

  wait_until (has_rows, list);
  esp_engine_lock (fixture->engine);
  wait_until (has_error, list);
  wait_for_text (page, "The Vault Is Locked");
  assert_gone_with (window, page);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  if (!set_up_display ())
    return 77;
  add ("/console/tables/certificates", test_certificates);
  add ("/console/tables/enter", test_enter);
  add ("/console/tables/enter/slow", test_enter_slow);
  add ("/console/tables/enter/running", test_enter_running);
  add ("/console/tables/enter/news", test_enter_news);
  add ("/console/tables/enter/dropped", test_enter_dropped);
  add ("/console/tables/enter/revoke", test_enter_revoke);
  add ("/console/tables/enter/unmapped", test_enter_unmapped);
  add ("/console/tables/names", test_names);
  add ("/console/tables/selection", test_selection);
  add ("/console/tables/nothing-yet", test_nothing_yet);
  add ("/console/tables/activity", test_activity);
  add ("/console/tables/event-dialog", test_event_dialog);
  add ("/console/tables/locked", test_locked);
  status = g_test_run ();
  remove_sample ();
  return status;
}
