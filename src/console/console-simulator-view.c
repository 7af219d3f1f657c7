/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The choices come from lists that the engine gives; each change asks the engine anew, and the
 * answer is its own decision with every statement that it looked at. Nothing is decided here. */
#include "console-simulator-view.h"

#include "console-decision-view.h"
#include "console-error.h"
#include "console-form.h"
#include "console-format.h"

#include <glib/gi18n.h>

#define ASK_MS 150

enum
{
  WISH_PERSON,
  WISH_ROLE,
  WISH_ACTION,
  WISH_CA,
  N_WISHES
};

struct _ConsoleSimulatorView
{
  AdwBin parent_instance;

  AdwComboRow *person_row;
  AdwComboRow *role_row;
  GtkDropDown *action_drop;
  GtkLabel *action_words;
  AdwComboRow *ca_row;
  AdwComboRow *template_row;
  ConsoleTagsEditor *tags_editor;
  GtkLabel *problem_label;
  ConsoleDecisionView *decision;

  ConsoleSession *session;
  JsonArray *people; /* as ListPrincipals told */
  GPtrArray *ca_arns;
  char *wish[N_WISHES]; /* what is to be chosen when the lists are there; NULL: nothing */
  guint question;       /* number of the one that is asked: older answers do not count */
  guint ask_source;
  gboolean filling; /* what changes now is not a person's doing */
  gboolean stale;
};

G_DEFINE_FINAL_TYPE (ConsoleSimulatorView, console_simulator_view, ADW_TYPE_BIN)

/* --- The answer --------------------------------------------------------------------------------*/

static void
show_problem (ConsoleSimulatorView *view, const char *text)
{
  gtk_label_set_text (view->problem_label, text ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (view->problem_label), text != NULL);
  gtk_widget_set_visible (GTK_WIDGET (view->decision), text == NULL);
}

void
console_simulator_view_show (ConsoleSimulatorView *view, JsonObject *answer)
{
  console_decision_view_show (view->decision, answer);
  show_problem (view, NULL);
}

/* --- Asking ------------------------------------------------------------------------------------*/

static void
simulated_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleSimulatorView *view = CONSOLE_SIMULATOR_VIEW (owner);
  g_autofree char *sentence = error ? console_error_sentence (error) : NULL;

  if (GPOINTER_TO_UINT (data) != view->question)
    return;
  if (error)
    show_problem (view, sentence);
  else
    console_simulator_view_show (view, result);
}

static JsonObject *
get_person (ConsoleSimulatorView *view)
{
  guint selected = adw_combo_row_get_selected (view->person_row);

  if (!view->people || selected >= json_array_get_length (view->people))
    return NULL;
  return json_array_get_object_element (view->people, selected);
}

static const char *
get_role (ConsoleSimulatorView *view)
{
  JsonArray *roles = esp_json_get_array (get_person (view), "Roles");
  guint selected = adw_combo_row_get_selected (view->role_row);

  return roles && selected < json_array_get_length (roles) ?
           json_array_get_string_element (roles, selected) :
           NULL;
}

static const char *
get_action (ConsoleSimulatorView *view)
{
  GtkStringObject *object = gtk_drop_down_get_selected_item (view->action_drop);

  return object ? gtk_string_object_get_string (object) : NULL;
}

/* The first of the choice is none. */
static const char *
get_template (ConsoleSimulatorView *view)
{
  guint selected = adw_combo_row_get_selected (view->template_row);
  GPtrArray *templates = esp_templates ();

  if (selected == 0 || selected > templates->len)
    return NULL;
  return ((const EspTemplate *) g_ptr_array_index (templates, selected - 1))->name;
}

static JsonObject *
make_question (ConsoleSimulatorView *view)
{
  JsonObject *parameters = json_object_new ();
  guint ca = adw_combo_row_get_selected (view->ca_row);
  g_autoptr (GPtrArray) tags = console_tags_editor_get_tags (view->tags_editor);

  json_object_set_string_member (parameters, "Principal",
                                 esp_json_get_string (get_person (view), "Name"));
  json_object_set_string_member (parameters, "Action", get_action (view));
  esp_json_set_string (parameters, "Role", get_role (view));
  esp_json_set_string (parameters, "TemplateArn", get_template (view));
  if (tags && tags->len > 0)
    json_object_set_array_member (parameters, "RequestTags", console_tags_to_json (tags));
  if (ca > 0 && view->ca_arns && ca <= view->ca_arns->len)
    json_object_set_string_member (parameters, "CertificateAuthority",
                                   g_ptr_array_index (view->ca_arns, ca - 1));
  return parameters;
}

