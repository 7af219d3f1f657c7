/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records and certificates of the CAs are looked at whenever the page is seen and something has
 * changed. What was issued is read on demand; what came of that stays until it is asked for again,
 * or something else is looked at. */
#include "console-health.h"

#include "console-error.h"
#include "console-files.h"
#include "console-filter-view.h"
#include "console-format.h"
#include "console-low-layout.h"
#include "console-pages.h"
#include "console-plan-list.h"
#include "console-severity.h"
#include "console-wrap-layout.h"

#include "draw/esp-chart.h"

#include <glib/gi18n.h>

#define OPERATION "CheckCertificateAuthorities"
#define PERMISSION "acm-pca:DescribeCertificateAuthority"
#define CONCERNS (ESP_TOPIC_CAS | ESP_TOPIC_CERTIFICATES | ESP_TOPIC_ACCESS | ESP_TOPIC_CRLS)
#define REFRESH_MS 500
#define PROGRESS_MS 100

struct _ConsoleHealthPage
{
  AdwBin parent_instance;

  ConsoleFilterView *filters;
  GtkLabel *scope_label;
  GtkLabel *looked_label;
  GtkWidget *left_out_box;
  GtkLabel *left_out_label;
  GtkWidget *verbs;
  GtkButton *issued_button;
  GtkWidget *everything_button;
  GtkWidget *progress_box;
  GtkProgressBar *progress;
  ConsolePlanList *list;

  ConsoleSession *session;
  EspCaNode *branch;  /* or NULL: everything */
  JsonObject *answer; /* what is shown, or NULL */
  GPtrArray *lines;   /* ConsolePlanLine of it */
  gint64 checked_at;
  gboolean with_issued; /* the answer tells of what was issued as well */
  gboolean outdated;    /* and something has changed since */
  gboolean by_severity;
  gboolean stale;
  guint question;            /* number of the one that is asked: older answers do not count */
  GCancellable *progress_of; /* of the reading that runs, or NULL */
  guint progress_source;
  guint refresh_source;
};

G_DEFINE_FINAL_TYPE (ConsoleHealthPage, console_health_page, ADW_TYPE_BIN)

static void ask (ConsoleHealthPage *page);

/* --- What was looked at ------------------------------------------------------------------------*/

static guint count_all (ConsoleHealthPage *page, GListModel *nodes);

/* What may not be described is passed over. */
static guint
count_branch (ConsoleHealthPage *page, EspCaNode *node)
{
  g_autofree char *denial = console_session_explain_denial (page->session, PERMISSION,
                                                            esp_ca_node_get_ca (node));

  return (denial ? 0 : 1) + count_all (page, esp_ca_node_get_children (node));
}

static guint
count_all (ConsoleHealthPage *page, GListModel *nodes)
{
  guint n = nodes ? g_list_model_get_n_items (nodes) : 0, all = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EspCaNode) node = g_list_model_get_item (nodes, i);

      all += count_branch (page, node);
    }
  return all;
}

static guint
count_cas (ConsoleHealthPage *page)
{
  if (page->branch)
    return count_branch (page, page->branch);
  return count_all (page, esp_ca_tree_get_roots (console_session_get_tree (page->session)));
}

static char *
describe_scope (ConsoleHealthPage *page)
{
  const char *arguments[] = { "name", NULL, NULL };
  g_autofree char *safe = NULL;

  if (!page->branch)
    return g_strdup (C_ ("what is checked", "Everything That You May See"));
  safe = esp_text_escape (esp_ca_node_get_ca (page->branch)->label);
  arguments[1] = safe;
  /* Translators: {name} of a CA */
  return esp_text_fill (C_ ("what is checked", "{name} and What Is Below It"), arguments);
}

static char *
describe_cas (ConsoleHealthPage *page)
{
  guint n = count_cas (page);
  g_autofree char *count = esp_chart_count (n);

  return esp_text_fill (ngettext ("{n} CA and its certificate were looked at.",
                                  "{n} CAs and their certificates were looked at.", n),
                        (const char *[]){ "n", count, NULL });
}

