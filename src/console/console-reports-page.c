/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Audit reports: made, opened, counted, and those that were made, with their digests. What it shows
 * is asked for while it is seen. */
#include "console-reports.h"

#include "console-dialogs.h"
#include "console-error.h"
#include "console-figures.h"
#include "console-files.h"
#include "console-format.h"
#include "console-pages.h"
#include "draw/esp-chart.h"

#include <glib/gi18n.h>

#define ROWS_MAX 50  /* of the history; more are told of */
#define ROWS_FIRST 3 /* of it, until somebody wants to see more */
#define CREATE "acm-pca:CreateCertificateAuthorityAuditReport"
#define LIST "acm-pca:DescribeCertificateAuthorityAuditReport"

struct _ConsoleReportsPage
{
  AdwBin parent_instance;

  GtkStack *stack;
  AdwBin *denied_bin;
  GtkBox *box;
  GtkBox *figures_box;
  AdwActionRow *create_row;
  AdwActionRow *open_row;
  GtkSpinner *open_spinner;
  AdwBin *history_bin;

  ConsoleSession *session;
  ConsoleFigures *figures[ESP_REPORT_N_BY];
  JsonArray *records;        /* the history, newest first; or NULL */
  GHashTable *accounts;      /* number -> name */
  JsonObject *summaries;     /* or NULL */
  JsonObject *expected;      /* of the file that is chosen or read, or NULL */
  GCancellable *cancellable; /* of the file that is read */
  gboolean shows_all;        /* of the history */
  gboolean stale;
};

G_DEFINE_FINAL_TYPE (ConsoleReportsPage, console_reports_page, ADW_TYPE_BIN)

char *
console_report_scope_text (JsonObject *record)
{
  const char *ca = esp_json_get_string (record, "CertificateAuthority");
  const char *account = esp_json_get_string (record, "AccountName");

  return ca || account ? esp_text_escape (ca ? ca : account) :
                         g_strdup (C_ ("what a report is of", "Everything"));
}

static void show_history (ConsoleReportsPage *page);

/* --- History -----------------------------------------------------------------------------------*/

static void
copy_cb (GtkButton *button)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (button)),
                          g_object_get_data (G_OBJECT (button), "digest"));
  gtk_widget_activate_action (GTK_WIDGET (button), "reports.copied", NULL);
}

static void
compare_cb (GtkButton *button)
{
  gtk_widget_activate_action (GTK_WIDGET (button), "reports.compare", "s",
                              g_object_get_data (G_OBJECT (button), "id"));
}

static GtkWidget *
make_button (const char *icon, const char *label, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect (button, "clicked", clicked, NULL);
  return button;
}

static char *
describe_record (JsonObject *record)
{
  gint64 n = esp_json_get_int (record, "Rows", 0);
  g_autofree char *count = esp_chart_count (n);
  g_autofree char *certificates = esp_text_fill (
    ngettext ("{n} certificate", "{n} certificates", (gulong) n),
    (const char *[]){ "n", count, NULL });
  g_autofree char *when = console_format_time (console_format_read_time (record, "CreatedAt"));
  g_autofree char *person = esp_text_escape (esp_json_get_string (record, "RequestedBy"));

  return g_strdup_printf ("%s · %s · %s · %s\n%s", esp_json_get_string (record, "Format"),
                          certificates, when, person, esp_json_get_string (record, "Digest"));
}

static GtkWidget *
make_record_row (JsonObject *record)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *scope = console_report_scope_text (record);
  g_autofree char *text = describe_record (record);
  GtkWidget *copy = make_button ("edit-copy-symbolic", C_ ("button of a report", "Copy the Digest"),
                                 G_CALLBACK (copy_cb));
  GtkWidget *compare = make_button (
    "door-open-symbolic", C_ ("button of a report", "Open Its File and Compare the Digest"),
    G_CALLBACK (compare_cb));

  /* Names are data. */
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), scope);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  gtk_widget_add_css_class (row, "report-row");
  g_object_set_data_full (G_OBJECT (copy), "digest",
                          g_strdup (esp_json_get_string (record, "Digest")), g_free);
  g_object_set_data_full (G_OBJECT (compare), "id",
                          g_strdup (esp_json_get_string (record, "AuditReportId")), g_free);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), copy);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), compare);
  return row;
}