static gboolean
ask_cb (gpointer data)
{
  ConsoleSimulatorView *view = data;

  view->ask_source = 0;
  if (!get_person (view) || !get_action (view))
    return G_SOURCE_REMOVE;
  view->question++;
  console_session_call (view->session, GTK_WIDGET (view), "SimulateAccess", make_question (view),
                        simulated_cb, GUINT_TO_POINTER (view->question));
  return G_SOURCE_REMOVE;
}

static void
changed_cb (ConsoleSimulatorView *view)
{
  if (!view->filling && !view->ask_source && gtk_widget_get_mapped (GTK_WIDGET (view)))
    view->ask_source = g_timeout_add (ASK_MS, ask_cb, view);
}

static void
action_cb (ConsoleSimulatorView *view)
{
  const char *action = get_action (view);
  g_autofree char *words = console_format_action (action);

  gtk_label_set_text (view->action_words, words);
  changed_cb (view);
}

/* --- The choices -------------------------------------------------------------------------------*/

static void
person_cb (ConsoleSimulatorView *view)
{
  JsonArray *roles = esp_json_get_array (get_person (view), "Roles");
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint n = roles ? json_array_get_length (roles) : 0;

  for (guint i = 0; i < n; i++)
    gtk_string_list_take (names, esp_text_escape (json_array_get_string_element (roles, i)));
  adw_combo_row_set_model (view->role_row, G_LIST_MODEL (names));
  gtk_widget_set_sensitive (GTK_WIDGET (view->role_row), n > 0);
  changed_cb (view);
}

static void
select_person (ConsoleSimulatorView *view, const char *name)
{
  for (guint i = 0; name && i < json_array_get_length (view->people); i++)
    if (g_strcmp0 (esp_json_get_string (json_array_get_object_element (view->people, i), "Name"),
                   name) == 0)
      adw_combo_row_set_selected (view->person_row, i);
}

static void
forget_wish (ConsoleSimulatorView *view)
{
  for (guint i = 0; i < N_WISHES; i++)
    g_clear_pointer (&view->wish[i], g_free);
}

static void
take_wish (ConsoleSimulatorView *view)
{
  if (view->wish[WISH_PERSON])
    console_simulator_view_choose (view, view->wish[WISH_PERSON], view->wish[WISH_ROLE],
                                   view->wish[WISH_ACTION], view->wish[WISH_CA]);
  forget_wish (view);
}

static void
listed_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleSimulatorView *view = CONSOLE_SIMULATOR_VIEW (owner);
  JsonArray *people = esp_json_get_array (result, "Principals");
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  g_autofree char *sentence = error ? console_error_sentence (error) : NULL;
  g_autofree char *before = g_strdup (esp_json_get_string (get_person (view), "Name"));

  if (!people)
    {
      show_problem (view, sentence ? sentence : "");
      return;
    }
  g_clear_pointer (&view->people, json_array_unref);
  view->people = json_array_ref (people);
  for (guint i = 0; i < json_array_get_length (people); i++)
    {
      const char *name = esp_json_get_string (json_array_get_object_element (people, i), "Name");

      gtk_string_list_take (names, esp_text_escape (name ? name : ""));
    }
  view->filling = TRUE;
  adw_combo_row_set_model (view->person_row, G_LIST_MODEL (names));
  select_person (view, before ? before : console_session_get_person (view->session));
  view->filling = FALSE;
  person_cb (view);
  take_wish (view);
}

static void
append_cas (ConsoleSimulatorView *view, GtkStringList *names, GListModel *nodes)
{
  for (guint i = 0; nodes && i < g_list_model_get_n_items (nodes); i++)
    {
      g_autoptr (EspCaNode) node = g_list_model_get_item (nodes, i);
      const EspCa *ca = esp_ca_node_get_ca (node);

      gtk_string_list_take (names, esp_text_escape (ca->label));
      g_ptr_array_add (view->ca_arns, g_strdup (ca->arn));
      append_cas (view, names, esp_ca_node_get_children (node));
    }
}

static guint
find_arn (ConsoleSimulatorView *view, const char *arn)
{
  for (guint i = 0; arn && i < view->ca_arns->len; i++)
    if (g_str_equal (g_ptr_array_index (view->ca_arns, i), arn))
      return i + 1;
  return 0;
}