/* NULL where none was read. */
static char *
describe_issued (ConsoleHealthPage *page)
{
  JsonObject *counts = esp_json_get_object (page->answer, "Certificates");
  gint64 n = counts ? esp_json_get_int (counts, "Read", 0) : 0;
  g_autofree char *read = esp_chart_count (n);
  g_autofree char *judged = esp_chart_count (counts ? esp_json_get_int (counts, "Judged", 0) : 0);
  const char *arguments[] = { "n", read, "judged", judged, NULL };

  if (!counts)
    return NULL;
  return esp_text_fill (
    ngettext ("{n} issued certificate was read, {judged} of them neither expired nor revoked.",
              "{n} issued certificates were read, {judged} of them neither expired nor revoked.",
              (gulong) n),
    arguments);
}

static char *
describe_looked_at (ConsoleHealthPage *page)
{
  g_autofree char *cas = describe_cas (page);
  g_autofree char *issued = describe_issued (page);
  g_autofree char *when = console_format_time (page->checked_at);
  const char *arguments[] = { "when", when, NULL };
  /* Translators: {when} is a time */
  g_autofree char *changed = esp_text_fill (_ ("That was at {when}; something has changed since."),
                                            arguments);

  if (!issued)
    return g_strdup_printf ("%s %s", cas, _ ("What they issued was not read."));
  if (page->outdated)
    return g_strdup_printf ("%s %s %s", cas, issued, changed);
  return g_strdup_printf ("%s %s", cas, issued);
}

static void
show_looked_at (ConsoleHealthPage *page)
{
  g_autofree char *scope = describe_scope (page);
  g_autofree char *text = page->answer ? describe_looked_at (page) : NULL;
  g_autofree char *left_out = page->answer ? console_health_tell_left_out (page->answer) : NULL;
  g_autofree char *safe = esp_text_escape (left_out ? left_out : "");

  gtk_label_set_text (page->scope_label, scope);
  gtk_label_set_text (page->looked_label, text ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (page->looked_label), text != NULL);
  gtk_label_set_text (page->left_out_label, safe);
  gtk_widget_set_visible (page->left_out_box, left_out != NULL);
  gtk_widget_set_visible (page->everything_button, page->branch != NULL);
  gtk_button_set_label (page->issued_button,
                        page->with_issued ?
                          C_ ("button of the health page", "Check Issued Certificates Again") :
                          C_ ("button of the health page", "Check Issued Certificates"));
}

/* --- Showing -----------------------------------------------------------------------------------*/

static void
show_nothing (ConsoleHealthPage *page)
{
  g_autofree char *text = describe_looked_at (page);
  GtkWidget *empty;

  if (page->lines->len > 0)
    empty = console_empty_page_new (CONSOLE_EMPTY_NO_MATCH, _ ("No Finding Matches"),
                                    _ ("Findings are searched by CA, certificate, and what was "
                                       "found."),
                                    C_ ("button", "_Show All"), "health.clear");
  else
    {
      empty = console_empty_page_new (
        CONSOLE_EMPTY_NOTHING, _ ("Nothing Was Found"), text,
        page->with_issued ? NULL : C_ ("button of the health page", "Check _Issued Certificates"),
        page->with_issued ? NULL : "health.issued");
      adw_status_page_set_icon_name (ADW_STATUS_PAGE (empty), "certificate-valid-symbolic");
      /* It is told there. */
      gtk_widget_set_visible (GTK_WIDGET (page->looked_label), FALSE);
    }
  console_filter_view_show_empty (page->filters, empty);
}

static void
show_lines (ConsoleHealthPage *page)
{
  guint n;

  if (!page->lines)
    return;
  n = console_plan_list_show_some (page->list, page->lines,
                                   console_filter_view_get_choice (page->filters),
                                   console_filter_view_get_search (page->filters));
  if (n > 0)
    console_filter_view_show_content (page->filters);
  else
    show_nothing (page);
}

