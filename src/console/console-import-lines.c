/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An import as lines. Names are of strangers: whoever shows a line makes them safe. */
#include "console-import-lines.h"

#include "console-ca-findings.h"
#include "console-format.h"
#include "console-plan-line.h"
#include "console-severity.h"

#include "draw/esp-chart.h"

#include <glib/gi18n.h>

/* --- Words -------------------------------------------------------------------------------------*/

typedef struct
{
  const char *id;
  const char *word;
} Word;

static const Word sources[] = {
  { "PEM", NC_ ("what is imported", "PEM file") },
  { "DER", NC_ ("what is imported", "DER file") },
  { "PKCS12", NC_ ("what is imported", "PKCS#12 file") },
  { "FOLDER", NC_ ("what is imported", "Folder") },
  { "OPENSSL_CA", NC_ ("what is imported", "Folder of openssl ca") },
  { "EASY_RSA", NC_ ("what is imported", "Folder of easy-rsa") },
  { "XCA", NC_ ("what is imported", "XCA database") },
  { "GNOMINT", NC_ ("what is imported", "gnoMint database") },
  { "REPORT", NC_ ("what is imported", "Audit report") },
};

static const Word kinds[] = {
  { "CERTIFICATE", NC_ ("kind of item", "Certificate") },
  { "KEY", NC_ ("kind of item", "Key") },
  { "REQUEST", NC_ ("kind of item", "Request") },
  { "REVOCATION", NC_ ("kind of item", "Revocation") },
  { "CRL", NC_ ("kind of item", "Revocation list") },
  { "NEXT_SERIAL", NC_ ("kind of item", "Next serial number") },
  { "NEXT_CRL_NUMBER", NC_ ("kind of item", "Next number of a list") },
  { "HISTORY", NC_ ("kind of item", "History") },
  { "NOTE", NC_ ("kind of item", "Note") },
  { "UNKNOWN", NC_ ("kind of item", "Something else") },
};

static const char *
find_word (const Word *words, gsize n, const char *context, const char *id)
{
  for (gsize i = 0; id && i < n; i++)
    if (g_str_equal (words[i].id, id))
      return g_dpgettext2 (NULL, context, words[i].word);
  return id ? id : "";
}

static const char *
kind_word (JsonObject *row)
{
  return find_word (kinds, G_N_ELEMENTS (kinds), "kind of item", esp_json_get_string (row, "Kind"));
}

/* What becomes of a row, in the order in which it is read: what needs somebody first. */
typedef struct
{
  const char *id;
  const char *word; /* the heading */
  const char *icon;
  const char *style;
  const char *choice;
} Verdict;

static const Verdict verdicts[] = {
  { "LOCKED", NC_ ("verdict of an import", "Locked"), "vault-locked-symbolic", "warning",
    CONSOLE_IMPORT_STAYS },
  { "BAD", NC_ ("verdict of an import", "Can’t Be Used"), "dialog-error-symbolic", "error",
    CONSOLE_IMPORT_STAYS },
  { "UNLINKED", NC_ ("verdict of an import", "Signed by Nobody Here"), "dialog-warning-symbolic",
    "warning", CONSOLE_IMPORT_STAYS },
  { "NO_KEY", NC_ ("verdict of an import", "Comes without Its Key"), "dialog-warning-symbolic",
    "warning", CONSOLE_IMPORT_COMES },
  { "READY", NC_ ("verdict of an import", "Comes"), "certificate-valid-symbolic", "success",
    CONSOLE_IMPORT_COMES },
  { "LEFT_OUT", NC_ ("verdict of an import", "Left Out"), "list-remove-symbolic", "dim-label",
    CONSOLE_IMPORT_STAYS },
  { "TWICE", NC_ ("verdict of an import", "More Than Once"), "list-remove-symbolic", "dim-label",
    CONSOLE_IMPORT_STAYS },
  { "KNOWN", NC_ ("verdict of an import", "In the Vault Already"), "list-remove-symbolic",
    "dim-label", CONSOLE_IMPORT_STAYS },
};

/* The same sentence whichever program tells it: its words are the core's, translated here. */
static char *
translate (JsonObject *row)
{
  const char *text = esp_json_get_string (row, "Text");
  JsonObject *arguments = esp_json_get_object (row, "Arguments");
  g_autoptr (GPtrArray) pairs = g_ptr_array_new ();
  g_autoptr (GList) names = arguments ? json_object_get_members (arguments) : NULL;
  g_autofree char *clause = NULL;

  if (!text || !text[0])
    return NULL;
  for (GList *name = names; name; name = name->next)
    {
      g_ptr_array_add (pairs, name->data);
      g_ptr_array_add (pairs, (gpointer) esp_json_get_string (arguments, name->data));
    }
  g_ptr_array_add (pairs, NULL);
  clause = esp_text_fill (_ (text), (const char *const *) pairs->pdata);
  return console_format_sentence (clause);
}