static char *
tell_older (guint n)
{
  g_autofree char *count = esp_chart_count (n);

  return esp_text_fill (ngettext ("{n} older report is in the log and in “report list”.",
                                  "{n} older reports are in the log and in “report list”.", n),
                        (const char *[]){ "n", count, NULL });
}

static void
show_all_cb (ConsoleReportsPage *page)
{
  page->shows_all = TRUE;
  show_history (page);
  gtk_widget_child_focus (GTK_WIDGET (page->history_bin), GTK_DIR_TAB_FORWARD);
}

/* What the page is for besides stays in sight beneath a long history. */
static GtkWidget *
make_more_row (ConsoleReportsPage *page, guint n)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *arrow = gtk_image_new_from_icon_name ("pan-down-symbolic");
  g_autofree char *count = esp_chart_count (n);
  g_autofree char *title = esp_text_fill (ngettext ("Show {n} More", "Show {n} More", n),
                                          (const char *[]){ "n", count, NULL });

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), arrow);
  g_signal_connect_object (row, "activated", G_CALLBACK (show_all_cb), page, G_CONNECT_SWAPPED);
  return row;
}

static void
show_history (ConsoleReportsPage *page)
{
  GtkWidget *group = adw_preferences_group_new ();
  guint n = page->records ? json_array_get_length (page->records) : 0;
  guint n_shown = MIN (n, page->shows_all || n == ROWS_FIRST + 1 ? ROWS_MAX : ROWS_FIRST);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group),
                                   C_ ("heading of audit reports", "Reports That Were Made"));
  if (n == 0)
    adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (group), _ ("None yet. Of each the digest stays here, so that "
                                        "anybody’s copy can be compared with what was made."));
  for (guint i = 0; i < n_shown; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                               make_record_row (json_array_get_object_element (page->records, i)));
  if (n > n_shown && !page->shows_all)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                               make_more_row (page, MIN (n, ROWS_MAX) - n_shown));
  if (n > ROWS_MAX)
    {
      g_autofree char *older = tell_older (n - ROWS_MAX);

      adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), older);
    }
  adw_bin_set_child (page->history_bin, group);
}

static JsonObject *
find_record (ConsoleReportsPage *page, const char *member, const char *value)
{
  for (guint i = 0; page->records && i < json_array_get_length (page->records); i++)
    {
      JsonObject *record = json_array_get_object_element (page->records, i);

      if (g_strcmp0 (esp_json_get_string (record, member), value) == 0)
        return record;
    }
  return NULL;
}

/* --- Figures -----------------------------------------------------------------------------------*/

/* Names of accounts make them better to read, and are not needed for it. */
static void
show_figures (ConsoleReportsPage *page)
{
  for (int by = 0; page->summaries && by < ESP_REPORT_N_BY; by++)
    {
      JsonArray *groups = esp_json_get_array (page->summaries,
                                              esp_report_by_to_string ((EspReportBy) by));

      gtk_widget_set_visible (GTK_WIDGET (page->figures[by]),
                              groups && json_array_get_length (groups) > 0);
      if (groups)
        console_figures_show (page->figures[by], groups, page->accounts);
    }
}

/* --- Answers -----------------------------------------------------------------------------------*/

static void
summarized_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleReportsPage *page = CONSOLE_REPORTS_PAGE (owner);
  JsonObject *summaries = result ? esp_json_get_object (result, "Summaries") : NULL;

  if (!summaries)
    {
      if (error)
        console_error_show (owner, error);
      return;
    }
  g_clear_pointer (&page->summaries, json_object_unref);
  page->summaries = json_object_ref (summaries);
  show_figures (page);
}

static void
listed_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleReportsPage *page = CONSOLE_REPORTS_PAGE (owner);
  JsonArray *records = result ? esp_json_get_array (result, "AuditReports") : NULL;

  if (!records)
    {
      if (error)
        console_error_show (owner, error);
      return;
    }
  g_clear_pointer (&page->records, json_array_unref);
  page->records = json_array_ref (records);
  show_history (page);
}

static void
accounts_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleReportsPage *page = CONSOLE_REPORTS_PAGE (owner);
  JsonArray *accounts = result ? esp_json_get_array (result, "Accounts") : NULL;

  for (guint i = 0; accounts && i < json_array_get_length (accounts); i++)
    {
      JsonObject *account = json_array_get_object_element (accounts, i);

      g_hash_table_insert (page->accounts, g_strdup (esp_json_get_string (account, "Id")),
                           g_strdup (esp_json_get_string (account, "Name")));
    }
  show_figures (page);
}