static void
update_actions (ConsoleHealthPage *page)
{
  GtkWidget *widget = GTK_WIDGET (page);
  gboolean found = page->lines && page->lines->len > 0;

  gtk_widget_set_visible (page->progress_box, page->progress_of != NULL);
  gtk_widget_set_visible (page->verbs, page->progress_of == NULL);
  gtk_widget_action_set_enabled (widget, "health.issued",
                                 page->answer != NULL && page->progress_of == NULL);
  gtk_widget_action_set_enabled (widget, "health.cancel", page->progress_of != NULL);
  gtk_widget_action_set_enabled (widget, "health.everything", page->progress_of == NULL);
  gtk_widget_action_set_enabled (widget, "health.copy", found);
  gtk_widget_action_set_enabled (widget, "health.save", found);
}

static void
list_again (ConsoleHealthPage *page)
{
  g_clear_pointer (&page->lines, g_ptr_array_unref);
  page->lines = page->answer ? console_health_list (page->answer, page->by_severity) : NULL;
  show_looked_at (page);
  show_lines (page);
  update_actions (page);
}

static void
forget (ConsoleHealthPage *page)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  g_clear_pointer (&page->answer, json_object_unref);
  g_clear_pointer (&page->lines, g_ptr_array_unref);
  page->with_issued = page->outdated = FALSE;
  if (page->list)
    console_plan_list_show (page->list, none);
}

static void
take_answer (ConsoleHealthPage *page, JsonObject *answer, gboolean with_issued)
{
  forget (page);
  page->answer = json_object_ref (answer);
  page->with_issued = with_issued;
  page->checked_at = g_get_real_time () / G_USEC_PER_SEC;
  list_again (page);
}

static void
show_denied (ConsoleHealthPage *page, const char *why)
{
  forget (page);
  show_looked_at (page);
  update_actions (page);
  console_filter_view_show_empty (
    page->filters,
    console_empty_page_new (CONSOLE_EMPTY_DENIED, _ ("CAs Can’t Be Checked"), why, NULL, NULL));
}

/* --- Asking ------------------------------------------------------------------------------------*/

static JsonObject *
make_parameters (ConsoleHealthPage *page, gboolean issued)
{
  JsonObject *parameters = json_object_new ();

  if (page->branch)
    json_object_set_string_member (parameters, "CertificateAuthority",
                                   esp_ca_node_get_ca (page->branch)->id);
  json_object_set_boolean_member (parameters, "Branch", TRUE);
  json_object_set_boolean_member (parameters, "OwnCertificates", TRUE);
  json_object_set_boolean_member (parameters, "Issued", issued);
  return parameters;
}

static void
answered_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleHealthPage *page = CONSOLE_HEALTH_PAGE (owner);

  if (!page->session || GPOINTER_TO_UINT (data) != page->question)
    return;
  console_filter_view_set_busy (page->filters, FALSE);
  if (result)
    {
      take_answer (page, result, FALSE);
      return;
    }
  forget (page);
  show_looked_at (page);
  update_actions (page);
  console_filter_view_show_error (page->filters, _ ("CAs Can’t Be Checked"), error);
}

/* What is not permitted is not asked for: that would be an entry in the log each time. */
static void
ask (ConsoleHealthPage *page)
{
  g_autofree char *denial = NULL;

  page->stale = !gtk_widget_get_mapped (GTK_WIDGET (page));
  if (page->stale || page->progress_of ||
      console_session_get_phase (page->session) != CONSOLE_PHASE_OPEN)
    return;
  denial = console_session_explain_denial (page->session, PERMISSION,
                                           page->branch ? esp_ca_node_get_ca (page->branch) : NULL);
  page->question++;
  if (denial)
    {
      show_denied (page, denial);
      return;
    }
  console_filter_view_set_busy (page->filters, TRUE);
  console_session_call (page->session, GTK_WIDGET (page), OPERATION, make_parameters (page, FALSE),
                        answered_cb, GUINT_TO_POINTER (page->question));
}

