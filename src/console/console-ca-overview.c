/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Most of it stands in the tree's node and is shown at once; template, revocation settings and the
 * counts by month are asked for while the tab is seen, at most every two seconds. */
#include "console-ca-overview.h"

#include "console-format.h"
#include "console-path-strip.h"
#include "console-rows.h"
#include "console-sparkline.h"
#include "console-wrap-layout.h"

#include <glib/gi18n.h>

#define REFRESH_MS 2000
#define MONTHS 12

typedef enum
{
  FIELD_SUBJECT,
  FIELD_ARN,
  FIELD_ACCOUNT,
  FIELD_KEY,
  FIELD_SIGNING,
  FIELD_SERIAL,
  FIELD_TEMPLATE,
  FIELD_PATH_LENGTH,
  FIELD_USAGE,
  FIELD_CRL,
  N_FIELDS
} Field;

typedef enum
{
  COUNT_VALID,
  COUNT_EXPIRED,
  COUNT_REVOKED,
  N_COUNTS
} Count;

struct _ConsoleCaOverview
{
  AdwBin parent_instance;

  GtkScrolledWindow *scrolled;
  ConsolePathStrip *path_strip;
  GtkImage *status_icon;
  GtkLabel *sentence;
  GtkWidget *issued_box;
  GtkWidget *validity_group;
  GtkLabel *not_before;
  GtkLabel *not_after;
  GtkProgressBar *validity_bar;
  GtkLabel *left;
  AdwPreferencesGroup *identity_group;
  AdwPreferencesGroup *constraints_group;
  GtkWidget *tags_button;
  GtkWidget *tags_box;

  ConsoleFieldRow *fields[N_FIELDS];
  GtkLabel *counts[N_COUNTS];
  ConsoleSparkline *sparkline;

  ConsoleSession *session;
  EspCaNode *node;
  char *tags;     /* as shown: chips are made anew only when they changed */
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
  gtk_widget_set_css_classes (GTK_WIDGET (overview->status_icon), (const char *[]){ NULL });
  gtk_widget_add_css_class (GTK_WIDGET (overview->status_icon),
                            g_strcmp0 (status, "ACTIVE") == 0 ? "success" : "dim-label");
  if (g_str_equal (gtk_label_get_text (overview->sentence), sentence))
    return;
  gtk_label_set_text (overview->sentence, sentence);
  g_object_notify_by_pspec (G_OBJECT (overview), properties[PROP_SENTENCE]);
}

/* --- Fields ------------------------------------------------------------------------------------*/

static const struct
{
  const char *title;
  gboolean constraint;
  gboolean monospace;
} field_rows[N_FIELDS] = {
  [FIELD_SUBJECT] = { NC_ ("field", "Subject"), FALSE, FALSE },
  [FIELD_ARN] = { NC_ ("field", "ARN"), FALSE, FALSE },
  [FIELD_ACCOUNT] = { NC_ ("field", "Account"), FALSE, FALSE },
  [FIELD_KEY] = { NC_ ("field", "Key algorithm"), FALSE, FALSE },
  [FIELD_SIGNING] = { NC_ ("field", "Signing algorithm"), FALSE, FALSE },
  [FIELD_SERIAL] = { NC_ ("field", "Serial number"), FALSE, TRUE },
  [FIELD_TEMPLATE] = { NC_ ("field", "Template"), FALSE, FALSE },
  [FIELD_PATH_LENGTH] = { NC_ ("field", "Path length"), TRUE, FALSE },
  [FIELD_USAGE] = { NC_ ("field", "Usage"), TRUE, FALSE },
  [FIELD_CRL] = { NC_ ("field", "Revocation list"), TRUE, FALSE },
};

static void
add_fields (ConsoleCaOverview *overview)
{
  for (int i = 0; i < N_FIELDS; i++)
    {
      GtkWidget *row = console_field_row_new (g_dpgettext2 (NULL, "field", field_rows[i].title),
                                              NULL);

      g_object_set (row, "monospace", field_rows[i].monospace, NULL);
      adw_preferences_group_add (
        field_rows[i].constraint ? overview->constraints_group : overview->identity_group, row);
      overview->fields[i] = CONSOLE_FIELD_ROW (row);
    }
}

