/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The guardrail record with its document as text. Reading the text is the business of access. */
#include "esp-guardrail.h"

EspGuardrail *
esp_guardrail_new (void)
{
  EspGuardrail *guardrail = g_new0 (EspGuardrail, 1);

  guardrail->accounts = g_ptr_array_new_with_free_func (g_free);
  return guardrail;
}

void
esp_guardrail_free (EspGuardrail *guardrail)
{
  if (!guardrail)
    return;
  g_free (guardrail->id);
  g_free (guardrail->name);
  g_free (guardrail->document);
  g_ptr_array_unref (guardrail->accounts);
  g_free (guardrail);
}
