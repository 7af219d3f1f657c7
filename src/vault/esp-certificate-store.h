/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Issued certificates: reservations of serials, rows, DER apart from them, lists by id and page. */
#pragma once

#include "esp-vault.h"
#include "model/esp-ca.h"
#include "model/esp-certificate-row.h"

G_BEGIN_DECLS

/* A serial is reserved in a committed transaction before anything is signed, so that a crash leaves
 * a trace of every signature that may exist. */
gboolean   esp_certificate_store_reserve      (EspVault *vault, const char *ca, const char *serial,
                                               const char *principal, gint64 now, GError **error);
gboolean   esp_certificate_store_release      (EspVault *vault, const char *ca, const char *serial, GError **error);
gint64     esp_certificate_store_count_reserved (EspVault *vault, GError **error); /* -1 on error */
/* Stores row and DER and removes the reservation, if there is one; sets row->row. Errors:
 * SERIAL_TAKEN. */
gboolean   esp_certificate_store_insert       (EspVault *vault, EspCertificateRow *row, GBytes *der, GError **error);
/* One that was issued elsewhere, of many: no reservation is looked for. @ca_row: number of the authority. Sets
 * row->row. Errors: SERIAL_TAKEN. */
gboolean   esp_certificate_store_append       (EspVault *vault, gint64 ca_row, EspCertificateRow *row, GBytes *der,
                                               GError **error);

typedef enum
{
  ESP_CERTIFICATE_SORT_ISSUED,
  ESP_CERTIFICATE_SORT_SUBJECT,
  ESP_CERTIFICATE_SORT_NOT_AFTER,
  ESP_CERTIFICATE_SORT_SERIAL,
  ESP_CERTIFICATE_SORT_STATUS,
  ESP_CERTIFICATE_SORT_CA,        /* by its name */
  ESP_CERTIFICATE_SORT_TEMPLATE,
  ESP_CERTIFICATE_SORT_REQUESTER,
} EspCertificateSort;

typedef struct
{
  const char *ca;        /* UUID, or NULL: all */
  const char * const *cas; /* only these (UUIDs, NULL-terminated), or NULL: what a session may see */
  const char *ca_account; /* owner of the CA, or NULL */
  const char *search;    /* in subject, alternative names, serial, requester; or NULL */
  const char *template_name; /* or NULL */
  int status;            /* EspCertificateStatus, or -1: all */
  gint64 now;            /* what the status is judged by */
  gint64 ends_from, ends_before;     /* notAfter; 0: no matter */
  gint64 issued_from, issued_before; /* 0: no matter */
  gint64 up_to_row;      /* only rows up to this one; 0: all */
  EspCertificateSort sort;
  gboolean descending;
} EspCertificateFilter;

/* All matching row numbers in order, as guint32: the id vector of a table. Rows that are alike come in order of their
 * number. In steps: esp-certificate-search.h. */
GArray    *esp_certificate_store_list_ids     (EspVault *vault, const EspCertificateFilter *filter, GError **error);
/* Rows by number, in the order asked for; missing ones are left out. */
GPtrArray *esp_certificate_store_get_rows     (EspVault *vault, const guint32 *rows, gsize n_rows, GError **error);
/* The next @limit matching rows after row number @after, in order of row number: long reads go page
 * by page, so that no read transaction lasts. */
GPtrArray *esp_certificate_store_list_page    (EspVault *vault, const EspCertificateFilter *filter,
                                               gint64 after, guint limit, GError **error);
/* A number beyond what is given one after the other is nobody's: memory is taken by the highest. */
#define ESP_CERTIFICATE_ROWS_MAX (1 << 26)
gint64     esp_certificate_store_last_row     (EspVault *vault, GError **error); /* -1 on error */
/* For reports: what stands in one, of all that a CA issued up to a row, page by page as well and without a list and
 * a copy for each row. What is not read (subject, alternative_names, requester, crl_part) is NULL or 0. */
typedef struct _EspCertificateReader EspCertificateReader;
EspCertificateReader *esp_certificate_reader_new (EspVault *vault, const EspCa *ca, gint64 up_to_row);
void       esp_certificate_reader_free        (EspCertificateReader *reader);
/* Rows that are lent until the next call; *@n is 0 after the last. NULL on error. */
const EspCertificateRow *esp_certificate_reader_next (EspCertificateReader *reader, guint *n, GError **error);

gint64     esp_certificate_store_count        (EspVault *vault, const EspCertificateFilter *filter, GError **error);
/* @ca NULL: any CA. GPtrArray of rows (several CAs may have used one serial). */
GPtrArray *esp_certificate_store_find         (EspVault *vault, const char *ca, const char *serial, GError **error);
GBytes    *esp_certificate_store_get_der      (EspVault *vault, gint64 row, GError **error);
/* Errors: CERTIFICATE_REVOKED (the first revocation stands), VAULT_REFERENCE (no such row). */
gboolean   esp_certificate_store_revoke       (EspVault *vault, gint64 row, gint64 revoked_at, int reason,
                                               GError **error);
/* Revoked and not expired before @since, ordered by serial: what a CRL lists. Rows carry serial,
 * revoked_at and reason only. */
GPtrArray *esp_certificate_store_list_revoked (EspVault *vault, const char *ca, gint64 since, GError **error);

/* What a CA issued for others, in three numbers; 0 where it issued nothing. The life is the longest of the
 * newest ones. */
typedef struct
{
  gint64 last_issued_at;
  gint64 longest_life; /* seconds */
  gint64 last_end;     /* of what is not revoked */
} EspIssuedFacts;

gboolean   esp_certificate_store_get_facts    (EspVault *vault, const EspCa *ca, EspIssuedFacts *facts,
                                               GError **error);

/* Audit reports that were made. */
typedef struct
{
  char *id;      /* UUID */
  char *ca;      /* or NULL: of an account, or of everything */
  char *format;
  gint64 created_at;
  gint64 n_rows;
  char *digest;  /* SHA-256, hex */
  char *requester;
  char *account; /* whose authorities it is of, or NULL */
} EspReportRecord;

void       esp_report_record_free             (EspReportRecord *record);
gboolean   esp_report_store_insert            (EspVault *vault, const EspReportRecord *record, GError **error);
GPtrArray *esp_report_store_list              (EspVault *vault, const char *ca, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspCertificateReader, esp_certificate_reader_free)

G_END_DECLS