static gboolean
refresh_cb (gpointer data)
{
  ConsoleHealthPage *page = data;

  page->refresh_source = 0;
  if (page->with_issued)
    {
      page->outdated = TRUE;
      show_looked_at (page);
    }
  else
    ask (page);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (ConsoleHealthPage *page, gint64 from, gint64 to, guint topics)
{
  if (!page->refresh_source && (topics & CONCERNS))
    page->refresh_source = g_timeout_add (REFRESH_MS, refresh_cb, page);
}

/* --- What was issued ---------------------------------------------------------------------------*/

static gboolean
progress_cb (gpointer data)
{
  ConsoleHealthPage *page = data;
  double fraction = esp_progress_get_fraction (ESP_PROGRESS (page->progress_of));
  /* Translators: {n} is a number from 0 to 100; %% is a percent sign */
  g_autofree char *text = fraction < 0 ?
                            g_strdup (C_ ("progress", "Beginning…")) :
                            g_strdup_printf (C_ ("progress", "%d %%"), (int) (fraction * 100));

  if (fraction < 0)
    gtk_progress_bar_pulse (page->progress);
  else
    gtk_progress_bar_set_fraction (page->progress, fraction);
  gtk_progress_bar_set_text (page->progress, text);
  return G_SOURCE_CONTINUE;
}

static void
end_reading (ConsoleHealthPage *page)
{
  g_clear_handle_id (&page->progress_source, g_source_remove);
  g_clear_object (&page->progress_of);
  update_actions (page);
}

static gboolean
is_cancellation (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
         g_error_matches (error, ESP_ERROR, ESP_ERROR_CANCELLED);
}

static void
issued_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleHealthPage *page = CONSOLE_HEALTH_PAGE (owner);

  if (!page->session || GPOINTER_TO_UINT (data) != page->question)
    return;
  end_reading (page);
  if (result)
    take_answer (page, result, TRUE);
  else if (!is_cancellation (error))
    console_error_show (owner, error);
  if (page->stale)
    ask (page);
}

static void
read_issued (ConsoleHealthPage *page)
{
  if (page->progress_of || !page->answer)
    return;
  page->progress_of = esp_progress_new ();
  page->progress_source = g_timeout_add (PROGRESS_MS, progress_cb, page);
  page->question++;
  console_filter_view_set_busy (page->filters, FALSE);
  gtk_progress_bar_set_fraction (page->progress, 0);
  progress_cb (page);
  update_actions (page);
  console_session_call_cancellable (page->session, GTK_WIDGET (page), OPERATION,
                                    make_parameters (page, TRUE), page->progress_of, issued_cb,
                                    GUINT_TO_POINTER (page->question));
}

/* What still comes of it belongs to nobody. */
static void
give_up_reading (ConsoleHealthPage *page)
{
  if (!page->progress_of)
    return;
  g_cancellable_cancel (page->progress_of);
  page->question++;
  end_reading (page);
}

void
console_health_page_set_branch (ConsoleHealthPage *page, EspCaNode *node)
{
  if (page->branch == node && page->answer)
    return;
  give_up_reading (page);
  g_set_object (&page->branch, node);
  forget (page);
  show_looked_at (page);
  update_actions (page);
  ask (page);
}

/* Whoever locks the vault waits for what runs; and what was shown was for somebody else. */
static void
session_changed_cb (ConsoleHealthPage *page)
{
  give_up_reading (page);
  forget (page);
  update_actions (page);
  ask (page);
}

/* --- What a person does ------------------------------------------------------------------------*/

static void
filter_changed_cb (ConsoleHealthPage *page)
{
  show_lines (page);
}

