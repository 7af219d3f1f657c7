/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Laying out what relying parties fetch: what one run of PublishRevocation has in its hands, shared by
 * the files that make it up.
 */
#pragma once

#include "esp-issuing.h"
#include "esp-revocation-lists.h"
#include "exchange/esp-publish-folder.h"

G_BEGIN_DECLS

#define ESP_PUBLISH_NGINX "espalier-nginx.conf"
#define ESP_OCSP_UNAUTHORIZED "unauthorized" /* a file in each folder of answers */
#define ESP_OCSP_DAYS_DEFAULT 7
#define ESP_OCSP_DAYS_MAX 30

/* Where the folder is served. */
typedef struct
{
  char *host;    /* NULL: at the root of whatever host certificates name */
  int port;
  char *path;    /* "/" or "/files/" */
} EspPublishBase;

/* One authority. */
typedef struct
{
  EspCa *ca;
  EspCertificate *certificate; /* NULL: it has none */
  GPtrArray *lists;            /* EspRevocationList, or NULL */
  /* The signer of answers of this run: made when the first answer is due. Its key is in no vault and in
   * no backup, and gone with this struct. */
  EspSigner *answerer;
  EspIssued *answerer_issued;
  char *answerer_serial;       /* reserved */
  guint n_answers, n_new_answers;
  gint64 answers_until;        /* the earliest next update; 0: no answers */
} EspPublishedCa;

typedef struct
{
  EspPublishFolder *folder;
  EspPublishBase base;
  gint64 ocsp_days;
  gboolean all;            /* all that may be published for; else those that were named */
  GPtrArray *cas;          /* EspPublishedCa */
  GHashTable *owners;      /* UUIDs of theirs: a set */
  GPtrArray *answer_paths; /* folders of answers, each once */
  JsonArray *skipped;
  gint64 number;           /* what the numbers of new lists reach */
} EspPublishing;

/* Errors: PUBLISH_BASE. */
gboolean esp_publish_base_parse     (EspPublishBase *base, const char *url, GError **error);
void     esp_publish_base_clear     (EspPublishBase *base);
/* Where in the folder what @url names is; "" for the folder itself. NULL with PUBLISH_ELSEWHERE. Free with
 * g_free(). */
char    *esp_publish_base_place     (const EspPublishBase *base, const char *url, GError **error);

/* Adds an entry to what was left out. */
void     esp_publishing_skip        (EspPublishing *publishing, const EspCa *ca, const GError *problem);
/* A refusal by the folder about one file is noted; FALSE where nothing can be written at all. */
gboolean esp_publishing_put         (EspPublishing *publishing, const EspCa *ca, const EspPublishedFile *file,
                                     GBytes *content, GError **error);
/* Certificate, chain and lists of @published. FALSE where the run must end; what concerns this authority
 * alone is noted. */
gboolean esp_publishing_lay_out     (EspPublishing *publishing, EspOperationContext *context,
                                     EspPublishedCa *published, GError **error);
/* Its answers: esp-publishing-answers.c */
gboolean esp_publishing_answer      (EspPublishing *publishing, EspOperationContext *context,
                                     EspPublishedCa *published, GError **error);
/* What is the same for all: esp-publishing-nginx.c */
gboolean esp_publishing_configure   (EspPublishing *publishing, GError **error);

G_END_DECLS
