/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verdict, then path by path what it rests on. The rules are the core's; here are the words,
 * and which steps are open at once: those that something is wrong with. */
#include "console-validation-view.h"

#include "console-error.h"
#include "console-format.h"
#include "console-note-row.h"

#include <glib/gi18n.h>

struct _ConsoleValidationView
{
  AdwBin parent_instance;

  GtkBox *verdict_box;
  GtkSpinner *spinner;
  GtkWidget *check_button;
  GtkBox *paths_box;

  ConsoleSession *session;
  char *ca_arn;
  char *serial;
  JsonArray *pems; /* instead of a number: one from outside */
  char *verdict;
  guint question; /* number of the newest one: older answers do not count */
  gboolean revocation;
};

G_DEFINE_FINAL_TYPE (ConsoleValidationView, console_validation_view, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_VERDICT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* --- Words -------------------------------------------------------------------------------------*/

static const struct
{
  const char *verdict;
  const char *word;
  const char *sentence; /* about the whole */
  const char *icon;
  const char *css_class;
} verdicts[] = {
  { "GOOD", NC_ ("verdict", "Good"), NC_ ("verdict", "A path to a trusted root is good"),
    "certificate-valid-symbolic", "success" },
  { "CANNOT_TELL", NC_ ("verdict", "Cannot tell"),
    NC_ ("verdict", "Cannot tell: something that is needed is not known"),
    "dialog-question-symbolic", "warning" },
  { "BAD", NC_ ("verdict", "Bad"), NC_ ("verdict", "No path to a trusted root is good"),
    "certificate-revoked-symbolic", "error" },
  { "NOT_CHECKED", NC_ ("verdict", "Not checked"), NC_ ("verdict", "Not checked"),
    "content-loading-symbolic", "dim-label" },
};

static guint
find_verdict (const char *verdict)
{
  for (guint i = 0; i < G_N_ELEMENTS (verdicts); i++)
    if (g_strcmp0 (verdicts[i].verdict, verdict) == 0)
      return i;
  return 1; /* what is not known is not good */
}

static const struct
{
  const char *check;
  const char *word;
} checks[] = {
  { "NAME", NC_ ("check of a path", "Names") },
  { "SIGNATURE", NC_ ("check of a path", "Signature") },
  { "VALIDITY", NC_ ("check of a path", "Validity") },
  { "BASIC_CONSTRAINTS", NC_ ("check of a path", "Basic constraints") },
  { "PATH_LENGTH", NC_ ("check of a path", "Path length") },
  { "KEY_USAGE", NC_ ("check of a path", "Key usage") },
  { "EXTENDED_KEY_USAGE", NC_ ("check of a path", "Extended key usage") },
  { "NAME_CONSTRAINTS", NC_ ("check of a path", "Name constraints") },
  { "POLICIES", NC_ ("check of a path", "Policies") },
  { "REVOCATION", NC_ ("check of a path", "Revocation") },
  { "PROFILE", NC_ ("check of a path", "Profile") },
  { "IDENTITY", NC_ ("check of a path", "Identity") },
  { "SECOND_OPINION", NC_ ("check of a path", "Second opinion by OpenSSL") },
};

static const char *
find_check (const char *check)
{
  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    if (g_strcmp0 (checks[i].check, check) == 0)
      return g_dpgettext2 (NULL, "check of a path", checks[i].word);
  return check;
}

static const char *
format_role (const char *role)
{
  if (g_strcmp0 (role, "TARGET") == 0)
    return C_ ("role in a path", "This certificate");
  if (g_strcmp0 (role, "ANCHOR") == 0)
    return C_ ("role in a path", "Trusted");
  return C_ ("role in a path", "CA");
}

/* Translated with its values filled in. */
static char *
make_sentence (JsonObject *check)
{
  const char *text = esp_json_get_string (check, "Text");
  JsonObject *arguments = esp_json_get_object (check, "Arguments");
  g_autoptr (GList) names = arguments ? json_object_get_members (arguments) : NULL;
  g_autoptr (GPtrArray) pairs = g_ptr_array_new ();
  g_autofree char *clause = NULL;

  for (GList *l = names; l; l = l->next)
    {
      g_ptr_array_add (pairs, l->data);
      g_ptr_array_add (pairs, (gpointer) esp_json_get_string (arguments, l->data));
    }
  g_ptr_array_add (pairs, NULL);
  clause = text && text[0] ? esp_text_fill (_ (text), (const char *const *) pairs->pdata) :
                             g_strdup (esp_json_get_string (check, "Sentence"));
  return console_format_sentence (clause);
}

/* --- Rows --------------------------------------------------------------------------------------*/

static GtkWidget *
make_check_row (JsonObject *check)
{
  guint verdict = find_verdict (esp_json_get_string (check, "Verdict"));
  g_autofree char *sentence = make_sentence (check);
  GtkWidget *row = console_note_row_new (find_check (esp_json_get_string (check, "Check")));

  console_note_row_set_icon (CONSOLE_NOTE_ROW (row), verdicts[verdict].icon,
                             verdicts[verdict].css_class);
  console_note_row_set_chip (CONSOLE_NOTE_ROW (row),
                             g_dpgettext2 (NULL, "verdict", verdicts[verdict].word));
  console_note_row_set_value (CONSOLE_NOTE_ROW (row), sentence);
  console_note_row_set_detail (CONSOLE_NOTE_ROW (row), esp_json_get_string (check, "Citation"));
  return row;
}

static GtkWidget *
make_step_row (JsonObject *step)
{
  guint verdict = find_verdict (esp_json_get_string (step, "Verdict"));
  JsonArray *list = esp_json_get_array (step, "Checks");
  g_autofree char *subject = esp_text_escape (esp_json_get_string (step, "Subject"));
  g_autofree char *subtitle = g_strdup_printf (
    "%s · %s", format_role (esp_json_get_string (step, "Role")),
    g_dpgettext2 (NULL, "verdict", verdicts[verdict].word));
  GtkWidget *row = adw_expander_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (verdicts[verdict].icon);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), subject);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), subtitle);
  gtk_widget_add_css_class (icon, verdicts[verdict].css_class);
  adw_expander_row_add_prefix (ADW_EXPANDER_ROW (row), icon);
  for (guint i = 0; list && i < json_array_get_length (list); i++)
    adw_expander_row_add_row (ADW_EXPANDER_ROW (row),
                              make_check_row (json_array_get_object_element (list, i)));
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), verdict == find_verdict ("BAD") ||
                                                           verdict == find_verdict ("CANNOT_TELL"));
  return row;
}

