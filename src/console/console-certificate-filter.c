/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the choices offer is read anew each time they are opened; what was chosen is kept apart from
 * them, so that a CA that is not in the tree at this moment stays chosen. Names are data. */
#include "console-certificate-filter.h"

#include "console-format.h"
#include "console-undo.h"
#include "console-wrap-layout.h"

#include <glib/gi18n.h>
#include <string.h>

#define DAY 86400
#define SPACING 6

typedef enum
{
  CA,
  ACCOUNT,
  TEMPLATE,
  ENDS,
  ISSUED,
  N_RESTRICTIONS
} Restriction;

struct _ConsoleCertificateFilter
{
  AdwBin parent_instance;

  GtkMenuButton *button;
  GtkWidget *popover, *ca_label, *account_label;
  GtkDropDown *ca_choice, *account_choice, *template_choice, *ends_choice;
  GtkEditable *from_entry, *to_entry;

  ConsoleSession *session;
  GtkWidget *chips;
  GPtrArray *ids[ENDS]; /* of the rows of a choice; the first one, NULL, is any */
  char *chosen[ENDS];   /* CA by UUID, account by number, template by name; or NULL */
  char *ca_name;
  int days;            /* within which it ends; 0: whenever */
  gint64 from, before; /* when it was issued; 0: whenever */
  gboolean one_ca;
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (ConsoleCertificateFilter, console_certificate_filter, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_ONE_CA,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint changed_signal;

static const int spans[] = { 0, 7, 30, 90, 365 };

static void show_chips (ConsoleCertificateFilter *filter);

static void
tell (ConsoleCertificateFilter *filter)
{
  show_chips (filter);
  g_signal_emit (filter, changed_signal, 0);
}

/* --- Dates -------------------------------------------------------------------------------------*/

/* The beginning of a day like 2026-11-22, in UTC like all times here; 0: it is none. */
static gint64
read_date (const char *text)
{
  g_autofree char *full = g_strconcat (text, "T00:00:00Z", NULL);
  g_autoptr (GDateTime) time = NULL;

  if (strlen (text) != 10 || text[4] != '-' || text[7] != '-')
    return 0;
  time = g_date_time_new_from_iso8601 (full, NULL);
  return time ? MAX (g_date_time_to_unix (time), 0) : 0;
}

static char *
write_date (gint64 time)
{
  g_autoptr (GDateTime) date = time ? g_date_time_new_from_unix_utc (time) : NULL;

  return date ? g_date_time_format (date, "%Y-%m-%d") : g_strdup ("");
}

static void
show_fault (GtkEditable *entry, gboolean fault)
{
  if (fault)
    gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");
  /* No tooltip: in a popover that closes, GTK 4.8 asks for the pointer on a surface that is gone.
   */
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  fault ? _ ("A date like 2026-11-22 is needed here.") : "", -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID,
                               fault ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

/* What is not a date yet restricts nothing. */
static void
dated_cb (ConsoleCertificateFilter *filter)
{
  const char *from_text = gtk_editable_get_text (filter->from_entry);
  const char *to_text = gtk_editable_get_text (filter->to_entry);
  gint64 from = read_date (from_text), to = read_date (to_text);
  gint64 before = to ? to + DAY : 0;

  show_fault (filter->from_entry, from_text[0] && !from);
  show_fault (filter->to_entry, to_text[0] && !to);
  if (filter->filling || (from == filter->from && before == filter->before))
    return;
  filter->from = from;
  filter->before = before;
  tell (filter);
}

/* --- Choices -----------------------------------------------------------------------------------*/

static GtkDropDown *
get_choice (ConsoleCertificateFilter *filter, Restriction which)
{
  GtkDropDown *const choices[] = { filter->ca_choice, filter->account_choice,
                                   filter->template_choice, filter->ends_choice };

  return choices[which];
}

static void
add_cas (GListModel *nodes, GPtrArray *cas)
{
  for (guint i = 0; nodes && i < g_list_model_get_n_items (nodes); i++)
    {
      g_autoptr (EspCaNode) node = g_list_model_get_item (nodes, i);

      g_ptr_array_add (cas, (gpointer) esp_ca_node_get_ca (node));
      add_cas (esp_ca_node_get_children (node), cas);
    }
}

static void
add_id (GPtrArray *ids, GtkStringList *texts, const char *id, const char *text)
{
  g_autofree char *safe = esp_text_escape (text);

  g_ptr_array_add (ids, g_strdup (id));
  gtk_string_list_append (texts, safe);
}

static void
list_cas (ConsoleCertificateFilter *filter, GPtrArray *cas, GPtrArray *ids, GtkStringList *texts)
{
  for (guint i = 0; i < cas->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (cas, i);

      add_id (ids, texts, ca->id, ca->label);
    }
}

static void
list_accounts (ConsoleCertificateFilter *filter,
               GPtrArray *cas,
               GPtrArray *ids,
               GtkStringList *texts)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < cas->len; i++)
    {
      const EspCa *ca = g_ptr_array_index (cas, i);

      if (g_hash_table_add (seen, ca->account))
        add_id (ids, texts, ca->account, ca->account);
    }
}

static void
list_templates (ConsoleCertificateFilter *filter,
                GPtrArray *cas,
                GPtrArray *ids,
                GtkStringList *texts)
{
  GPtrArray *templates = esp_templates ();

  for (guint i = 0; i < templates->len; i++)
    {
      const EspTemplate *template = g_ptr_array_index (templates, i);

      add_id (ids, texts, template->name, template->name);
    }
}

typedef void (*ListFunc) (ConsoleCertificateFilter *filter,
                          GPtrArray *cas,
                          GPtrArray *ids,
                          GtkStringList *texts);

static const struct
{
  ListFunc list;
  const char *any;
} choice_rows[ENDS] = {
  [CA] = { list_cas, NC_ ("filter of certificates", "Any CA") },
  [ACCOUNT] = { list_accounts, NC_ ("filter of certificates", "Any account") },
  [TEMPLATE] = { list_templates, NC_ ("filter of certificates", "Any template") },
};

/* What was chosen and is not offered any more stays in the list. */
static void
fill_choice (ConsoleCertificateFilter *filter, Restriction which, GPtrArray *cas)
{
  g_autoptr (GtkStringList) texts = gtk_string_list_new (NULL);
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
  guint selected = 0;

  g_ptr_array_add (ids, NULL);
  gtk_string_list_append (texts,
                          g_dpgettext2 (NULL, "filter of certificates", choice_rows[which].any));
  choice_rows[which].list (filter, cas, ids, texts);
  for (guint i = 1; filter->chosen[which] && i < ids->len && !selected; i++)
    if (g_str_equal (g_ptr_array_index (ids, i), filter->chosen[which]))
      selected = i;
  if (filter->chosen[which] && !selected)
    {
      selected = ids->len;
      add_id (ids, texts, filter->chosen[which],
              which == CA && filter->ca_name ? filter->ca_name : filter->chosen[which]);
    }
  g_clear_pointer (&filter->ids[which], g_ptr_array_unref);
  filter->ids[which] = ids;
  gtk_drop_down_set_model (get_choice (filter, which), G_LIST_MODEL (texts));
  gtk_drop_down_set_selected (get_choice (filter, which), selected);
}

static void
show_chosen (ConsoleCertificateFilter *filter)
{
  g_autoptr (GPtrArray) cas = g_ptr_array_new ();
  g_autofree char *from = write_date (filter->from);
  g_autofree char *to = write_date (filter->before ? filter->before - DAY : 0);
  guint span = 0;

  filter->filling = TRUE;
  if (filter->session)
    add_cas (esp_ca_tree_get_roots (console_session_get_tree (filter->session)), cas);
  for (Restriction i = CA; i < ENDS; i++)
    fill_choice (filter, i, cas);
  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    span = spans[i] == filter->days ? i : span;
  gtk_drop_down_set_selected (filter->ends_choice, span);
  gtk_editable_set_text (filter->from_entry, from);
  gtk_editable_set_text (filter->to_entry, to);
  filter->filling = FALSE;
}

static void
shown_cb (ConsoleCertificateFilter *filter)
{
  show_chosen (filter);
}

static void
choose (ConsoleCertificateFilter *filter, Restriction which, const char *id, const char *name)
{
  g_free (filter->chosen[which]);
  filter->chosen[which] = g_strdup (id);
  if (which != CA)
    return;
  g_free (filter->ca_name);
  filter->ca_name = g_strdup (name);
}

static void
chosen_cb (ConsoleCertificateFilter *filter, GParamSpec *pspec, GtkDropDown *choice)
{
  guint selected = gtk_drop_down_get_selected (choice);
  GtkStringObject *text = gtk_drop_down_get_selected_item (choice);

  if (filter->filling || selected == GTK_INVALID_LIST_POSITION)
    return;
  if (choice == filter->ends_choice)
    filter->days = spans[MIN (selected, G_N_ELEMENTS (spans) - 1)];
  for (Restriction i = CA; i < ENDS; i++)
    if (choice == get_choice (filter, i) && filter->ids[i] && selected < filter->ids[i]->len)
      choose (filter, i, g_ptr_array_index (filter->ids[i], selected),
              selected && text ? gtk_string_object_get_string (text) : NULL);
  tell (filter);
}

/* --- Chips -------------------------------------------------------------------------------------*/

static char *
describe_issued (const ConsoleCertificateFilter *filter)
{
  g_autofree char *from = filter->from ? console_format_date (filter->from) : NULL;
  g_autofree char *to = filter->before ? console_format_date (filter->before - DAY) : NULL;

  if (from && to)
    return g_strdup_printf (C_ ("chip", "Issued %s to %s"), from, to);
  if (from)
    return g_strdup_printf (C_ ("chip", "Issued from %s"), from);
  return to ? g_strdup_printf (C_ ("chip", "Issued until %s"), to) : NULL;
}

/* NULL: this restricts nothing. */
static char *
describe (const ConsoleCertificateFilter *filter, Restriction which)
{
  switch (which)
    {
    case CA:
      return filter->chosen[CA] && !filter->one_ca ?
               g_strdup_printf (C_ ("chip", "CA: %s"), filter->ca_name) :
               NULL;
    case ACCOUNT:
      return filter->chosen[ACCOUNT] && !filter->one_ca ?
               g_strdup_printf (C_ ("chip", "Account: %s"), filter->chosen[ACCOUNT]) :
               NULL;
    case TEMPLATE:
      return filter->chosen[TEMPLATE] ?
               g_strdup_printf (C_ ("chip", "Template: %s"), filter->chosen[TEMPLATE]) :
               NULL;
    case ENDS:
      return filter->days ?
               g_strdup_printf (ngettext ("Expiring within %d day", "Expiring within %d days",
                                          (gulong) filter->days),
                                filter->days) :
               NULL;
    case ISSUED:
    default:
      return describe_issued (filter);
    }
}

static void
forget (ConsoleCertificateFilter *filter, Restriction which)
{
  if (which < ENDS)
    choose (filter, which, NULL, NULL);
  else if (which == ENDS)
    filter->days = 0;
  else
    filter->from = filter->before = 0;
}

/* The focus goes to the next chip, or to where they come from. */
static void
removed_cb (ConsoleCertificateFilter *filter, GtkWidget *chip)
{
  int which = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (chip), "restriction"));
  GtkWidget *first;

  forget (filter, (Restriction) which);
  tell (filter);
  first = gtk_widget_get_first_child (filter->chips);
  gtk_widget_grab_focus (first ? first : GTK_WIDGET (filter->button));
}

