/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Most of it stands in the tree's node and is shown at once; template, revocation settings and the
 * counts by month are asked for while the tab is seen, at most every two seconds. */
#include "console-ca-overview.h"

#include "console-ca-facts.h"
#include "console-ca-findings.h"
#include "console-dual-control.h"
#include "console-format.h"
#include "console-issued-box.h"
#include "console-path-strip.h"
#include "console-tag-chips.h"

#include <glib/gi18n.h>

#define REFRESH_MS 2000

struct _ConsoleCaOverview
{
  AdwBin parent_instance;

  GtkScrolledWindow *scrolled;
  ConsolePathStrip *path_strip;
  GtkImage *status_icon;
  GtkLabel *sentence;
  ConsoleCaFindings *findings;
  ConsoleIssuedBox *issued_box;
  GtkWidget *validity_group;
  GtkLabel *not_before;
  GtkLabel *not_after;
  GtkProgressBar *validity_bar;
  GtkLabel *left;
  AdwPreferencesGroup *identity_group;
  AdwPreferencesGroup *constraints_group;
  ConsoleDualControl *dual_control;
  GtkWidget *tags_button;
  ConsoleTagChips *tag_chips;

  ConsoleCaFacts *facts;
  ConsoleSession *session;
  EspCaNode *node;
  guint question; /* number of the one that is asked: older answers do not count */
  gboolean stale;
  guint refresh_source;
};

G_DEFINE_FINAL_TYPE (ConsoleCaOverview, console_ca_overview, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_SENTENCE,
  PROP_MONTHS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static gint64
now_seconds (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

/* --- Where it stands ---------------------------------------------------------------------------*/

static char *
describe_what_it_signs (const EspCa *ca)
{
  int below = ca->path_length;

  if (below == 0)
    return g_strdup (_ ("signs end-entity certificates"));
  if (below < 0)
    return g_strdup (_ ("signs CAs without a limit of its own"));
  return g_strdup_printf (
    ngettext ("signs CAs on %d level below", "signs CAs on %d levels below", (gulong) below),
    below);
}

static char *
make_sentence (const EspCa *ca, const char *status)
{
  g_autofree char *length = console_format_path_length (ca->path_length);
  g_autofree char *signs = describe_what_it_signs (ca);
  const char *word = console_format_ca_status (status);

  if (ca->level == 0)
    return g_strdup (word);
  /* Translators: state of a CA · level 3 of 5 · path length 0 · signs end-entity certificates */
  return g_strdup_printf (_ ("%s · level %d of %d · path length %s · %s"), word, ca->level,
                          ESP_MAX_LEVELS, length, signs);
}

static void
show_place (ConsoleCaOverview *overview, const EspCa *ca)
{
  g_autofree char *status = NULL;
  g_autofree char *sentence = NULL;

  g_object_get (overview->node, "status", &status, NULL);
  sentence = make_sentence (ca, status);
  console_path_strip_set_node (overview->path_strip, overview->session, overview->node);
  gtk_image_set_from_icon_name (overview->status_icon, console_format_ca_icon (status));
  gtk_widget_set_css_classes (GTK_WIDGET (overview->status_icon),
                              (const char *[]){ "line-icon", NULL });
  gtk_widget_add_css_class (GTK_WIDGET (overview->status_icon),
                            g_strcmp0 (status, "ACTIVE") == 0 ? "success" : "dim-label");
  if (g_str_equal (gtk_label_get_text (overview->sentence), sentence))
    return;
  gtk_label_set_text (overview->sentence, sentence);
  g_object_notify_by_pspec (G_OBJECT (overview), properties[PROP_SENTENCE]);
}

/* --- Validity ----------------------------------------------------------------------------------*/

static void
show_validity (ConsoleCaOverview *overview, const EspCa *ca)
{
  gint64 now = now_seconds ();
  gint64 span = ca->not_after - ca->not_before;
  double passed = span > 0 ? (double) (now - ca->not_before) / (double) span : 0;
  g_autofree char *from = console_format_date (ca->not_before);
  g_autofree char *to = console_format_date (ca->not_after);
  g_autofree char *left = console_format_left (now, ca->not_after);

  gtk_widget_set_visible (overview->validity_group, ca->not_after > 0);
  gtk_label_set_text (overview->not_before, from);
  gtk_label_set_text (overview->not_after, to);
  gtk_label_set_text (overview->left, left);
  gtk_progress_bar_set_fraction (overview->validity_bar, CLAMP (passed, 0, 1));
}

/* --- Tags --------------------------------------------------------------------------------------*/

static void
tags_clicked_cb (ConsoleCaOverview *overview)
{
  gtk_widget_activate_action (GTK_WIDGET (overview), "win.tags", "s",
                              esp_ca_node_get_ca (overview->node)->id);
}

static void
show_tags_button (ConsoleCaOverview *overview, const EspCa *ca)
{
  g_autofree char *denial = console_session_explain_denial (overview->session,
                                                            "acm-pca:TagCertificateAuthority", ca);

  gtk_widget_set_sensitive (overview->tags_button, denial == NULL);
  gtk_widget_set_tooltip_text (overview->tags_button, denial ? denial : _ ("Edit Tags"));
}

/* --- What is asked for -------------------------------------------------------------------------*/

static gboolean
is_current (ConsoleCaOverview *overview, gpointer data)
{
  return overview->node && GPOINTER_TO_UINT (data) == overview->question;
}

/* What may not be read stays away; the rest of the page is still right. */
static void
described_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleCaOverview *overview = CONSOLE_CA_OVERVIEW (owner);
  JsonObject *ca = esp_json_get_object (result, "CertificateAuthority");

  if (ca && is_current (overview, data))
    console_ca_facts_describe (overview->facts, ca);
}

static void
accounts_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleCaOverview *overview = CONSOLE_CA_OVERVIEW (owner);
  JsonArray *accounts = esp_json_get_array (result, "Accounts");
  const char *number;

  if (!is_current (overview, data))
    return;
  number = esp_ca_node_get_ca (overview->node)->account;
  for (guint i = 0; accounts && i < json_array_get_length (accounts); i++)
    {
      JsonObject *account = json_array_get_object_element (accounts, i);

      if (g_strcmp0 (esp_json_get_string (account, "Id"), number) == 0)
        console_ca_facts_set_account (overview->facts, number,
                                      esp_json_get_string (account, "Name"));
    }
}

