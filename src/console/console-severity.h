/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How urgent a finding is: a word and a symbol, never a colour alone. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *id;        /* "ALERT", as the core has it */
  const char *word;      /* translated */
  const char *icon;
  const char *css_class; /* of the symbol */
} ConsoleSeverity;

#define CONSOLE_N_SEVERITIES 3

/* The most urgent first; what a newer core calls otherwise is as urgent as it gets. */
ConsoleSeverity console_severity_nth  (guint index);
guint           console_severity_find (const char *id);

G_END_DECLS