static GtkWidget *
make_chip (ConsoleCertificateFilter *filter, Restriction which, const char *text)
{
  GtkWidget *chip = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (text);
  GtkWidget *icon = gtk_image_new_from_icon_name ("window-close-symbolic");
  g_autofree char *name = g_strdup_printf (_ ("Remove the filter %s"), text);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 36);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_button_set_child (GTK_BUTTON (chip), box);
  gtk_widget_add_css_class (chip, "filter-chip");
  gtk_widget_set_tooltip_text (chip, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (chip), "restriction", GINT_TO_POINTER (which));
  g_signal_connect_object (chip, "clicked", G_CALLBACK (removed_cb), filter, G_CONNECT_SWAPPED);
  return chip;
}

typedef struct
{
  GWeakRef filter;
  ConsoleCertificateChoice *choice;
} Cleared;

static void
cleared_free (gpointer data)
{
  Cleared *cleared = data;

  g_weak_ref_clear (&cleared->filter);
  console_certificate_choice_free (cleared->choice);
  g_free (cleared);
}

static void
put_back (gpointer data)
{
  Cleared *cleared = data;
  g_autoptr (ConsoleCertificateFilter) filter = g_weak_ref_get (&cleared->filter);

  if (filter)
    console_certificate_filter_put_back (filter, cleared->choice);
}

