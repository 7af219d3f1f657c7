/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A separate owner inside the organisation: a 12-digit number and a name. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char *id;   /* "111122223333" */
  char *name;
  gint64 created_at;
} EspAccount;

EspAccount *esp_account_new  (const char *id, const char *name, gint64 created_at);
EspAccount *esp_account_copy (const EspAccount *account);
void        esp_account_free (EspAccount *account);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspAccount, esp_account_free)

G_END_DECLS