static void
months_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleCaOverview *overview = CONSOLE_CA_OVERVIEW (owner);
  JsonArray *groups = esp_json_get_array (result, "Groups");

  if (groups && is_current (overview, data))
    console_issued_box_set_months (overview->issued_box, groups);
}

static void
months_changed_cb (ConsoleCaOverview *overview)
{
  g_object_notify_by_pspec (G_OBJECT (overview), properties[PROP_MONTHS]);
}

static void
checked_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleCaOverview *overview = CONSOLE_CA_OVERVIEW (owner);

  if (is_current (overview, data))
    console_ca_findings_show (overview->findings, overview->session,
                              esp_json_get_array (result, "Findings"));
}

/* What is not permitted is not asked for: that would be an entry in the log each time. */
static void
ask (ConsoleCaOverview *overview, const char *operation, const char *action, ConsoleDone done)
{
  const EspCa *ca = done == accounts_cb ? NULL : esp_ca_node_get_ca (overview->node);
  g_autofree char *denial = console_session_explain_denial (overview->session, action, ca);
  JsonObject *parameters;

  if (denial)
    return;
  parameters = json_object_new ();
  if (done != accounts_cb)
    json_object_set_string_member (parameters, "CertificateAuthority", ca->id);
  if (done == months_cb)
    json_object_set_string_member (parameters, "By", "month");
  console_session_call (overview->session, GTK_WIDGET (overview), operation, parameters, done,
                        GUINT_TO_POINTER (overview->question));
}

static void
ask_all (ConsoleCaOverview *overview)
{
  overview->stale = !gtk_widget_get_mapped (GTK_WIDGET (overview));
  if (overview->stale || !overview->node)
    return;
  overview->question++;
  ask (overview, "DescribeCertificateAuthority", "acm-pca:DescribeCertificateAuthority",
       described_cb);
  ask (overview, "CheckCertificateAuthorities", "acm-pca:DescribeCertificateAuthority", checked_cb);
  ask (overview, "ListAccounts", "organizations:ListAccounts", accounts_cb);
  ask (overview, "SummarizeCertificates", "acm-pca:GetCertificate", months_cb);
}

static gboolean
refresh_cb (gpointer data)
{
  ConsoleCaOverview *overview = data;

  overview->refresh_source = 0;
  ask_all (overview);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (ConsoleCaOverview *overview, gint64 from, gint64 to, guint topics)
{
  if (topics & (ESP_TOPIC_CAS | ESP_TOPIC_CERTIFICATES | ESP_TOPIC_ACCESS) &&
      !overview->refresh_source)
    overview->refresh_source = g_timeout_add (REFRESH_MS, refresh_cb, overview);
}

void
console_ca_overview_refresh (ConsoleCaOverview *overview)
{
  g_clear_handle_id (&overview->refresh_source, g_source_remove);
  console_dual_control_refresh (overview->dual_control);
  ask_all (overview);
}

/* --- Which CA ----------------------------------------------------------------------------------*/

static void
forget_answers (ConsoleCaOverview *overview, const EspCa *ca)
{
  console_ca_facts_forget (overview->facts);
  console_ca_facts_set_account (overview->facts, ca->account, NULL);
  console_issued_box_forget (overview->issued_box);
  console_ca_findings_show (overview->findings, overview->session, NULL);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (overview->scrolled), 0);
}