static void
all_removed_cb (ConsoleCertificateFilter *filter)
{
  ConsoleUndo *undo = console_undo_new (NULL);
  Cleared *cleared = g_new0 (Cleared, 1);

  g_weak_ref_init (&cleared->filter, filter);
  cleared->choice = console_certificate_filter_copy (filter);
  console_undo_set_func (undo, put_back, cleared, cleared_free);
  console_certificate_filter_clear (filter);
  tell (filter);
  console_undo_offer (undo, filter->session, C_ ("toast", "The filters are cleared"));
  gtk_widget_grab_focus (GTK_WIDGET (filter->button));
}

static GtkWidget *
make_clear_button (ConsoleCertificateFilter *filter)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (C_ ("filter of certificates", "C_lear All"));

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "filter-chip");
  g_signal_connect_object (button, "clicked", G_CALLBACK (all_removed_cb), filter,
                           G_CONNECT_SWAPPED);
  return button;
}

static void
show_chips (ConsoleCertificateFilter *filter)
{
  GtkWidget *child;
  int n = 0;

  while ((child = gtk_widget_get_first_child (filter->chips)))
    gtk_box_remove (GTK_BOX (filter->chips), child);
  for (int i = 0; i < N_RESTRICTIONS; i++)
    {
      g_autofree char *text = describe (filter, (Restriction) i);

      if (!text)
        continue;
      gtk_box_append (GTK_BOX (filter->chips), make_chip (filter, (Restriction) i, text));
      n++;
    }
  if (n > 1)
    gtk_box_append (GTK_BOX (filter->chips), make_clear_button (filter));
  gtk_widget_set_visible (filter->chips, n > 0);
}