static void
add_path (ConsoleValidationView *view, JsonObject *path, guint n)
{
  guint verdict = find_verdict (esp_json_get_string (path, "Verdict"));
  JsonArray *steps = esp_json_get_array (path, "Steps");
  /* Translators: the number of a path, then its verdict, such as "Good" */
  g_autofree char *title = g_strdup_printf (C_ ("heading of a path", "Path %u: %s"), n + 1,
                                            g_dpgettext2 (NULL, "verdict", verdicts[verdict].word));
  gboolean complete = esp_json_get_boolean (path, "Complete", FALSE);
  AdwPreferencesGroup *group = console_box_add_group (
    view->paths_box, title, complete ? NULL : _ ("It leads to nothing that is trusted."));

  for (guint i = 0; steps && i < json_array_get_length (steps); i++)
    adw_preferences_group_add (group, make_step_row (json_array_get_object_element (steps, i)));
}

static char *
describe (ConsoleValidationView *view, JsonObject *result)
{
  g_autofree char *time = console_format_time (console_format_read_time (result, "Time"));
  /* Translators: the moment for which it holds */
  g_autofree char *at = g_strdup_printf (_ ("As of %s."), time);

  return g_strjoin (" ", at,
                    view->revocation ? _ ("Revocation was looked up in the lists of this vault.") :
                                       _ ("Revocation was not checked."),
                    esp_json_get_boolean (result, "PathsLimited", FALSE) ?
                      _ ("There are more paths than were looked at.") :
                      NULL,
                    NULL);
}

static void
add_verdict (ConsoleValidationView *view,
             const char *title,
             const char *icon,
             const char *css_class,
             const char *text)
{
  AdwPreferencesGroup *group;
  GtkWidget *row = console_note_row_new (title);

  console_box_empty (view->verdict_box);
  group = console_box_add_group (view->verdict_box, NULL, NULL);
  console_note_row_set_icon (CONSOLE_NOTE_ROW (row), icon, css_class);
  console_note_row_set_detail (CONSOLE_NOTE_ROW (row), text);
  adw_preferences_group_add (group, row);
}

static void
set_verdict (ConsoleValidationView *view, const char *verdict)
{
  g_free (view->verdict);
  view->verdict = g_strdup (verdict);
  g_object_notify_by_pspec (G_OBJECT (view), properties[PROP_VERDICT]);
}

void
console_validation_view_show (ConsoleValidationView *view, JsonObject *result)
{
  guint verdict = find_verdict (esp_json_get_string (result, "Verdict"));
  JsonArray *paths = esp_json_get_array (result, "Paths");
  g_autofree char *text = describe (view, result);

  add_verdict (view, g_dpgettext2 (NULL, "verdict", verdicts[verdict].sentence),
               verdicts[verdict].icon, verdicts[verdict].css_class, text);
  console_box_empty (view->paths_box);
  for (guint i = 0; paths && i < json_array_get_length (paths); i++)
    add_path (view, json_array_get_object_element (paths, i), i);
  set_verdict (view, esp_json_get_string (result, "Verdict"));
}