static void
fill_cas (ConsoleSimulatorView *view)
{
  guint selected = adw_combo_row_get_selected (view->ca_row);
  g_autofree char *before = view->ca_arns && selected > 0 && selected <= view->ca_arns->len ?
                              g_strdup (g_ptr_array_index (view->ca_arns, selected - 1)) :
                              NULL;
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  g_clear_pointer (&view->ca_arns, g_ptr_array_unref);
  view->ca_arns = g_ptr_array_new_with_free_func (g_free);
  gtk_string_list_append (names, C_ ("CA of a question", "None in particular"));
  append_cas (view, names, esp_ca_tree_get_roots (console_session_get_tree (view->session)));
  view->filling = TRUE;
  adw_combo_row_set_model (view->ca_row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (view->ca_row, find_arn (view, before));
  view->filling = FALSE;
}

void
console_simulator_view_refresh (ConsoleSimulatorView *view)
{
  view->stale = !gtk_widget_get_mapped (GTK_WIDGET (view));
  if (view->stale || console_session_get_phase (view->session) != CONSOLE_PHASE_OPEN)
    return;
  fill_cas (view);
  console_session_call (view->session, GTK_WIDGET (view), "ListPrincipals", NULL, listed_cb, NULL);
}

static gboolean
choose_text (GtkWidget *drop, GListModel *model, const char *text)
{
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GtkStringObject) object = g_list_model_get_item (model, i);

      if (g_str_equal (gtk_string_object_get_string (object), text))
        {
          g_object_set (drop, "selected", i, NULL);
          return TRUE;
        }
    }
  return FALSE;
}

gboolean
console_simulator_view_choose (ConsoleSimulatorView *view,
                               const char *principal,
                               const char *role,
                               const char *action,
                               const char *ca_arn)
{
  g_autofree char *safe_role = role ? esp_text_escape (role) : NULL;

  if (principal && view->people)
    select_person (view, principal);
  if (principal && g_strcmp0 (esp_json_get_string (get_person (view), "Name"), principal) != 0)
    return FALSE;
  if (role && !choose_text (GTK_WIDGET (view->role_row), adw_combo_row_get_model (view->role_row),
                            safe_role))
    return FALSE;
  if (action && !choose_text (GTK_WIDGET (view->action_drop),
                              gtk_drop_down_get_model (view->action_drop), action))
    return FALSE;
  if (ca_arn && !find_arn (view, ca_arn))
    return FALSE;
  if (ca_arn)
    adw_combo_row_set_selected (view->ca_row, find_arn (view, ca_arn));
  return TRUE;
}

void
console_simulator_view_wish (ConsoleSimulatorView *view,
                             const char *principal,
                             const char *role,
                             const char *action,
                             const char *ca_arn)
{
  forget_wish (view);
  view->wish[WISH_PERSON] = g_strdup (principal);
  view->wish[WISH_ROLE] = g_strdup (role);
  view->wish[WISH_ACTION] = g_strdup (action);
  view->wish[WISH_CA] = g_strdup (ca_arn);
  if (gtk_widget_get_mapped (GTK_WIDGET (view)))
    console_simulator_view_refresh (view);
  else
    view->stale = TRUE;
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
engine_changed_cb (ConsoleSimulatorView *view, gint64 from, gint64 to, guint topics)
{
  if (!(topics & (ESP_TOPIC_ACCESS | ESP_TOPIC_CAS)))
    return;
  if (gtk_widget_get_mapped (GTK_WIDGET (view)))
    console_simulator_view_refresh (view);
  else
    view->stale = TRUE;
}

static void
console_simulator_view_map (GtkWidget *widget)
{
  ConsoleSimulatorView *view = CONSOLE_SIMULATOR_VIEW (widget);

  GTK_WIDGET_CLASS (console_simulator_view_parent_class)->map (widget);
  if (view->stale)
    console_simulator_view_refresh (view);
}

static void
console_simulator_view_dispose (GObject *object)
{
  ConsoleSimulatorView *view = CONSOLE_SIMULATOR_VIEW (object);

  view->filling = TRUE;
  g_clear_handle_id (&view->ask_source, g_source_remove);
  g_clear_object (&view->session);
  g_clear_pointer (&view->people, json_array_unref);
  g_clear_pointer (&view->ca_arns, g_ptr_array_unref);
  forget_wish (view);
  /* Clearing the template would take the child away behind the bin's back. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CONSOLE_TYPE_SIMULATOR_VIEW);
  G_OBJECT_CLASS (console_simulator_view_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, ConsoleSimulatorView, person_row);
  gtk_widget_class_bind_template_child (klass, ConsoleSimulatorView, role_row);
  gtk_widget_class_bind_template_child (klass, ConsoleSimulatorView, action_drop);
  gtk_widget_class_bind_template_child (klass, ConsoleSimulatorView, action_words);
  gtk_widget_class_bind_template_child (klass, ConsoleSimulatorView, ca_row);
  gtk_widget_class_bind_template_child (klass, ConsoleSimulatorView, template_row);
  gtk_widget_class_bind_template_child (klass, ConsoleSimulatorView, tags_editor);
  gtk_widget_class_bind_template_child (klass, ConsoleSimulatorView, problem_label);
  gtk_widget_class_bind_template_child (klass, ConsoleSimulatorView, decision);
}

static void
console_simulator_view_class_init (ConsoleSimulatorViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = console_simulator_view_dispose;
  widget_class->map = console_simulator_view_map;
  g_type_ensure (CONSOLE_TYPE_DECISION_VIEW);
  g_type_ensure (CONSOLE_TYPE_TAGS_EDITOR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/simulator-view.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, person_cb);
  gtk_widget_class_bind_template_callback (widget_class, action_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

/* The button is as wide as there is room for; the list shows names whole. */
static void
setup_short_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_START);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_list_item_set_child (item, label);
}

