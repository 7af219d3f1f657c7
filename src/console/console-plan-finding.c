/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of findings: sentences are the core's, translated here with their arguments. */
#include "console-plan-finding.h"

#include "console-format.h"

#include <glib/gi18n.h>

#define NP_(one, many) one, many
#define N_SEVERITIES (ESP_PLAN_NOTE + 1)

enum
{
  PROP_0,
  PROP_FIX,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ConsolePlanFinding, console_plan_finding, G_TYPE_OBJECT)

/* --- Severities --------------------------------------------------------------------------------*/

static const struct
{
  const char *word;
  const char *icon;
  const char *css_class;
  const char *one, *many;
} severities[N_SEVERITIES] = {
  [ESP_PLAN_ERROR] = { NC_ ("severity", "Error"), "dialog-error-symbolic", "error",
                       NP_ ("{count} error", "{count} errors") },
  [ESP_PLAN_WARNING] = { NC_ ("severity", "Warning"), "dialog-warning-symbolic", "warning",
                         NP_ ("{count} warning", "{count} warnings") },
  [ESP_PLAN_NOTE] = { NC_ ("severity", "Note"), "dialog-information-symbolic", "dim-label",
                      NP_ ("{count} note", "{count} notes") },
};

const char *
console_plan_severity_icon (EspPlanSeverity severity)
{
  return severities[severity].icon;
}

const char *
console_plan_severity_style (EspPlanSeverity severity)
{
  return severities[severity].css_class;
}

const char *
console_plan_severity_word (EspPlanSeverity severity)
{
  return g_dpgettext2 (NULL, "severity", severities[severity].word);
}

static char *
count_of (EspPlanSeverity severity, guint n)
{
  g_autofree char *number = g_strdup_printf ("%u", n);
  const char *arguments[] = { "count", number, NULL };

  return esp_text_fill (g_dngettext (NULL, severities[severity].one, severities[severity].many, n),
                        arguments);
}

char *
console_plan_findings_summary (GPtrArray *findings)
{
  guint counts[N_SEVERITIES] = { 0 };
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < findings->len; i++)
    counts[((EspPlanFinding *) g_ptr_array_index (findings, i))->severity]++;
  for (int severity = 0; severity < N_SEVERITIES; severity++)
    if (counts[severity])
      g_ptr_array_add (parts, count_of (severity, counts[severity]));
  if (parts->len == 0)
    return g_strdup (C_ ("checks of a plan", "No findings"));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (", ", (char **) parts->pdata);
}

/* --- One finding -------------------------------------------------------------------------------*/

static char *
make_sentence (const EspPlanFinding *finding)
{
  g_autoptr (GPtrArray) pairs = g_ptr_array_new ();
  g_autofree char *clause = NULL;
  g_autofree char *sentence = NULL;
  GHashTableIter iter;
  gpointer name, value;

  if (finding->arguments)
    {
      g_hash_table_iter_init (&iter, finding->arguments);
      while (g_hash_table_iter_next (&iter, &name, &value))
        {
          g_ptr_array_add (pairs, name);
          g_ptr_array_add (pairs, value);
        }
    }
  g_ptr_array_add (pairs, NULL);
  clause = esp_text_fill (_ (finding->check->sentence), (const char *const *) pairs->pdata);
  sentence = console_format_sentence (clause);
  return esp_text_escape (sentence);
}

ConsolePlanFinding *
console_plan_finding_new (const EspPlanFinding *finding, guint index)
{
  ConsolePlanFinding *item = g_object_new (CONSOLE_TYPE_PLAN_FINDING, NULL);
  g_autofree char *nodes = g_strjoinv (" ", finding->nodes);

  item->check = finding->check;
  item->severity = finding->severity;
  item->nodes = g_strdupv (finding->nodes);
  item->title = g_strdup (_ (finding->check->title));
  item->sentence = make_sentence (finding);
  item->index = index;
  item->id = g_strdup_printf ("%s %d %s %s %s", finding->check->id, (int) finding->severity, nodes,
                              finding->subject ? finding->subject : "", item->sentence);
  return item;
}

ConsolePlanFinding *
console_plan_finding_new_heading (EspPlanSeverity severity, guint n)
{
  ConsolePlanFinding *item = g_object_new (CONSOLE_TYPE_PLAN_FINDING, NULL);

  item->severity = severity;
  item->nodes = g_new0 (char *, 1);
  item->title = count_of (severity, n);
  item->id = g_strdup_printf ("heading %d %u", (int) severity, n);
  return item;
}

void
console_plan_finding_set_fix (ConsolePlanFinding *finding, ConsolePlanFix fix)
{
  if (finding->fix == fix)
    return;
  finding->fix = fix;
  g_object_notify_by_pspec (G_OBJECT (finding), properties[PROP_FIX]);
}

static void
console_plan_finding_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_FIX)
    g_value_set_int (value, (int) CONSOLE_PLAN_FINDING (object)->fix);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_plan_finding_finalize (GObject *object)
{
  ConsolePlanFinding *finding = CONSOLE_PLAN_FINDING (object);

  g_free (finding->id);
  g_strfreev (finding->nodes);
  g_free (finding->title);
  g_free (finding->sentence);
  G_OBJECT_CLASS (console_plan_finding_parent_class)->finalize (object);
}

static void
console_plan_finding_class_init (ConsolePlanFindingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = console_plan_finding_get_property;
  object_class->finalize = console_plan_finding_finalize;
  properties[PROP_FIX] = g_param_spec_int ("fix", NULL, NULL, CONSOLE_PLAN_FIX_UNKNOWN,
                                           CONSOLE_PLAN_FIX_OFFERED, CONSOLE_PLAN_FIX_UNKNOWN,
                                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
console_plan_finding_init (ConsolePlanFinding *finding)
{
}
