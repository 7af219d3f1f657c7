/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was laid out in a folder, as a text of lines: so that the next run knows what is its own, what
 * is still good, and what to take away. It protects nothing: whoever may write it may write the
 * files beside it as well.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  ESP_PUBLISHED_CRL,
  ESP_PUBLISHED_CERTIFICATE,
  ESP_PUBLISHED_OCSP,
  ESP_PUBLISHED_CONFIGURATION,
} EspPublishedKind;

typedef struct
{
  char *path;            /* below the folder, "crl/0b0e….crl" */
  EspPublishedKind kind;
  char *owner;           /* UUID of the CA; "-": the folder's own */
  char *digest;          /* SHA-256 of what is there, hex */
  char *was;             /* of what may be there instead when a run was cut off; NULL: nothing else */
  char *state;           /* what it says: "good", "revoked:1780315200:1"; "-": nothing to compare */
  gint64 renew_at;       /* from then on it is made anew; 0: when something changes */
  gint64 good_until;     /* 0: for good */
  gint64 size;
  /* Of this run: */
  gboolean wanted;       /* it stays */
  gboolean fresh;        /* it is new, or other bytes than before */
  gboolean removed;      /* it goes */
} EspPublishedFile;

const char *esp_published_kind_to_string (EspPublishedKind kind); /* "CRL" */
/* "crl/a.crl": no empty, hidden or overlong part, nothing that leads upwards. */
gboolean    esp_publish_path_is_fit      (const char *path);

typedef struct _EspPublishManifest EspPublishManifest;

EspPublishManifest *esp_publish_manifest_new     (const char *vault);
/* Errors: PUBLISH_MANIFEST (damaged), PUBLISH_OTHER_VAULT. */
EspPublishManifest *esp_publish_manifest_parse   (const char *text, const char *vault, const char *object,
                                                  GError **error);
void                esp_publish_manifest_free    (EspPublishManifest *manifest);
/* Owned by the manifest, as all that follows; NULL: not one of ours. */
EspPublishedFile   *esp_publish_manifest_find    (EspPublishManifest *manifest, const char *path);
/* Adds an empty one, or finds it. */
EspPublishedFile   *esp_publish_manifest_take    (EspPublishManifest *manifest, const char *path);
/* By path; free the array with g_ptr_array_unref(). */
GPtrArray          *esp_publish_manifest_list    (EspPublishManifest *manifest);
/* As it will be when all is in place (@after), or with everything that may be there before that. Free
 * with g_free(). */
char               *esp_publish_manifest_to_text (EspPublishManifest *manifest, gboolean after);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspPublishManifest, esp_publish_manifest_free)

G_END_DECLS