/* --- What is asked for -------------------------------------------------------------------------*/

GtkWidget *
console_certificate_filter_get_chips (ConsoleCertificateFilter *filter)
{
  return filter->chips;
}

gboolean
console_certificate_filter_is_active (ConsoleCertificateFilter *filter)
{
  return gtk_widget_get_first_child (filter->chips) != NULL;
}

void
console_certificate_filter_clear (ConsoleCertificateFilter *filter)
{
  for (int i = 0; i < N_RESTRICTIONS; i++)
    forget (filter, (Restriction) i);
  show_chips (filter);
  if (gtk_widget_get_visible (filter->popover))
    show_chosen (filter);
}

/* --- Taking back -------------------------------------------------------------------------------*/

struct _ConsoleCertificateChoice
{
  char *chosen[ENDS];
  char *ca_name;
  int days;
  gint64 from, before;
};

ConsoleCertificateChoice *
console_certificate_filter_copy (ConsoleCertificateFilter *filter)
{
  ConsoleCertificateChoice *choice = g_new0 (ConsoleCertificateChoice, 1);

  for (int i = 0; i < ENDS; i++)
    choice->chosen[i] = g_strdup (filter->chosen[i]);
  choice->ca_name = g_strdup (filter->ca_name);
  choice->days = filter->days;
  choice->from = filter->from;
  choice->before = filter->before;
  return choice;
}

void
console_certificate_choice_free (ConsoleCertificateChoice *choice)
{
  for (int i = 0; i < ENDS; i++)
    g_free (choice->chosen[i]);
  g_free (choice->ca_name);
  g_free (choice);
}

void
console_certificate_filter_put_back (ConsoleCertificateFilter *filter,
                                     const ConsoleCertificateChoice *choice)
{
  for (int i = 0; i < ENDS; i++)
    {
      g_free (filter->chosen[i]);
      filter->chosen[i] = g_strdup (choice->chosen[i]);
    }
  g_free (filter->ca_name);
  filter->ca_name = g_strdup (choice->ca_name);
  filter->days = choice->days;
  filter->from = choice->from;
  filter->before = choice->before;
  tell (filter);
  if (gtk_widget_get_visible (filter->popover))
    show_chosen (filter);
}

/* Nobody asks whether something expires that was revoked. */
void
console_certificate_filter_fill (ConsoleCertificateFilter *filter,
                                 EspCertificateQuestion *question,
                                 gint64 now)
{
  if (!filter->one_ca)
    {
      question->ca = filter->chosen[CA];
      question->account = filter->chosen[ACCOUNT];
    }
  question->template_name = filter->chosen[TEMPLATE];
  question->issued_from = filter->from;
  question->issued_before = filter->before;
  if (filter->days == 0)
    return;
  question->ends_from = now;
  question->ends_before = now + (gint64) filter->days * DAY;
  if (question->status < 0)
    question->status = ESP_CERTIFICATE_VALID;
}

void
console_certificate_filter_set_session (ConsoleCertificateFilter *filter, ConsoleSession *session)
{
  g_set_object (&filter->session, session);
}

/* --- Widget ------------------------------------------------------------------------------------*/