void
console_ca_overview_set_node (ConsoleCaOverview *overview, EspCaNode *node)
{
  gboolean other = g_set_object (&overview->node, node);
  const EspCa *ca = node ? esp_ca_node_get_ca (node) : NULL;

  if (!ca)
    return;
  if (other)
    forget_answers (overview, ca);
  show_place (overview, ca);
  console_ca_facts_show (overview->facts, ca);
  show_validity (overview, ca);
  console_tag_chips_set_tags (overview->tag_chips, ca->tags);
  show_tags_button (overview, ca);
  console_issued_box_show (overview->issued_box, ca);
  console_dual_control_set_node (overview->dual_control, node);
  if (other)
    console_ca_overview_refresh (overview);
}

/* --- Widget ------------------------------------------------------------------------------------*/

static void
console_ca_overview_map (GtkWidget *widget)
{
  ConsoleCaOverview *overview = CONSOLE_CA_OVERVIEW (widget);

  GTK_WIDGET_CLASS (console_ca_overview_parent_class)->map (widget);
  if (overview->stale)
    ask_all (overview);
}

static void
console_ca_overview_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ConsoleCaOverview *overview = CONSOLE_CA_OVERVIEW (object);

  switch (id)
    {
    case PROP_SENTENCE:
      g_value_set_string (value, gtk_label_get_text (overview->sentence));
      break;
    case PROP_MONTHS:
      g_value_set_string (value, console_issued_box_get_months (overview->issued_box));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
console_ca_overview_dispose (GObject *object)
{
  ConsoleCaOverview *overview = CONSOLE_CA_OVERVIEW (object);

  g_clear_handle_id (&overview->refresh_source, g_source_remove);
  g_clear_object (&overview->node);
  g_clear_object (&overview->session);
  /* Clearing the template would take the child away behind the bin's back. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CONSOLE_TYPE_CA_OVERVIEW);
  G_OBJECT_CLASS (console_ca_overview_parent_class)->dispose (object);
}

static void
console_ca_overview_finalize (GObject *object)
{
  g_clear_pointer (&CONSOLE_CA_OVERVIEW (object)->facts, console_ca_facts_free);
  G_OBJECT_CLASS (console_ca_overview_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (CONSOLE_TYPE_PATH_STRIP);
  g_type_ensure (CONSOLE_TYPE_CA_FINDINGS);
  g_type_ensure (CONSOLE_TYPE_ISSUED_BOX);
  g_type_ensure (CONSOLE_TYPE_TAG_CHIPS);
  g_type_ensure (CONSOLE_TYPE_DUAL_CONTROL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/ca-overview.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaOverview, scrolled);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaOverview, path_strip);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaOverview, status_icon);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaOverview, sentence);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaOverview, findings);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaOverview, issued_box);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaOverview, validity_group);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaOverview, not_before);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaOverview, not_after);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaOverview, validity_bar);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaOverview, left);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaOverview, identity_group);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaOverview, constraints_group);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaOverview, dual_control);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaOverview, tags_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaOverview, tag_chips);
  gtk_widget_class_bind_template_callback (widget_class, tags_clicked_cb);
}

static void
console_ca_overview_class_init (ConsoleCaOverviewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = console_ca_overview_get_property;
  object_class->dispose = console_ca_overview_dispose;
  object_class->finalize = console_ca_overview_finalize;
  GTK_WIDGET_CLASS (klass)->map = console_ca_overview_map;
  properties[PROP_SENTENCE] = g_param_spec_string ("sentence", NULL, NULL, "", flags);
  properties[PROP_MONTHS] = g_param_spec_string ("months", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
console_ca_overview_init (ConsoleCaOverview *overview)
{
  gtk_widget_init_template (GTK_WIDGET (overview));
  overview->facts = console_ca_facts_new (overview->identity_group, overview->constraints_group);
  g_signal_connect_object (overview->issued_box, "notify::months", G_CALLBACK (months_changed_cb),
                           overview, G_CONNECT_SWAPPED);
}

GtkWidget *
console_ca_overview_new (ConsoleSession *session)
{
  ConsoleCaOverview *overview = g_object_new (CONSOLE_TYPE_CA_OVERVIEW, NULL);

  overview->session = g_object_ref (session);
  console_dual_control_set_session (overview->dual_control, session);
  g_signal_connect_object (console_session_get_engine (session), "changed", G_CALLBACK (changed_cb),
                           overview, G_CONNECT_SWAPPED);
  return GTK_WIDGET (overview);
}