/* --- Asking ------------------------------------------------------------------------------------*/

static void
set_busy (ConsoleValidationView *view, gboolean busy)
{
  gtk_widget_set_visible (GTK_WIDGET (view->spinner), busy);
  gtk_spinner_set_spinning (view->spinner, busy);
  gtk_widget_set_sensitive (view->check_button, !busy);
}

static void
validated_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleValidationView *view = CONSOLE_VALIDATION_VIEW (owner);
  g_autofree char *sentence = error ? console_error_sentence (error) : NULL;

  if (GPOINTER_TO_UINT (data) != view->question)
    return;
  set_busy (view, FALSE);
  if (result)
    {
      console_validation_view_show (view, result);
      return;
    }
  add_verdict (view, C_ ("verdict", "It could not be checked"), "dialog-error-symbolic", "error",
               sentence);
  console_box_empty (view->paths_box);
  set_verdict (view, NULL);
}

void
console_validation_view_check (ConsoleValidationView *view, gboolean revocation)
{
  JsonObject *parameters = json_object_new ();

  view->revocation = revocation;
  view->question++;
  set_busy (view, TRUE);
  if (view->pems)
    json_object_set_array_member (parameters, "Certificates", json_array_ref (view->pems));
  else
    {
      json_object_set_string_member (parameters, "CertificateSerial", view->serial);
      json_object_set_string_member (parameters, "CertificateAuthority", view->ca_arn);
    }
  if (revocation)
    json_object_set_boolean_member (parameters, "RequireRevocation", TRUE);
  console_session_call (view->session, GTK_WIDGET (view), "ValidateCertificate", parameters,
                        validated_cb, GUINT_TO_POINTER (view->question));
}

static void
check_clicked_cb (ConsoleValidationView *view)
{
  console_validation_view_check (view, TRUE);
}

static void
mapped_cb (ConsoleValidationView *view)
{
  if (view->session && view->question == 0)
    console_validation_view_check (view, FALSE);
}

void
console_validation_view_set_certificate (ConsoleValidationView *view,
                                         ConsoleSession *session,
                                         const char *ca_arn,
                                         const char *serial)
{
  g_set_object (&view->session, session);
  g_free (view->ca_arn);
  g_free (view->serial);
  view->ca_arn = g_strdup (ca_arn);
  view->serial = g_strdup (serial);
  if (view->question > 0)
    console_validation_view_check (view, view->revocation);
  else if (gtk_widget_get_mapped (GTK_WIDGET (view)))
    mapped_cb (view);
}

void
console_validation_view_set_given (ConsoleValidationView *view,
                                   ConsoleSession *session,
                                   JsonArray *pems)
{
  view->pems = json_array_ref (pems);
  console_validation_view_set_certificate (view, session, NULL, NULL);
}

const char *
console_validation_view_get_verdict (ConsoleValidationView *view)
{
  return view->verdict;
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_validation_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_VERDICT)
    g_value_set_string (value, CONSOLE_VALIDATION_VIEW (object)->verdict);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_validation_view_dispose (GObject *object)
{
  g_clear_object (&CONSOLE_VALIDATION_VIEW (object)->session);
  G_OBJECT_CLASS (console_validation_view_parent_class)->dispose (object);
}

static void
console_validation_view_finalize (GObject *object)
{
  ConsoleValidationView *view = CONSOLE_VALIDATION_VIEW (object);

  g_free (view->ca_arn);
  g_free (view->serial);
  g_clear_pointer (&view->pems, json_array_unref);
  g_free (view->verdict);
  G_OBJECT_CLASS (console_validation_view_parent_class)->finalize (object);
}

static void
console_validation_view_class_init (ConsoleValidationViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = console_validation_view_get_property;
  object_class->dispose = console_validation_view_dispose;
  object_class->finalize = console_validation_view_finalize;
  properties[PROP_VERDICT] = g_param_spec_string ("verdict", NULL, NULL, NULL,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/validation-view.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleValidationView, verdict_box);
  gtk_widget_class_bind_template_child (widget_class, ConsoleValidationView, spinner);
  gtk_widget_class_bind_template_child (widget_class, ConsoleValidationView, check_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleValidationView, paths_box);
  gtk_widget_class_bind_template_callback (widget_class, check_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, mapped_cb);
}

static void
console_validation_view_init (ConsoleValidationView *view)
{
  gtk_widget_init_template (GTK_WIDGET (view));
}
