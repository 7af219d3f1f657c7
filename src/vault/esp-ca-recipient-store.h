/* SPDX-License-Identifier: GPL-3.0-or-later */
/* To whom the key of an authority is sealed, and which of them should be sealed anew. The envelope
 * itself is in esp-ca-store.h. */
#pragma once

#include "esp-vault.h"

G_BEGIN_DECLS

/* UUIDs of principals, sorted: GPtrArray of texts. Empty for an envelope that is older than this table. */
GPtrArray *esp_ca_recipient_store_list   (EspVault *vault, const char *ca, GError **error);
/* Replaces them all. */
gboolean   esp_ca_recipient_store_put    (EspVault *vault, const char *ca, GPtrArray *principals, GError **error);
/* Since when the key should be sealed anew; 0: it is as it should be; -1 on error. */
gint64     esp_ca_recipient_store_get_due (EspVault *vault, const char *ca, GError **error);
/* @since 0: no more. The time of the first mark stays. */
gboolean   esp_ca_recipient_store_set_due (EspVault *vault, const char *ca, gint64 since, GError **error);
/* How many authorities wait; -1 on error. */
gint64     esp_ca_recipient_store_count_due (EspVault *vault, GError **error);
/* Could who may sign change by the clock alone: does a policy ask for the time? -1 on error. */
int        esp_ca_recipient_store_depend_on_time (EspVault *vault, GError **error);
/* Is the key under split control? Then the envelope is no business of policies; -1 on error. */
int        esp_ca_recipient_store_is_split (EspVault *vault, const char *ca, GError **error);

G_END_DECLS