static void
activated_cb (ConsoleHealthPage *page, ConsolePlanLine *line)
{
  const ConsolePlanFacts *facts = console_plan_line_get (line);

  if (facts->key)
    gtk_widget_activate_action (GTK_WIDGET (page), "win.show-certificate", "(ss)", facts->arn,
                                facts->key);
  else
    gtk_widget_activate_action (GTK_WIDGET (page), "win.show-ca", "s", facts->arn);
}

/* There, where the state of the CA and a refusal are seen. */
static void
pressed_cb (ConsoleHealthPage *page, ConsolePlanLine *line)
{
  const ConsolePlanFacts *facts = console_plan_line_get (line);
  g_autofree char *action = g_strconcat ("ca.", facts->id, NULL);
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (page)));

  gtk_widget_activate_action (window, "win.show-ca", "s", facts->arn);
  gtk_widget_activate_action (window, action, NULL);
}

static void
clear_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  console_filter_view_clear (CONSOLE_HEALTH_PAGE (widget)->filters);
}

static void
issued_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  read_issued (CONSOLE_HEALTH_PAGE (widget));
}

static void
cancel_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ConsoleHealthPage *page = CONSOLE_HEALTH_PAGE (widget);

  if (page->progress_of)
    g_cancellable_cancel (page->progress_of);
}

static void
everything_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  console_health_page_set_branch (CONSOLE_HEALTH_PAGE (widget), NULL);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ConsoleHealthPage *page = CONSOLE_HEALTH_PAGE (widget);
  g_autofree char *scope = describe_scope (page);
  g_autofree char *when = console_format_time (page->checked_at);
  g_autofree char *title = g_strdup_printf ("%s · %s", scope, when);
  g_autofree char *text = console_health_write_text (title,
                                                     console_plan_list_get_model (page->list));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  console_session_toast (page->session, C_ ("toast", "Findings copied"));
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ConsoleHealthPage *page = CONSOLE_HEALTH_PAGE (widget);
  g_autofree char *text = console_health_write_csv (page->answer);

  console_files_save_text (widget, C_ ("title of a file chooser", "Save Findings"), "findings.csv",
                           text);
}

static void
search_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (CONSOLE_HEALTH_PAGE (widget)->filters));
}

static void
refresh_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ConsoleHealthPage *page = CONSOLE_HEALTH_PAGE (widget);

  if (page->with_issued)
    read_issued (page);
  else
    ask (page);
}

/* --- Properties --------------------------------------------------------------------------------*/

enum
{
  PROP_0,
  PROP_GROUP,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
console_health_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_GROUP)
    g_value_set_string (value, CONSOLE_HEALTH_PAGE (object)->by_severity ? "severity" : "ca");
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_health_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ConsoleHealthPage *page = CONSOLE_HEALTH_PAGE (object);
  gboolean by_severity = g_strcmp0 (g_value_get_string (value), "severity") == 0;

  if (id != PROP_GROUP)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  if (page->by_severity == by_severity)
    return;
  page->by_severity = by_severity;
  g_object_notify_by_pspec (object, pspec);
  if (page->session)
    list_again (page);
}

/* --- Widget ------------------------------------------------------------------------------------*/

static void
console_health_page_map (GtkWidget *widget)
{
  ConsoleHealthPage *page = CONSOLE_HEALTH_PAGE (widget);

  GTK_WIDGET_CLASS (console_health_page_parent_class)->map (widget);
  if (page->stale && !page->with_issued)
    ask (page);
}