static void
ask (ConsoleReportsPage *page)
{
  g_autofree char *no_accounts = console_session_explain_denial (
    page->session, "organizations:ListAccounts", NULL);
  JsonObject *all = json_object_new ();

  page->stale = FALSE;
  json_object_set_string_member (all, "By", "all");
  console_session_call (page->session, GTK_WIDGET (page), "ListCertificateAuthorityAuditReports",
                        NULL, listed_cb, NULL);
  console_session_call (page->session, GTK_WIDGET (page), "SummarizeCertificates", all,
                        summarized_cb, NULL);
  if (!no_accounts)
    console_session_call (page->session, GTK_WIDGET (page), "ListAccounts", NULL, accounts_cb,
                          NULL);
}

/* --- Rights ------------------------------------------------------------------------------------*/

static void
show_rights (ConsoleReportsPage *page)
{
  g_autofree char *no_list = console_session_explain_denial (page->session, LIST, NULL);
  g_autofree char *no_create = console_session_explain_denial (page->session, CREATE, NULL);
  gboolean is_denied = no_list && no_create;

  gtk_widget_set_sensitive (GTK_WIDGET (page->create_row), !no_create);
  gtk_widget_set_tooltip_text (GTK_WIDGET (page->create_row), no_create);
  gtk_stack_set_visible_child_name (page->stack, is_denied ? "denied" : "page");
  if (is_denied)
    adw_bin_set_child (page->denied_bin,
                       console_empty_page_new (CONSOLE_EMPTY_DENIED, _ ("No Right to See Reports"),
                                               no_list, NULL, NULL));
}

static void
refresh (ConsoleReportsPage *page)
{
  if (console_session_get_phase (page->session) != CONSOLE_PHASE_OPEN)
    return;
  page->stale = TRUE;
  show_rights (page);
  if (gtk_widget_get_mapped (GTK_WIDGET (page)) &&
      g_strcmp0 (gtk_stack_get_visible_child_name (page->stack), "page") == 0)
    ask (page);
}

static void
changed_cb (ConsoleReportsPage *page, gint64 from, gint64 to, guint topics)
{
  if (topics & (ESP_TOPIC_REPORTS | ESP_TOPIC_CERTIFICATES | ESP_TOPIC_ACCESS))
    refresh (page);
}

/* --- Opening -----------------------------------------------------------------------------------*/

static void
set_reading (ConsoleReportsPage *page, gboolean reading)
{
  gtk_widget_set_sensitive (GTK_WIDGET (page->open_row), !reading);
  gtk_spinner_set_spinning (page->open_spinner, reading);
}

typedef struct
{
  ConsoleReportsPage *page;
  char *name;
} Opening;

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Opening *opening = data;
  g_autoptr (ConsoleReportsPage) page = opening->page;
  g_autofree char *name = opening->name;
  g_autofree char *digest = NULL;
  g_autoptr (GError) error = NULL;
  ConsoleReportRows *rows = console_report_rows_load_finish (result, &digest, &error);

  g_free (opening);
  if (!page->session || !gtk_widget_get_root (GTK_WIDGET (page)))
    {
      g_clear_object (&rows);
      return;
    }
  g_clear_object (&page->cancellable);
  set_reading (page, FALSE);
  if (!rows)
    {
      console_error_show (GTK_WIDGET (page), error);
      return;
    }
  console_dialog_present (console_report_window_new (page->session, rows, name, digest,
                                                     find_record (page, "Digest", digest),
                                                     page->expected),
                          GTK_WIDGET (page));
}

void
console_reports_page_open (ConsoleReportsPage *page, GFile *file, JsonObject *expected)
{
  Opening *opening;

  if (page->cancellable)
    return;
  if (expected)
    json_object_ref (expected);
  g_clear_pointer (&page->expected, json_object_unref);
  page->expected = expected;
  page->cancellable = g_cancellable_new ();
  set_reading (page, TRUE);
  opening = g_new0 (Opening, 1);
  opening->page = g_object_ref (page);
  opening->name = g_file_get_basename (file);
  console_report_rows_load_async (file, page->cancellable, loaded_cb, opening);
}

static void
chosen_cb (GtkWidget *owner, GFile *file, gpointer data)
{
  ConsoleReportsPage *page = CONSOLE_REPORTS_PAGE (owner);

  if (file)
    console_reports_page_open (page, file, page->expected);
}

