/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings become lines: in the order of the answer, the most urgent first, and together with what
 * stands under the same heading. Of what is counted only, a line says how many more there are. */
#include "console-health.h"

#include "console-ca-findings.h"
#include "console-format.h"
#include "console-plan-line.h"
#include "console-severity.h"

#include "draw/esp-chart.h"

#include <glib/gi18n.h>

typedef struct
{
  guint group; /* order of the heading */
  guint order; /* below it */
  ConsolePlanLine *line;
} Entry;

typedef struct
{
  gboolean by_severity;
  GHashTable *groups; /* ARN -> order + 1 */
  GArray *entries;
} Listing;

/* --- Words -------------------------------------------------------------------------------------*/

/* What it is about: the CA, or a certificate that it issued. */
static char *
describe (JsonObject *finding, gboolean with_ca)
{
  ConsoleSeverity severity = console_severity_nth (
    console_severity_find (esp_json_get_string (finding, "Severity")));
  const char *ca = esp_json_get_string (finding, "CertificateAuthority");
  const char *subject = esp_json_get_string (finding, "Subject");
  const char *serial = esp_json_get_string (finding, "CertificateSerial");
  GString *text = g_string_new (severity.word);

  if (with_ca)
    g_string_append_printf (text, " · %s", ca ? ca : "");
  if (serial)
    g_string_append_printf (text, " · %s", subject && subject[0] ? subject : serial);
  return g_string_free (text, FALSE);
}

static char *
describe_source (JsonObject *finding)
{
  const char *citation = esp_json_get_string (finding, "Citation");
  gint64 due = console_format_read_time (finding, "Due");
  g_autofree char *when = console_format_time (due);

  if (due && citation)
    return g_strdup_printf ("%s · %s", when, citation);
  return due ? g_steal_pointer (&when) : g_strdup (citation);
}

/* --- Lines -------------------------------------------------------------------------------------*/

static guint
find_group (Listing *listing, JsonObject *thing)
{
  const char *arn = esp_json_get_string (thing, "CertificateAuthorityArn");
  guint known;

  if (listing->by_severity)
    return console_severity_find (esp_json_get_string (thing, "Severity"));
  known = GPOINTER_TO_UINT (g_hash_table_lookup (listing->groups, arn ? arn : ""));
  if (known == 0)
    {
      known = g_hash_table_size (listing->groups) + 1;
      g_hash_table_insert (listing->groups, g_strdup (arn ? arn : ""), GUINT_TO_POINTER (known));
    }
  return known;
}

/* The facts that all lines have. */
static ConsolePlanFacts
begin_facts (Listing *listing, JsonObject *thing)
{
  ConsoleSeverity severity = console_severity_nth (
    console_severity_find (esp_json_get_string (thing, "Severity")));
  ConsolePlanFacts facts = {
    .choice = severity.id,
    .icon = severity.icon,
    .style = severity.css_class,
    .group = g_strdup (listing->by_severity ? severity.word :
                                              esp_json_get_string (thing, "CertificateAuthority")),
    .arn = g_strdup (esp_json_get_string (thing, "CertificateAuthorityArn")),
    .activatable = TRUE,
  };

  return facts;
}

static void
add (Listing *listing, JsonObject *thing, ConsolePlanFacts *facts)
{
  Entry entry = { find_group (listing, thing), listing->entries->len,
                  console_plan_line_new (facts) };

  g_array_append_val (listing->entries, entry);
}

static void
add_finding (Listing *listing, JsonObject *finding)
{
  ConsolePlanFacts facts = begin_facts (listing, finding);
  const char *serial = esp_json_get_string (finding, "CertificateSerial");
  const char *label = NULL;

  facts.title = console_ca_finding_sentence (finding);
  facts.value = describe (finding, listing->by_severity);
  facts.detail = describe_source (finding);
  facts.key = g_strdup (serial);
  /* What a certificate needs is done where it is shown. */
  facts.id = serial ? NULL : console_ca_finding_get_answer (finding, &label);
  facts.button = g_strdup (label);
  add (listing, finding, &facts);
}

static void
add_total (Listing *listing, JsonObject *total)
{
  gint64 n = esp_json_get_int (total, "Certificates", 0);
  gint64 more = n - esp_json_get_int (total, "Shown", 0);
  g_autofree char *count = esp_chart_count (more);
  const char *id = esp_json_get_string (total, "Finding");
  const char *arguments[] = { "n", count, "finding", id ? id : "", NULL };
  ConsolePlanFacts facts;

  if (more <= 0)
    return;
  facts = begin_facts (listing, total);
  /* Translators: {finding} is an identifier in capitals, such as ENDS_SOON */
  facts.title = esp_text_fill (ngettext ("{n} more certificate has the finding {finding}.",
                                         "{n} more certificates have the finding {finding}.",
                                         (gulong) more),
                               arguments);
  facts.value = describe (total, listing->by_severity);
  add (listing, total, &facts);
}

static void
add_all (Listing *listing, JsonArray *things, void (*add_one) (Listing *, JsonObject *))
{
  for (guint i = 0; things && i < json_array_get_length (things); i++)
    add_one (listing, json_array_get_object_element (things, i));
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const Entry *first = a, *second = b;

  if (first->group != second->group)
    return first->group < second->group ? -1 : 1;
  return first->order < second->order ? -1 : first->order > second->order;
}

GPtrArray *
console_health_list (JsonObject *answer, gboolean by_severity)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  Listing listing = { by_severity, groups, entries };

  add_all (&listing, esp_json_get_array (answer, "Findings"), add_finding);
  add_all (&listing, esp_json_get_array (answer, "Totals"), add_total);
  g_array_sort (entries, compare_entries);
  for (guint i = 0; i < entries->len; i++)
    g_ptr_array_add (lines, g_array_index (entries, Entry, i).line);
  return lines;
}

/* --- What was left out -------------------------------------------------------------------------*/

char *
console_health_tell_left_out (JsonObject *answer)
{
  JsonArray *left_out = esp_json_get_array (answer, "LeftOut");
  guint n = left_out ? json_array_get_length (left_out) : 0;
  g_autoptr (GString) names = g_string_new (NULL);
  const char *arguments[] = { "names", NULL, NULL };

  for (guint i = 0; i < n; i++)
    {
      const char *name = esp_json_get_string (json_array_get_object_element (left_out, i),
                                              "CertificateAuthority");

      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", name ? name : "");
    }
  arguments[1] = names->str;
  if (n == 0)
    return NULL;
  /* Translators: {names} of CAs, with commas between them */
  return esp_text_fill (
    ngettext ("Your role may not read what this CA issued, so it was left out: {names}.",
              "Your role may not read what these CAs issued, so it was left out: {names}.", n),
    arguments);
}
