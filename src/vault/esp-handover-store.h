/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hierarchies that came from other vaults: what their old log said of them, and what proves it. And the certificates
 * that an authority had, all of them, which travel with it. */
#pragma once

#include "audit/esp-merkle.h"
#include "esp-vault.h"

G_BEGIN_DECLS

typedef struct
{
  char *id;           /* UUID of this arrival */
  char *vault;        /* UUID of the vault that it came from */
  char *organization;
  gint64 received_at;
  char *digest;       /* SHA-256 of the text that arrived, hex */
  char *checkpoint;   /* the note that the old vault's person signed */
} EspHandover;

/* Somebody who signed entries there. */
typedef struct
{
  char *fingerprint;
  char *principal;    /* UUID there */
  char *name;
  GBytes *certificate;
} EspHandoverPerson;

typedef struct
{
  gint64 sequence;    /* in the old log */
  char *text;
  GBytes *signature;
  GBytes *path;       /* hashes of 32 bytes, from the leaf on */
} EspHandoverEvent;

void       esp_handover_free               (EspHandover *handover);
void       esp_handover_person_free        (EspHandoverPerson *person);
void       esp_handover_event_free         (EspHandoverEvent *event);
gboolean   esp_handover_store_insert       (EspVault *vault, const EspHandover *handover, GError **error);
gboolean   esp_handover_store_add_person   (EspVault *vault, const char *handover, const EspHandoverPerson *person,
                                            GError **error);
gboolean   esp_handover_store_add_event    (EspVault *vault, const char *handover, const EspHandoverEvent *event,
                                            GError **error);
/* GPtrArray of EspHandover, EspHandoverPerson; of events the next @limit after @after. */
GPtrArray *esp_handover_store_list         (EspVault *vault, GError **error);
GPtrArray *esp_handover_store_list_people  (EspVault *vault, const char *handover, GError **error);
GPtrArray *esp_handover_store_list_events  (EspVault *vault, const char *handover, gint64 after, guint limit,
                                            GError **error);

/* DER of each certificate that @ca had, the oldest first: GPtrArray of GBytes. *@chain (or NULL): PEM above it. */
GPtrArray *esp_ca_store_list_certificates  (EspVault *vault, const char *ca, char **chain, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspHandover, esp_handover_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspHandoverPerson, esp_handover_person_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspHandoverEvent, esp_handover_event_free)

G_END_DECLS
