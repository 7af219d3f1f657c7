/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of severities. */
#include "console-severity.h"

#include <glib/gi18n.h>

static const ConsoleSeverity severities[CONSOLE_N_SEVERITIES] = {
  { "ALERT", NC_ ("severity", "Alert"), "dialog-error-symbolic", "error" },
  { "WARNING", NC_ ("severity", "Warning"), "dialog-warning-symbolic", "warning" },
  { "NOTE", NC_ ("severity", "Note"), "dialog-information-symbolic", "dim-label" },
};

ConsoleSeverity
console_severity_nth (guint index)
{
  ConsoleSeverity severity = severities[MIN (index, CONSOLE_N_SEVERITIES - 1)];

  severity.word = g_dpgettext2 (NULL, "severity", severity.word);
  return severity;
}

guint
console_severity_find (const char *id)
{
  for (guint i = 0; i < CONSOLE_N_SEVERITIES; i++)
    if (g_strcmp0 (severities[i].id, id) == 0)
      return i;
  return 0;
}