static void
set_field (ConsoleCaOverview *overview, Field field, const char *value)
{
  console_field_row_set_value (overview->fields[field], value ? value : "");
}

static void
show_identity (ConsoleCaOverview *overview, const EspCa *ca)
{
  const EspKeyAlgorithm *key = ca->key_algorithm ?
                                 esp_key_algorithm_find (ca->key_algorithm, NULL) :
                                 NULL;
  g_autofree char *length = NULL;

  if (ca->level > 0 && ca->path_length < 0)
    length = g_strdup (_ ("None: no limit on the levels below"));
  else if (ca->level > 0)
    length = g_strdup_printf (ngettext ("%d: at most one level of CAs below",
                                        "%d: at most that many levels of CAs below",
                                        (gulong) ca->path_length),
                              ca->path_length);
  if (ca->level > 0 && ca->path_length == 0)
    {
      g_free (length);
      length = g_strdup (_ ("0: no CA below, end entities only"));
    }
  set_field (overview, FIELD_SUBJECT, ca->subject);
  set_field (overview, FIELD_ARN, ca->arn);
  set_field (overview, FIELD_KEY, key ? key->label : ca->key_algorithm);
  set_field (overview, FIELD_SIGNING, ca->signing_algorithm);
  /* Not in groups: it is copied, and searched for, as it is. */
  set_field (overview, FIELD_SERIAL, ca->serial);
  set_field (overview, FIELD_PATH_LENGTH, length);
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

static char *
join_tags (GPtrArray *tags)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < tags->len; i++)
    {
      const EspTag *tag = g_ptr_array_index (tags, i);

      g_string_append_printf (text, "%s=%s\n", tag->key, tag->value);
    }
  return g_string_free (text, FALSE);
}

static GtkWidget *
make_chip (const EspTag *tag)
{
  GtkWidget *chip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  g_autofree char *key = esp_text_escape (tag->key);
  g_autofree char *value = esp_text_escape (tag->value);
  GtkWidget *key_label = gtk_label_new (key), *value_label = gtk_label_new (value);
  GtkWidget *labels[] = { key_label, value_label };

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      gtk_label_set_ellipsize (GTK_LABEL (labels[i]), PANGO_ELLIPSIZE_END);
      gtk_label_set_max_width_chars (GTK_LABEL (labels[i]), 28);
      gtk_box_append (GTK_BOX (chip), labels[i]);
    }
  gtk_widget_set_visible (value_label, value[0] != '\0');
  gtk_widget_add_css_class (key_label, "dim-label");
  gtk_widget_add_css_class (chip, "chip");
  return chip;
}

static void
show_tags (ConsoleCaOverview *overview, const EspCa *ca)
{
  g_autofree char *tags = join_tags (ca->tags);
  GtkWidget *child;

  if (g_strcmp0 (tags, overview->tags) == 0)
    return;
  g_free (overview->tags);
  overview->tags = g_steal_pointer (&tags);
  while ((child = gtk_widget_get_first_child (overview->tags_box)))
    gtk_box_remove (GTK_BOX (overview->tags_box), child);
  for (guint i = 0; i < ca->tags->len; i++)
    gtk_box_append (GTK_BOX (overview->tags_box), make_chip (g_ptr_array_index (ca->tags, i)));
  if (ca->tags->len == 0)
    {
      child = gtk_label_new (_ ("No tags"));
      gtk_widget_add_css_class (child, "dim-label");
      gtk_box_append (GTK_BOX (overview->tags_box), child);
    }
}

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

/* --- Issued ------------------------------------------------------------------------------------*/

static const char *const count_states[N_COUNTS] = {
  [COUNT_VALID] = "VALID",
  [COUNT_EXPIRED] = "EXPIRED",
  [COUNT_REVOKED] = "REVOKED",
};

