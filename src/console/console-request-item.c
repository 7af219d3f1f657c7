/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a request says is the core's, and what would become of it the engine's; here are the words
 * for a table. */
#include "console-request-item.h"

#include "console-error.h"
#include "console-format.h"

#include <glib/gi18n.h>

#define ALTERNATIVE_NAME "2.5.29.17"
#define TEXT_MAX 400 /* characters of a name, or of many, in a cell */

struct _ConsoleRequestItem
{
  GObject parent_instance;

  ConsoleRequestState state;
  char *file;
  char *source;
  gboolean alone;
  char *subject;
  char *names;
  char *key;
  char *summary;
  char *detail;
  char *pem;
  GBytes *der;
  char *serial;
  char *certificate;
};

G_DEFINE_FINAL_TYPE (ConsoleRequestItem, console_request_item, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_STATE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* --- Words -------------------------------------------------------------------------------------*/

static const struct
{
  const char *word;
  const char *icon;
  const char *css_class;
} states[CONSOLE_REQUEST_N_STATES] = {
  [CONSOLE_REQUEST_UNREADABLE] = { NC_ ("verdict on a request", "No request"),
                                   "dialog-error-symbolic", "error" },
  [CONSOLE_REQUEST_UNCHECKED] = { NC_ ("verdict on a request", "Not looked at yet"),
                                  "content-loading-symbolic", "dim-label" },
  [CONSOLE_REQUEST_GOOD] = { NC_ ("verdict on a request", "Would be issued"),
                             "certificate-valid-symbolic", "success" },
  [CONSOLE_REQUEST_NOTED] = { NC_ ("verdict on a request", "Would be issued"),
                              "dialog-information-symbolic", "success" },
  [CONSOLE_REQUEST_REFUSED] = { NC_ ("verdict on a request", "Would be refused"),
                                "dialog-error-symbolic", "error" },
  [CONSOLE_REQUEST_ISSUED] = { NC_ ("verdict on a request", "Issued"), "certificate-valid-symbolic",
                               "success" },
  [CONSOLE_REQUEST_WAITING] = { NC_ ("verdict on a request", "Sent, waits"),
                                "content-loading-symbolic", "warning" },
  [CONSOLE_REQUEST_FAILED] = { NC_ ("verdict on a request", "Refused"), "dialog-error-symbolic",
                               "error" },
  [CONSOLE_REQUEST_LEFT] = { NC_ ("verdict on a request", "Not issued: stopped before"),
                             "content-loading-symbolic", "dim-label" },
};

const char *
console_request_state_get_word (ConsoleRequestState state)
{
  return g_dpgettext2 (NULL, "verdict on a request", states[state].word);
}

const char *
console_request_state_get_icon (ConsoleRequestState state)
{
  return states[state].icon;
}

const char *
console_request_state_get_class (ConsoleRequestState state)
{
  return states[state].css_class;
}

/* Takes @text: safe to show, and no longer than somebody reads. */
static char *
shorten (char *text)
{
  g_autofree char *whole = text;
  g_autofree char *safe = esp_text_escape (whole ? whole : "");
  g_autofree char *cut = NULL;

  if (g_utf8_strlen (safe, -1) <= TEXT_MAX)
    return g_steal_pointer (&safe);
  cut = g_utf8_substring (safe, 0, TEXT_MAX);
  return g_strconcat (cut, "…", NULL);
}

/* --- Changing ----------------------------------------------------------------------------------*/

/* Takes the texts; without them the word of the state says all. */
static void
set_state (ConsoleRequestItem *item, ConsoleRequestState state, char *summary, char *detail)
{
  item->state = state;
  g_free (item->summary);
  g_free (item->detail);
  item->summary = summary ? summary : g_strdup (console_request_state_get_word (state));
  item->detail = detail ? detail : g_strdup (item->summary);
  g_object_notify_by_pspec (G_OBJECT (item), properties[PROP_STATE]);
}

/* Takes @sentence: why. */
static void
set_because (ConsoleRequestItem *item, ConsoleRequestState state, char *sentence)
{
  g_autofree char *why = shorten (sentence);

  /* Translators: a verdict, such as "Would be refused", then the reason as a sentence */
  set_state (item, state,
             g_strdup_printf (C_ ("verdict on a request", "%s: %s"),
                              console_request_state_get_word (state), why),
             NULL);
}

static void
add_notes (GString *text, JsonArray *notes, const char *heading)
{
  for (guint i = 0; notes && i < json_array_get_length (notes); i++)
    {
      JsonObject *note = json_array_get_object_element (notes, i);
      const char *sentence = esp_json_get_string (note, "Sentence");
      const char *name = heading ? esp_json_get_string (note, heading) : NULL;
      g_autofree char *why = console_format_sentence (sentence && sentence[0] ? _ (sentence) : "");
      g_autofree char *line = name && name[0] ? g_strdup_printf ("%s: %s", _ (name), why) :
                                                g_strdup (why);
      g_autofree char *safe = esp_text_escape (line);

      g_string_append_printf (text, "\n%s", safe);
    }
}

static guint
count (JsonArray *array)
{
  return array ? json_array_get_length (array) : 0;
}

/* "Would be issued, 2 values left out, 1 warning". */
static char *
summarise (const char *word, guint n_ignored, guint n_findings)
{
  g_autofree char *ignored = g_strdup_printf (
    ngettext ("%u value left out", "%u values left out", n_ignored), n_ignored);
  g_autofree char *warnings = g_strdup_printf (ngettext ("%u warning", "%u warnings", n_findings),
                                               n_findings);
  const char *parts[] = { word, NULL, NULL, NULL };
  guint n = 1;

  if (n_ignored > 0)
    parts[n++] = ignored;
  if (n_findings > 0)
    parts[n++] = warnings;
  return g_strjoinv (C_ ("separator of a list", ", "), (char **) parts);
}

void
console_request_item_set_preview (ConsoleRequestItem *item, JsonObject *result)
{
  JsonObject *problem = esp_json_get_object (result, "Problem");
  JsonArray *ignored = esp_json_get_array (result, "Ignored");
  JsonArray *findings = esp_json_get_array (result, "Findings");
  const char *waits_for = esp_json_get_string (result, "WaitsFor");
  const char *arguments[] = { "account", waits_for, NULL };
  g_autofree char *word = NULL;
  g_autoptr (GString) detail = NULL;
  g_autofree char *summary = NULL;

  if (problem)
    {
      set_because (item, CONSOLE_REQUEST_REFUSED,
                   console_format_sentence (esp_json_get_string (problem, "Message")));
      return;
    }
  /* Translators: {account} is the number of an account */
  word = waits_for ?
           esp_text_fill (C_ ("verdict on a request", "Would wait for account {account} to sign"),
                          arguments) :
           g_strdup (console_request_state_get_word (CONSOLE_REQUEST_GOOD));
  summary = summarise (word, count (ignored), count (findings));
  detail = g_string_new (summary);
  add_notes (detail, ignored, "Extension");
  add_notes (detail, findings, NULL);
  set_state (item,
             count (ignored) + count (findings) > 0 ? CONSOLE_REQUEST_NOTED : CONSOLE_REQUEST_GOOD,
             g_steal_pointer (&summary), g_string_free (g_steal_pointer (&detail), FALSE));
}

void
console_request_item_set_refused (ConsoleRequestItem *item, const GError *error)
{
  set_because (item, CONSOLE_REQUEST_REFUSED, console_error_sentence (error));
}

void
console_request_item_forget_preview (ConsoleRequestItem *item)
{
  if (item->state != CONSOLE_REQUEST_UNREADABLE && item->state != CONSOLE_REQUEST_UNCHECKED)
    set_state (item, CONSOLE_REQUEST_UNCHECKED, NULL, NULL);
}

static void
set_issued (ConsoleRequestItem *item, JsonObject *result)
{
  item->serial = g_strdup (esp_json_get_string (result, "CertificateSerial"));
  item->certificate = g_strdup (esp_json_get_string (result, "Certificate"));
  /* Translators: the serial number of a certificate that was issued */
  set_state (item, CONSOLE_REQUEST_ISSUED,
             g_strdup_printf (C_ ("verdict on a request", "Issued: %s"), item->serial), NULL);
}

void
console_request_item_set_result (ConsoleRequestItem *item, JsonObject *result)
{
  JsonObject *error = esp_json_get_object (result, "Error");
  const char *reason = error ? esp_json_get_string (error, "Reason") : NULL;

  if (!error)
    set_issued (item, result);
  else if (g_strcmp0 (reason, esp_reason_get_id (ESP_REASON_WAITING_FOR_SIGNATURE)) == 0)
    set_state (item, CONSOLE_REQUEST_WAITING,
               g_strdup (C_ ("verdict on a request", "Sent: waits for the CA’s side to sign it")),
               NULL);
  else
    set_because (item, CONSOLE_REQUEST_FAILED,
                 console_format_sentence (esp_json_get_string (error, "Message")));
}

void
console_request_item_set_failed (ConsoleRequestItem *item, const GError *error)
{
  gboolean waits = console_error_is_waiting (error);

  set_because (item, waits ? CONSOLE_REQUEST_WAITING : CONSOLE_REQUEST_FAILED,
               console_error_sentence (error));
}

void
console_request_item_set_left (ConsoleRequestItem *item)
{
  set_state (item, CONSOLE_REQUEST_LEFT, NULL, NULL);
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_request_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_STATE)
    g_value_set_uint (value, CONSOLE_REQUEST_ITEM (object)->state);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_request_item_finalize (GObject *object)
{
  ConsoleRequestItem *item = CONSOLE_REQUEST_ITEM (object);
  char *texts[] = { item->file,    item->source, item->subject, item->names,  item->key,
                    item->summary, item->detail, item->pem,     item->serial, item->certificate };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  g_clear_pointer (&item->der, g_bytes_unref);
  G_OBJECT_CLASS (console_request_item_parent_class)->finalize (object);
}

static void
console_request_item_class_init (ConsoleRequestItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = console_request_item_get_property;
  object_class->finalize = console_request_item_finalize;
  properties[PROP_STATE] = g_param_spec_uint (
    "state", NULL, NULL, 0, CONSOLE_REQUEST_N_STATES - 1, 0,
    G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
console_request_item_init (ConsoleRequestItem *item)
{
}

/* --- Making ------------------------------------------------------------------------------------*/

static ConsoleRequestItem *
make_item (const char *file, guint line)
{
  ConsoleRequestItem *item = g_object_new (CONSOLE_TYPE_REQUEST_ITEM, NULL);
  g_autofree char *number = g_strdup_printf ("%u", line);
  const char *arguments[] = { "file", NULL, "line", number, NULL };

  item->file = esp_text_escape (file);
  item->alone = line == 0;
  arguments[1] = item->file;
  /* Translators: {file}: the name of a file; {line}: the number of the line at which it begins */
  item->source = item->alone ? g_strdup (item->file) :
                               esp_text_fill (C_ ("request", "{file}, line {line}"), arguments);
  return item;
}

static char *
find_names (EspRequest *request)
{
  GPtrArray *extensions = esp_request_get_extensions (request);

  for (guint i = 0; i < extensions->len; i++)
    {
      const EspExtension *extension = g_ptr_array_index (extensions, i);

      if (g_str_equal (extension->oid, ALTERNATIVE_NAME))
        return esp_extension_to_text (extension);
    }
  return g_strdup ("");
}

ConsoleRequestItem *
console_request_item_new (const char *file, guint line, EspRequest *request)
{
  ConsoleRequestItem *item = make_item (file, line);
  EspName *subject = esp_request_get_subject (request);

  item->pem = esp_request_to_pem (request);
  item->der = g_bytes_ref (esp_request_get_der (request));
  item->subject = shorten (
    g_strdup (esp_name_is_empty (subject) ? C_ ("subject", "Empty") : esp_name_get_text (subject)));
  item->names = shorten (find_names (request));
  item->key = shorten (g_strdup (esp_key_get_label (esp_request_get_key (request))));
  set_state (item, CONSOLE_REQUEST_UNCHECKED, NULL, NULL);
  return item;
}

ConsoleRequestItem *
console_request_item_new_unreadable (const char *file, guint line, const GError *error)
{
  ConsoleRequestItem *item = make_item (file, line);

  item->subject = g_strdup ("");
  item->names = g_strdup ("");
  item->key = g_strdup ("");
  set_state (item, CONSOLE_REQUEST_UNREADABLE, shorten (console_error_sentence (error)), NULL);
  return item;
}

/* --- Reading -----------------------------------------------------------------------------------*/

ConsoleRequestState
console_request_item_get_state (ConsoleRequestItem *item)
{
  return item->state;
}

gboolean
console_request_item_has_problem (ConsoleRequestItem *item)
{
  return item->state == CONSOLE_REQUEST_UNREADABLE || item->state == CONSOLE_REQUEST_REFUSED ||
         item->state == CONSOLE_REQUEST_FAILED || item->state == CONSOLE_REQUEST_LEFT;
}

gboolean
console_request_item_can_be_issued (ConsoleRequestItem *item)
{
  return item->state == CONSOLE_REQUEST_GOOD || item->state == CONSOLE_REQUEST_NOTED;
}

const char *
console_request_item_get_source (ConsoleRequestItem *item)
{
  return item->source;
}

const char *
console_request_item_get_file (ConsoleRequestItem *item)
{
  return item->file;
}

gboolean
console_request_item_is_alone (ConsoleRequestItem *item)
{
  return item->alone;
}

const char *
console_request_item_get_subject (ConsoleRequestItem *item)
{
  return item->subject;
}

const char *
console_request_item_get_names (ConsoleRequestItem *item)
{
  return item->names;
}

const char *
console_request_item_get_key (ConsoleRequestItem *item)
{
  return item->key;
}

const char *
console_request_item_get_summary (ConsoleRequestItem *item)
{
  return item->summary;
}

const char *
console_request_item_get_detail (ConsoleRequestItem *item)
{
  return item->detail;
}

const char *
console_request_item_get_pem (ConsoleRequestItem *item)
{
  return item->pem;
}

GBytes *
console_request_item_get_der (ConsoleRequestItem *item)
{
  return item->der;
}

const char *
console_request_item_get_serial (ConsoleRequestItem *item)
{
  return item->serial;
}

const char *
console_request_item_get_certificate (ConsoleRequestItem *item)
{
  return item->certificate;
}
