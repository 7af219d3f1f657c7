/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A hierarchy that leaves (esp-op-hierarchy-export.c), and what becomes of it on the way into its file. The handler's
 * data is an EspLeaving from ExportHierarchy's resolve on; functions that take the context find it there.
 */
#pragma once

#include "esp-operation.h"
#include "exchange/esp-hierarchy-file.h"
#include "pki/esp-certificate.h"

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *branch; /* EspCa: those that go, parents first */
  GPtrArray *stay;   /* EspCa: of the branch, deleted or never made */
  GHashTable *ids;   /* of those that go */
  EspCertificate *owner;
  char *written; /* the file, once it is there */
  gboolean rehearsed; /* no key is opened, and nothing leaves */
} EspLeaving;

/* What can be known before any key is opened. Errors: SEALED_FILE_RECIPIENT, HIERARCHY_EXPIRED, HIERARCHY_USAGE (of the
 * new owner's certificate), HIERARCHY_SPLIT, those of esp_leaving_check_path(). */
gboolean         esp_leaving_check           (EspOperationContext *context, GError **error);

/* --- Lines (esp-hierarchy-leaving-authorities.c) --- */

/* Its row, certificates, parts of its lists, and its key, which is sealed to the new owner alone. Errors: KEY_SPLIT,
 * those of envelopes and of the database. */
gboolean         esp_leaving_write_authority (EspOperationContext *context, EspHierarchyText *text, const EspCa *ca,
                                              GError **error);
/* What @ca issued; adds how many to *@n. */
gboolean         esp_leaving_write_issued    (EspOperationContext *context, EspHierarchyText *text, const EspCa *ca,
                                              gint64 *n, GError **error);
/* What @ca revoked without this vault having the certificate. */
gboolean         esp_leaving_write_unknown   (EspOperationContext *context, EspHierarchyText *text, const EspCa *ca,
                                              GError **error);

/* --- The log (esp-hierarchy-leaving-log.c) --- */

typedef struct _EspLeavingStory EspLeavingStory;

/* Writes the head, with a new checkpoint that the session signs, and the people; reads the entries. */
EspLeavingStory *esp_leaving_story_begin     (EspOperationContext *context, EspHierarchyText *text, GError **error);
/* Writes the entries with their proofs, and Events and EventsLeftOut into the result. */
gboolean         esp_leaving_story_end       (EspLeavingStory *story, EspOperationContext *context,
                                              EspHierarchyText *text, GError **error);
void             esp_leaving_story_free      (EspLeavingStory *story);

/* --- The disk (esp-hierarchy-leaving-file.c) --- */

/* Is there room for a name? Errors: FILE_EXISTS, FILE_WRITE. */
gboolean         esp_leaving_check_path      (const char *path, GError **error);
/* The file is whole and lasts when this returns TRUE; before that it has no name. Errors: FILE_EXISTS, FILE_WRITE. */
gboolean         esp_leaving_write_file      (EspLeaving *leaving, const char *path, GBytes *file, GError **error);
/* The file goes again, where there is one of this call; @leaving may be NULL. */
void             esp_leaving_take_back       (EspLeaving *leaving);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspLeavingStory, esp_leaving_story_free)

G_END_DECLS