/* --- Authorities -------------------------------------------------------------------------------*/

static char *
count_of (JsonObject *object, const char *member)
{
  return esp_chart_count (esp_json_get_int (object, member, 0));
}

static char *
describe_authority (JsonObject *authority)
{
  gboolean key = esp_json_get_boolean (authority, "Key", FALSE);
  gboolean limited = json_object_has_member (authority, "PathLength");
  g_autofree char *length = console_format_path_length (
    limited ? (int) esp_json_get_int (authority, "PathLength", 0) : -1);
  g_autofree char *end = console_format_date (console_format_read_time (authority, "NotAfter"));
  const char *arguments[] = { "length", length, "end", end, NULL };

  /* Translators: {length} is a path length, {end} a date */
  return esp_text_fill (key ? _ ("With its key · path length {length} · until {end}") :
                              _ ("Without its key · path length {length} · until {end}"),
                        arguments);
}

static char *
describe_issued (JsonObject *authority)
{
  gint64 next = esp_json_get_int (authority, "NextCrlNumber", 0);
  g_autofree char *certificates = count_of (authority, "Certificates");
  g_autofree char *revocations = count_of (authority, "Revocations");
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, next);
  const char *arguments[] = { "certificates", certificates, "revocations", revocations,
                              "number",       number,       NULL };

  /* Translators: all are numbers */
  return esp_text_fill (
    next > 0 ?
      _ ("Certificates: {certificates} · revocations: {revocations} · next list: {number}") :
      _ ("Certificates: {certificates} · revocations: {revocations}"),
    arguments);
}

static void
add_finding (GPtrArray *lines, JsonObject *finding)
{
  ConsoleSeverity severity = console_severity_nth (
    console_severity_find (esp_json_get_string (finding, "Severity")));
  ConsolePlanFacts facts = {
    .choice = CONSOLE_IMPORT_AUTHORITIES,
    .icon = severity.icon,
    .style = severity.css_class,
    .group = g_strdup (C_ ("heading of an import", "Authorities")),
    .title = console_ca_finding_sentence (finding),
    .value = g_strdup (severity.word),
    .detail = g_strdup (esp_json_get_string (finding, "Citation")),
    .level = 1,
  };

  g_ptr_array_add (lines, console_plan_line_new (&facts));
}

static void
add_authority (GPtrArray *lines, JsonObject *authority)
{
  const char *arn = esp_json_get_string (authority, "CertificateAuthorityArn");
  gboolean key = esp_json_get_boolean (authority, "Key", FALSE);
  JsonArray *findings = esp_json_get_array (authority, "Findings");
  ConsolePlanFacts facts = {
    .choice = CONSOLE_IMPORT_AUTHORITIES,
    .icon = key ? "ca-active-symbolic" : "ca-disabled-symbolic",
    .id = arn ? CONSOLE_IMPORT_SHOW : NULL,
    .group = g_strdup (C_ ("heading of an import", "Authorities")),
    .title = g_strdup (esp_json_get_string (authority, "Subject")),
    .value = describe_authority (authority),
    .detail = describe_issued (authority),
    .arn = g_strdup (arn),
    .button = arn ? g_strdup (C_ ("button", "Show")) : NULL,
    .activatable = arn != NULL,
  };

  g_ptr_array_add (lines, console_plan_line_new (&facts));
  for (guint i = 0; findings && i < json_array_get_length (findings); i++)
    add_finding (lines, json_array_get_object_element (findings, i));
}

/* --- Rows --------------------------------------------------------------------------------------*/

static const char *
name_of (JsonObject *row)
{
  static const char *const members[] = { "Subject", "Name", "Serial" };

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    if (esp_json_get_string (row, members[i]))
      return esp_json_get_string (row, members[i]);
  return kind_word (row);
}

static char *
describe_row (JsonObject *row)
{
  const char *place = esp_json_get_string (row, "Place");
  const char *reason = esp_json_get_string (row, "RevocationReason");
  GString *text = g_string_new (kind_word (row));

  if (reason)
    g_string_append_printf (text, " · %s", console_format_revocation_reason (reason));
  if (json_object_has_member (row, "Number"))
    g_string_append_printf (text, " · %" G_GINT64_FORMAT, esp_json_get_int (row, "Number", 0));
  if (place)
    g_string_append_printf (text, " · %s", place);
  return g_string_free (text, FALSE);
}