static void
set_one_ca (ConsoleCertificateFilter *filter, gboolean one_ca)
{
  GtkWidget *const widgets[] = { filter->ca_label, GTK_WIDGET (filter->ca_choice),
                                 filter->account_label, GTK_WIDGET (filter->account_choice) };

  filter->one_ca = one_ca;
  for (guint i = 0; i < G_N_ELEMENTS (widgets); i++)
    gtk_widget_set_visible (widgets[i], !one_ca);
  show_chips (filter);
}

static void
console_certificate_filter_get_property (GObject *object,
                                         guint id,
                                         GValue *value,
                                         GParamSpec *pspec)
{
  if (id == PROP_ONE_CA)
    g_value_set_boolean (value, CONSOLE_CERTIFICATE_FILTER (object)->one_ca);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_certificate_filter_set_property (GObject *object,
                                         guint id,
                                         const GValue *value,
                                         GParamSpec *pspec)
{
  if (id == PROP_ONE_CA)
    set_one_ca (CONSOLE_CERTIFICATE_FILTER (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_certificate_filter_dispose (GObject *object)
{
  g_clear_object (&CONSOLE_CERTIFICATE_FILTER (object)->session);
  G_OBJECT_CLASS (console_certificate_filter_parent_class)->dispose (object);
}

static void
console_certificate_filter_finalize (GObject *object)
{
  ConsoleCertificateFilter *filter = CONSOLE_CERTIFICATE_FILTER (object);

  for (int i = 0; i < ENDS; i++)
    {
      g_clear_pointer (&filter->ids[i], g_ptr_array_unref);
      g_free (filter->chosen[i]);
    }
  g_free (filter->ca_name);
  g_object_unref (filter->chips);
  G_OBJECT_CLASS (console_certificate_filter_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/certificate-filter.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleCertificateFilter, button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCertificateFilter, popover);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCertificateFilter, ca_label);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCertificateFilter, ca_choice);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCertificateFilter, account_label);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCertificateFilter, account_choice);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCertificateFilter, template_choice);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCertificateFilter, ends_choice);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCertificateFilter, from_entry);
  gtk_widget_class_bind_template_child (widget_class, ConsoleCertificateFilter, to_entry);
  gtk_widget_class_bind_template_callback (widget_class, shown_cb);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, dated_cb);
}

static void
console_certificate_filter_class_init (ConsoleCertificateFilterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = console_certificate_filter_get_property;
  object_class->set_property = console_certificate_filter_set_property;
  object_class->dispose = console_certificate_filter_dispose;
  object_class->finalize = console_certificate_filter_finalize;
  properties[PROP_ONE_CA] = g_param_spec_boolean ("one-ca", NULL, NULL, FALSE,
                                                  G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  changed_signal = g_signal_new ("changed", CONSOLE_TYPE_CERTIFICATE_FILTER, G_SIGNAL_RUN_LAST, 0,
                                 NULL, NULL, NULL, G_TYPE_NONE, 0);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
add_spans (ConsoleCertificateFilter *filter)
{
  g_autoptr (GtkStringList) texts = gtk_string_list_new (NULL);

  gtk_string_list_append (texts, C_ ("filter of certificates", "Any time"));
  for (guint i = 1; i < G_N_ELEMENTS (spans); i++)
    {
      g_autofree char *text = g_strdup_printf (
        ngettext ("Within %d day", "Within %d days", (gulong) spans[i]), spans[i]);

      gtk_string_list_append (texts, text);
    }
  filter->filling = TRUE;
  gtk_drop_down_set_model (filter->ends_choice, G_LIST_MODEL (texts));
  filter->filling = FALSE;
}

/* However long a name is, the choices fit into a narrow window. */
static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_width_chars (GTK_LABEL (label), 16);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 24);
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkStringObject *text = gtk_list_item_get_item (item);

  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)),
                      gtk_string_object_get_string (text));
}

static void
set_up_choice (GtkDropDown *choice)
{
  g_autoptr (GtkExpression)
    text = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  gtk_drop_down_set_expression (choice, text);
  gtk_drop_down_set_factory (choice, factory);
}

static void
console_certificate_filter_init (ConsoleCertificateFilter *filter)
{
  gtk_widget_init_template (GTK_WIDGET (filter));
  for (Restriction i = CA; i < ENDS; i++)
    set_up_choice (get_choice (filter, i));
  add_spans (filter);
  filter->chips = g_object_ref_sink (g_object_new (GTK_TYPE_BOX, "visible", FALSE, NULL));
  gtk_widget_set_layout_manager (filter->chips, console_wrap_layout_new (SPACING, SPACING));
  gtk_widget_add_css_class (filter->chips, "filter-chips");
}
