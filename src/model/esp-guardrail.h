/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A guardrail: a policy of the organisation (a service control policy) that limits whoever acts from
 * some accounts, or from all. It never gives a right.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char *id;        /* UUID */
  char *name;      /* unique in the vault */
  char *document;  /* JSON text in IAM's language */
  gint64 created_at;
  GPtrArray *accounts; /* numbers, sorted; empty: all accounts */
} EspGuardrail;

EspGuardrail *esp_guardrail_new  (void); /* empty, with an empty list of accounts */
void          esp_guardrail_free (EspGuardrail *guardrail);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspGuardrail, esp_guardrail_free)

G_END_DECLS