/* "Locked (2)", of all that there are and not of those alone that are listed. */
static char *
make_heading (const Verdict *verdict, JsonObject *answer)
{
  g_autofree char *n = esp_chart_count (console_import_count (answer, verdict->id));
  const char *arguments[] = { "verdict", g_dpgettext2 (NULL, "verdict of an import", verdict->word),
                              "n", n, NULL };

  /* Translators: a verdict such as “Locked”, and how many have it */
  return esp_text_fill (C_ ("heading of an import", "{verdict} ({n})"), arguments);
}

static void
add_row (GPtrArray *lines, JsonObject *row, const Verdict *verdict, const char *heading)
{
  ConsolePlanFacts facts = {
    .choice = verdict->choice,
    .icon = verdict->icon,
    .style = verdict->style,
    .group = g_strdup (heading),
    .title = g_strdup (name_of (row)),
    .value = describe_row (row),
    .detail = translate (row),
  };

  g_ptr_array_add (lines, console_plan_line_new (&facts));
}

static void
add_rows (GPtrArray *lines, JsonObject *answer, const Verdict *verdict)
{
  JsonArray *rows = esp_json_get_array (answer, "Rows");
  g_autofree char *heading = make_heading (verdict, answer);

  for (guint i = 0; rows && i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);

      if (g_strcmp0 (esp_json_get_string (row, "Verdict"), verdict->id) == 0)
        add_row (lines, row, verdict, heading);
    }
}

static void
add_left_out (GPtrArray *lines, JsonObject *answer)
{
  gint64 n = esp_json_get_int (answer, "RowsLeftOut", 0);
  g_autofree char *count = esp_chart_count (n);
  ConsolePlanFacts facts = {
    .group = g_strdup (C_ ("heading of an import", "Not Listed")),
  };

  if (n <= 0)
    {
      g_free (facts.group);
      return;
    }
  facts.title = esp_text_fill (ngettext ("{n} more row is counted above, and not listed.",
                                         "{n} more rows are counted above, and not listed.",
                                         (gulong) n),
                               (const char *[]){ "n", count, NULL });
  g_ptr_array_add (lines, console_plan_line_new (&facts));
}

GPtrArray *
console_import_list (JsonObject *answer)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_object_unref);
  JsonArray *authorities = esp_json_get_array (answer, "Authorities");

  for (guint i = 0; authorities && i < json_array_get_length (authorities); i++)
    add_authority (lines, json_array_get_object_element (authorities, i));
  for (gsize i = 0; i < G_N_ELEMENTS (verdicts); i++)
    add_rows (lines, answer, &verdicts[i]);
  add_left_out (lines, answer);
  return lines;
}

/* --- Counts ------------------------------------------------------------------------------------*/

gint64
console_import_count (JsonObject *answer, const char *verdict)
{
  JsonObject *told = esp_json_get_object (answer, "Verdicts");

  return told ? esp_json_get_int (told, verdict, 0) : 0;
}

char *
console_import_summarize (JsonObject *answer)
{
  JsonArray *authorities = esp_json_get_array (answer, "Authorities");
  JsonObject *counts = esp_json_get_object (answer, "Counts");
  g_autofree char *n = esp_chart_count (authorities ? json_array_get_length (authorities) : 0);
  g_autofree char *keys = count_of (counts, "KEY");
  g_autofree char *certificates = count_of (counts, "CERTIFICATE");
  g_autofree char *revocations = count_of (counts, "REVOCATION");
  const char *arguments[] = { "source",
                              find_word (sources, G_N_ELEMENTS (sources), "what is imported",
                                         esp_json_get_string (answer, "Source")),
                              "authorities",
                              n,
                              "keys",
                              keys,
                              "certificates",
                              certificates,
                              "revocations",
                              revocations,
                              NULL };

  /* Translators: {source} is a kind of file or folder; the others are numbers */
  return esp_text_fill (_ ("{source}. Authorities: {authorities}. Keys: {keys}. Certificates: "
                           "{certificates}. Revocations: {revocations}."),
                        arguments);
}

char *
console_import_summarize_imported (JsonObject *answer)
{
  JsonObject *imported = esp_json_get_object (answer, "Imported");
  g_autofree char *authorities = count_of (imported, "Authorities");
  g_autofree char *keys = count_of (imported, "Keys");
  g_autofree char *certificates = count_of (imported, "Certificates");
  g_autofree char *revocations = count_of (imported, "Revocations");
  const char *arguments[] = { "authorities", authorities,   "keys",      keys, "certificates",
                              certificates,  "revocations", revocations, NULL };

  /* Translators: all are numbers */
  return esp_text_fill (_ ("Imported. Authorities: {authorities}. Keys: {keys}. Certificates: "
                           "{certificates}. Revocations: {revocations}."),
                        arguments);
}