static void
choose_file (ConsoleReportsPage *page, JsonObject *expected)
{
  static const char *const patterns[] = { "*.json", "*.csv", "*.pdf", NULL };

  g_clear_pointer (&page->expected, json_object_unref);
  page->expected = expected ? json_object_ref (expected) : NULL;
  console_files_open (GTK_WIDGET (page), C_ ("title of a file chooser", "Open Audit Report"),
                      patterns, C_ ("kind of file", "Audit reports"), chosen_cb, NULL);
}

static void
open_cb (ConsoleReportsPage *page)
{
  choose_file (page, NULL);
}

static void
create_cb (ConsoleReportsPage *page)
{
  console_dialog_present (console_report_dialog_new (page->session, NULL), GTK_WIDGET (page));
}

static void
compare_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ConsoleReportsPage *page = CONSOLE_REPORTS_PAGE (widget);

  choose_file (page, find_record (page, "AuditReportId", g_variant_get_string (parameter, NULL)));
}

static void
copied_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  console_session_toast (CONSOLE_REPORTS_PAGE (widget)->session,
                         C_ ("toast", "The digest is copied"));
}

static void
refresh_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  refresh (CONSOLE_REPORTS_PAGE (widget));
}

/* --- Widget ------------------------------------------------------------------------------------*/

static void
console_reports_page_map (GtkWidget *widget)
{
  ConsoleReportsPage *page = CONSOLE_REPORTS_PAGE (widget);

  GTK_WIDGET_CLASS (console_reports_page_parent_class)->map (widget);
  if (page->stale)
    refresh (page);
}

static void
console_reports_page_dispose (GObject *object)
{
  ConsoleReportsPage *page = CONSOLE_REPORTS_PAGE (object);

  g_cancellable_cancel (page->cancellable);
  g_clear_object (&page->cancellable);
  g_clear_object (&page->session);
  g_clear_pointer (&page->records, json_array_unref);
  g_clear_pointer (&page->summaries, json_object_unref);
  g_clear_pointer (&page->expected, json_object_unref);
  g_clear_pointer (&page->accounts, g_hash_table_unref);
  /* Clearing the template would take the child away behind the bin's back. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CONSOLE_TYPE_REPORTS_PAGE);
  G_OBJECT_CLASS (console_reports_page_parent_class)->dispose (object);
}

static void
console_reports_page_class_init (ConsoleReportsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = console_reports_page_dispose;
  widget_class->map = console_reports_page_map;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/reports-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleReportsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, ConsoleReportsPage, denied_bin);
  gtk_widget_class_bind_template_child (widget_class, ConsoleReportsPage, box);
  gtk_widget_class_bind_template_child (widget_class, ConsoleReportsPage, figures_box);
  gtk_widget_class_bind_template_child (widget_class, ConsoleReportsPage, create_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleReportsPage, open_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleReportsPage, open_spinner);
  gtk_widget_class_bind_template_child (widget_class, ConsoleReportsPage, history_bin);
  gtk_widget_class_bind_template_callback (widget_class, create_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_cb);
  gtk_widget_class_install_action (widget_class, "page.refresh", NULL, refresh_action);
  gtk_widget_class_install_action (widget_class, "reports.compare", "s", compare_action);
  gtk_widget_class_install_action (widget_class, "reports.copied", NULL, copied_action);
}

static void
console_reports_page_init (ConsoleReportsPage *page)
{
  static const EspReportBy order[] = { ESP_REPORT_BY_MONTH, ESP_REPORT_BY_TEMPLATE,
                                       ESP_REPORT_BY_ACCOUNT, ESP_REPORT_BY_CA };

  gtk_widget_init_template (GTK_WIDGET (page));
  page->accounts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
    {
      GtkWidget *figures = console_figures_new (order[i]);

      page->figures[order[i]] = CONSOLE_FIGURES (figures);
      gtk_widget_set_visible (figures, FALSE);
      gtk_box_append (page->figures_box, figures);
    }
}

GtkWidget *
console_reports_page_new (ConsoleSession *session)
{
  ConsoleReportsPage *page = g_object_new (CONSOLE_TYPE_REPORTS_PAGE, NULL);
  EspEngine *engine = console_session_get_engine (session);

  page->session = g_object_ref (session);
  g_signal_connect_object (engine, "session-changed", G_CALLBACK (refresh), page,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "changed", G_CALLBACK (changed_cb), page, G_CONNECT_SWAPPED);
  refresh (page);
  return GTK_WIDGET (page);
}