/* The number, and below it icon and word of the state. */
static void
add_figure (ConsoleCaOverview *overview, Count count)
{
  GtkWidget *figure = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *number = gtk_label_new (NULL);
  GtkWidget *state = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon = gtk_image_new_from_icon_name (
    console_format_certificate_icon (count_states[count]));
  GtkWidget *word = gtk_label_new (console_format_certificate_status (count_states[count]));

  gtk_label_set_xalign (GTK_LABEL (number), 0);
  gtk_widget_add_css_class (number, "title-2");
  gtk_widget_add_css_class (number, "numeric");
  gtk_widget_add_css_class (word, "caption");
  gtk_box_append (GTK_BOX (state), icon);
  gtk_box_append (GTK_BOX (state), word);
  gtk_widget_add_css_class (state, "dim-label");
  gtk_box_append (GTK_BOX (figure), number);
  gtk_box_append (GTK_BOX (figure), state);
  gtk_box_append (GTK_BOX (overview->issued_box), figure);
  overview->counts[count] = GTK_LABEL (number);
}

static void
add_issued (ConsoleCaOverview *overview)
{
  GtkWidget *chart = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *caption = gtk_label_new (_ ("Issued in the last 12 months"));

  for (int i = 0; i < N_COUNTS; i++)
    add_figure (overview, (Count) i);
  overview->sparkline = CONSOLE_SPARKLINE (console_sparkline_new ());
  gtk_widget_add_css_class (GTK_WIDGET (overview->sparkline), "accent");
  gtk_widget_add_css_class (caption, "caption");
  gtk_widget_add_css_class (caption, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (caption), 0);
  gtk_box_append (GTK_BOX (chart), GTK_WIDGET (overview->sparkline));
  gtk_box_append (GTK_BOX (chart), caption);
  gtk_box_append (GTK_BOX (overview->issued_box), chart);
}

static void
show_counts (ConsoleCaOverview *overview, const EspCa *ca)
{
  const gint64 counts[N_COUNTS] = { ca->n_valid, ca->n_expired, ca->n_revoked };

  for (int i = 0; i < N_COUNTS; i++)
    {
      g_autofree char *text = g_strdup_printf ("%'" G_GINT64_FORMAT, counts[i]);

      gtk_label_set_text (overview->counts[i], text);
    }
}

static gint64
count_of_month (JsonArray *groups, const char *month)
{
  for (guint i = 0; groups && i < json_array_get_length (groups); i++)
    {
      JsonObject *group = json_array_get_object_element (groups, i);

      if (g_strcmp0 (esp_json_get_string (group, "Group"), month) == 0)
        return esp_json_get_int (group, "Issued", 0);
    }
  return 0;
}

static void
show_months (ConsoleCaOverview *overview, JsonArray *groups)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) first = g_date_time_new_utc (g_date_time_get_year (now),
                                                     g_date_time_get_month (now), 1, 0, 0, 0);
  g_autoptr (GString) text = g_string_new (_ ("Issued by month:"));
  gint64 counts[MONTHS];

  for (int i = 0; i < MONTHS; i++)
    {
      g_autoptr (GDateTime) month = g_date_time_add_months (first, i - MONTHS + 1);
      g_autofree char *key = g_date_time_format (month, "%Y-%m");
      /* Translators: a month by g_date_time_format(), like Jan 2031 */
      g_autofree char *name = g_date_time_format (month, C_ ("month", "%b %Y"));

      counts[i] = count_of_month (groups, key);
      g_string_append_printf (text, "%s %s %" G_GINT64_FORMAT, i ? "," : "", name, counts[i]);
    }
  console_sparkline_set_counts (overview->sparkline, counts, MONTHS, text->str);
  g_object_notify_by_pspec (G_OBJECT (overview), properties[PROP_MONTHS]);
}

/* --- What is asked for -------------------------------------------------------------------------*/

static gboolean
is_current (ConsoleCaOverview *overview, gpointer data)
{
  return overview->node && GPOINTER_TO_UINT (data) == overview->question;
}

static char *
format_crl (JsonObject *crl)
{
  gint64 days = esp_json_get_int (crl, "ExpirationInDays", 0);
  const char *url = esp_json_get_string (crl, "Url");
  g_autofree char *term = NULL;

  if (!esp_json_get_boolean (crl, "Enabled", FALSE))
    return g_strdup (_ ("None"));
  term = g_strdup_printf (ngettext ("Valid for %d day", "Valid for %d days", (gulong) days),
                          (int) days);
  return url ? g_strdup_printf ("%s · %s", term, url) : g_steal_pointer (&term);
}