static void
bind_text_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)),
                      gtk_string_object_get_string (gtk_list_item_get_item (item)));
}

static void
setup_whole_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_list_item_set_child (item, label);
}

static GtkListItemFactory *
make_factory (GCallback setup)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", setup, NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_text_cb), NULL);
  return factory;
}

static void
fill_actions (ConsoleSimulatorView *view)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  g_autoptr (GtkListItemFactory) button = make_factory (G_CALLBACK (setup_short_cb));
  g_autoptr (GtkListItemFactory) list = make_factory (G_CALLBACK (setup_whole_cb));
  GtkExpression *expression = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");
  GPtrArray *actions = esp_actions ();

  for (guint i = 0; i < actions->len; i++)
    gtk_string_list_append (names, ((const EspAction *) g_ptr_array_index (actions, i))->name);
  gtk_drop_down_set_expression (view->action_drop, expression);
  gtk_expression_unref (expression);
  gtk_drop_down_set_enable_search (view->action_drop, TRUE);
  gtk_drop_down_set_factory (view->action_drop, button);
  gtk_drop_down_set_list_factory (view->action_drop, list);
  gtk_drop_down_set_model (view->action_drop, G_LIST_MODEL (names));
  choose_text (GTK_WIDGET (view->action_drop), G_LIST_MODEL (names), "acm-pca:IssueCertificate");
}

static void
fill_templates (ConsoleSimulatorView *view)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  GPtrArray *templates = esp_templates ();

  gtk_string_list_append (names, C_ ("template of a question", "None"));
  for (guint i = 0; i < templates->len; i++)
    gtk_string_list_append (names, ((const EspTemplate *) g_ptr_array_index (templates, i))->name);
  adw_combo_row_set_model (view->template_row, G_LIST_MODEL (names));
}

static void
console_simulator_view_init (ConsoleSimulatorView *view)
{
  view->stale = TRUE;
  view->filling = TRUE;
  view->ca_arns = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (view));
  fill_actions (view);
  fill_templates (view);
  console_tags_editor_set_words (view->tags_editor, C_ ("simulator", "Tags of the Request"),
                                 C_ ("simulator", "Those that it would set, or give to what it "
                                                  "makes."));
  view->filling = FALSE;
}

GtkWidget *
console_simulator_view_new (ConsoleSession *session)
{
  ConsoleSimulatorView *view = g_object_new (CONSOLE_TYPE_SIMULATOR_VIEW, NULL);
  EspEngine *engine = console_session_get_engine (session);

  view->session = g_object_ref (session);
  action_cb (view);
  g_signal_connect_object (engine, "changed", G_CALLBACK (engine_changed_cb), view,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "session-changed", G_CALLBACK (console_simulator_view_refresh),
                           view, G_CONNECT_SWAPPED);
  return GTK_WIDGET (view);
}