static void
console_health_page_dispose (GObject *object)
{
  ConsoleHealthPage *page = CONSOLE_HEALTH_PAGE (object);

  g_cancellable_cancel (page->progress_of);
  g_clear_handle_id (&page->progress_source, g_source_remove);
  g_clear_handle_id (&page->refresh_source, g_source_remove);
  g_clear_object (&page->progress_of);
  forget (page);
  g_clear_object (&page->branch);
  g_clear_object (&page->session);
  /* Clearing the template would take the child away behind the bin's back. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CONSOLE_TYPE_HEALTH_PAGE);
  G_OBJECT_CLASS (console_health_page_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "page.search", NULL, search_action);
  gtk_widget_class_install_action (klass, "page.refresh", NULL, refresh_action);
  gtk_widget_class_install_action (klass, "health.clear", NULL, clear_action);
  gtk_widget_class_install_action (klass, "health.issued", NULL, issued_action);
  gtk_widget_class_install_action (klass, "health.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (klass, "health.everything", NULL, everything_action);
  gtk_widget_class_install_action (klass, "health.copy", NULL, copy_action);
  gtk_widget_class_install_action (klass, "health.save", NULL, save_action);
  gtk_widget_class_install_property_action (klass, "health.group", "group");
}

static void
bind_template (GtkWidgetClass *klass)
{
  gtk_widget_class_set_template_from_resource (klass, "/org/espalier/Espalier/health-page.ui");
  gtk_widget_class_bind_template_child (klass, ConsoleHealthPage, filters);
  gtk_widget_class_bind_template_child (klass, ConsoleHealthPage, scope_label);
  gtk_widget_class_bind_template_child (klass, ConsoleHealthPage, looked_label);
  gtk_widget_class_bind_template_child (klass, ConsoleHealthPage, left_out_box);
  gtk_widget_class_bind_template_child (klass, ConsoleHealthPage, left_out_label);
  gtk_widget_class_bind_template_child (klass, ConsoleHealthPage, verbs);
  gtk_widget_class_bind_template_child (klass, ConsoleHealthPage, issued_button);
  gtk_widget_class_bind_template_child (klass, ConsoleHealthPage, everything_button);
  gtk_widget_class_bind_template_child (klass, ConsoleHealthPage, progress_box);
  gtk_widget_class_bind_template_child (klass, ConsoleHealthPage, progress);
  gtk_widget_class_bind_template_child (klass, ConsoleHealthPage, list);
  gtk_widget_class_bind_template_callback (klass, filter_changed_cb);
  gtk_widget_class_bind_template_callback (klass, activated_cb);
  gtk_widget_class_bind_template_callback (klass, pressed_cb);
}

static void
console_health_page_class_init (ConsoleHealthPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = console_health_page_get_property;
  object_class->set_property = console_health_page_set_property;
  object_class->dispose = console_health_page_dispose;
  widget_class->map = console_health_page_map;
  properties[PROP_GROUP] = g_param_spec_string ("group", NULL, NULL, "ca",
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
                                                  G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  g_type_ensure (CONSOLE_TYPE_FILTER_VIEW);
  g_type_ensure (CONSOLE_TYPE_PLAN_LIST);
  g_type_ensure (CONSOLE_TYPE_LOW_LAYOUT);
  g_type_ensure (CONSOLE_TYPE_WRAP_LAYOUT);
  bind_template (widget_class);
  install_actions (widget_class);
}

static void
console_health_page_init (ConsoleHealthPage *page)
{
  page->stale = TRUE;
  gtk_widget_init_template (GTK_WIDGET (page));
  console_filter_view_add_choice (page->filters, NULL, C_ ("choice of findings", "All"));
  for (guint i = 0; i < CONSOLE_N_SEVERITIES; i++)
    {
      ConsoleSeverity severity = console_severity_nth (i);

      console_filter_view_add_choice (page->filters, severity.id, severity.word);
    }
}

GtkWidget *
console_health_page_new (ConsoleSession *session)
{
  ConsoleHealthPage *page = g_object_new (CONSOLE_TYPE_HEALTH_PAGE, NULL);
  EspEngine *engine = console_session_get_engine (session);

  page->session = g_object_ref (session);
  show_looked_at (page);
  update_actions (page);
  g_signal_connect_object (engine, "changed", G_CALLBACK (changed_cb), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "session-changed", G_CALLBACK (session_changed_cb), page,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (page);
}