static const char *
format_usage (const char *mode)
{
  if (g_strcmp0 (mode, "GENERAL_PURPOSE") == 0)
    return C_ ("usage of a CA", "General purpose");
  if (g_strcmp0 (mode, "SHORT_LIVED_CERTIFICATE") == 0)
    return C_ ("usage of a CA", "Short-lived certificates, 7 days at most");
  return mode;
}

static void
described_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleCaOverview *overview = CONSOLE_CA_OVERVIEW (owner);
  JsonObject *ca = esp_json_get_object (result, "CertificateAuthority");
  JsonObject *revocation = esp_json_get_object (ca, "RevocationConfiguration");
  const char *arn = esp_json_get_string (ca, "TemplateArn");
  g_auto (GStrv) parts = arn ? g_strsplit (arn, "/", 3) : NULL;
  g_autofree char *crl = NULL;

  /* What may not be read stays away; the rest of the page is still right. */
  if (!ca || !is_current (overview, data))
    return;
  crl = format_crl (esp_json_get_object (revocation, "CrlConfiguration"));
  set_field (overview, FIELD_TEMPLATE, parts && g_strv_length (parts) > 1 ? parts[1] : arn);
  set_field (overview, FIELD_USAGE, format_usage (esp_json_get_string (ca, "UsageMode")));
  set_field (overview, FIELD_CRL, crl);
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
      const char *name = esp_json_get_string (account, "Name");
      g_autofree char *text = NULL;

      if (g_strcmp0 (esp_json_get_string (account, "Id"), number) != 0 || !name)
        continue;
      text = g_strdup_printf ("%s · %s", name, number);
      set_field (overview, FIELD_ACCOUNT, text);
    }
}

static void
months_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleCaOverview *overview = CONSOLE_CA_OVERVIEW (owner);
  JsonArray *groups = esp_json_get_array (result, "Groups");

  if (groups && is_current (overview, data))
    show_months (overview, groups);
}

static void
ask (ConsoleCaOverview *overview, const char *operation, ConsoleDone done)
{
  JsonObject *parameters = json_object_new ();

  if (done != accounts_cb)
    json_object_set_string_member (parameters, "CertificateAuthority",
                                   esp_ca_node_get_ca (overview->node)->id);
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
  ask (overview, "DescribeCertificateAuthority", described_cb);
  ask (overview, "ListAccounts", accounts_cb);
  ask (overview, "SummarizeCertificates", months_cb);
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
  ask_all (overview);
}

/* --- Which CA ----------------------------------------------------------------------------------*/

static void
forget_answers (ConsoleCaOverview *overview)
{
  static const gint64 none[MONTHS] = { 0 };

  set_field (overview, FIELD_TEMPLATE, NULL);
  set_field (overview, FIELD_USAGE, NULL);
  set_field (overview, FIELD_CRL, NULL);
  console_sparkline_set_counts (overview->sparkline, none, MONTHS, "");
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
    {
      forget_answers (overview);
      set_field (overview, FIELD_ACCOUNT, ca->account);
    }
  show_place (overview, ca);
  show_identity (overview, ca);
  show_validity (overview, ca);
  show_tags (overview, ca);
  show_tags_button (overview, ca);
  show_counts (overview, ca);
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
      g_value_set_string (value, console_sparkline_get_text (overview->sparkline));
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
  g_free (CONSOLE_CA_OVERVIEW (object)->tags);
  G_OBJECT_CLASS (console_ca_overview_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (CONSOLE_TYPE_PATH_STRIP);
  g_type_ensure (CONSOLE_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/ca-overview.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaOverview, scrolled);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaOverview, path_strip);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaOverview, status_icon);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaOverview, sentence);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaOverview, issued_box);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaOverview, validity_group);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaOverview, not_before);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaOverview, not_after);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaOverview, validity_bar);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaOverview, left);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaOverview, identity_group);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaOverview, constraints_group);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaOverview, tags_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCaOverview, tags_box);
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
  add_fields (overview);
  add_issued (overview);
}

GtkWidget *
console_ca_overview_new (ConsoleSession *session)
{
  ConsoleCaOverview *overview = g_object_new (CONSOLE_TYPE_CA_OVERVIEW, NULL);

  overview->session = g_object_ref (session);
  g_signal_connect_object (console_session_get_engine (session), "changed", G_CALLBACK (changed_cb),
                           overview, G_CONNECT_SWAPPED);
  return GTK_WIDGET (overview);
}
