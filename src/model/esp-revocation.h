/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Revocation settings worked out: the addresses that go into certificates, and how the lists of an
 * authority stand at a moment.
 */
#pragma once

#include "esp-ca.h"

G_BEGIN_DECLS

/* So many certificates are bound to one part that the list of all of them, revoked, stays below
 * 1,000,000 bytes: an entry has at most 51, and 949,000 leave room for names and signature. A part
 * is closed at the lower number, so that what is being issued at that moment still fits. */
#define ESP_CRL_PART_CERTIFICATES 17600
#define ESP_CRL_PART_CERTIFICATES_MAX 18600
#define ESP_CRL_PART_SIZE 1000000

/* "http://HOST/PATH/ID.crl", or NULL where the settings name no place. Free with g_free(). */
char    *esp_revocation_crl_url   (const EspRevocationSettings *settings, const char *ca_id);
/* "http://HOST/PATH/" of both; NULL as above. */
char    *esp_revocation_crl_folder (const EspRevocationSettings *settings);
/* The same folder with the name of a part. */
char    *esp_revocation_part_url  (const EspRevocationSettings *settings, const char *part_id);
char    *esp_revocation_ocsp_url  (const EspRevocationSettings *settings);
/* "crl.example": letters, digits, hyphens and dots, no protocol, no path. */
gboolean esp_revocation_is_host   (const char *text);
/* "pki/crl": folders of plain characters, none of them "." or "..". */
gboolean esp_revocation_is_path   (const char *text);

typedef enum
{
  ESP_REVOCATION_OFF,     /* neither lists nor answers, or the state of the authority has none */
  ESP_REVOCATION_CURRENT,
  ESP_REVOCATION_DUE,     /* lacks a revocation, or has passed half of its time */
  ESP_REVOCATION_OVERDUE, /* relying parties refuse what they have */
} EspRevocationHealth;

const char          *esp_revocation_health_to_string (EspRevocationHealth health); /* "OVERDUE" */
EspRevocationHealth  esp_revocation_crl_health       (const EspCa *ca, gint64 now);
/* Of the answers that were published; OFF also where none were. */
EspRevocationHealth  esp_revocation_ocsp_health      (const EspCa *ca, gint64 now);

G_END_DECLS
