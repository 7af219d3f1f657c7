/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A folder for a web server, filled in two steps: everything new is staged out of the server's sight,
 * and when the caller says so (its transaction has committed) put in place by renaming, so that
 * whatever happens each file is whole, old or new. Files that the folder's record does not know are
 * never touched, nor is a symbolic link followed inside it.
 */
#pragma once

#include "esp-publish-manifest.h"

G_BEGIN_DECLS

#define ESP_PUBLISH_RECORD ".espalier" /* the record and what is staged; 0700 */

typedef struct _EspPublishFolder EspPublishFolder;

/* Makes it where it is missing; takes it where it is empty or was filled from @vault (a UUID). Nobody
 * else can have it open at the same time. Errors: PUBLISH_FOLDER (not one that can be used), PUBLISH_FOREIGN
 * (not empty, and not ours), PUBLISH_OTHER_VAULT, PUBLISH_MANIFEST, PUBLISH_BUSY. */
EspPublishFolder       *esp_publish_folder_open    (const char *path, const char *vault, GError **error);
/* What is staged and not placed goes. */
void                    esp_publish_folder_close   (EspPublishFolder *folder);
const char             *esp_publish_folder_get_path (EspPublishFolder *folder);

/* A file of the record whose bytes are those of the record; NULL where there is none. */
const EspPublishedFile *esp_publish_folder_intact  (EspPublishFolder *folder, const char *path);
/* It stays as it is. */
void                    esp_publish_folder_keep    (EspPublishFolder *folder, const char *path);
/* So does everything of @owner. */
void                    esp_publish_folder_keep_owner (EspPublishFolder *folder, const char *owner);
/* Everything that the record knows, wanted or not, by path; owned by the folder. Free the array. */
GPtrArray              *esp_publish_folder_known   (EspPublishFolder *folder);
/* Keeps what is there where it has these bytes, else stages them. Only path, kind, owner, state and
 * times of @file are looked at. Errors: PUBLISH_PATH, PUBLISH_OCCUPIED (by a file that is not ours, or of
 * another owner), FILE_WRITE. */
gboolean                esp_publish_folder_put     (EspPublishFolder *folder, const EspPublishedFile *file,
                                                    GBytes *content, GError **error);
/* What belongs to one of @owners (UUIDs as a set) or to the folder and was neither kept nor put is to go.
 * Makes the staged files durable and works out the record. */
gboolean                esp_publish_folder_seal    (EspPublishFolder *folder, GHashTable *owners, GError **error);
/* After sealing: SHA-256 of the record as it will be, hex; the numbers of files; the files, by path. */
const char             *esp_publish_folder_get_digest (EspPublishFolder *folder);
guint                   esp_publish_folder_get_n_fresh (EspPublishFolder *folder);
guint                   esp_publish_folder_get_n_removed (EspPublishFolder *folder);
GPtrArray              *esp_publish_folder_list    (EspPublishFolder *folder);
/* Puts it all in place. Errors: FILE_WRITE. */
gboolean                esp_publish_folder_place   (EspPublishFolder *folder, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspPublishFolder, esp_publish_folder_close)

G_END_DECLS
