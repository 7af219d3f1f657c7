/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What two vaults say to each other over files, as canonical JSON (RFC 8785) inside of a signed container
 * (pki/esp-signed-data.h):
 *
 *   { "Type": "espalier-exchange-request", "Version": 1, "RequestId" (32 hex digits), "FromVault", "ToVault" (UUIDs),
 *     "CreatedAt", "ExpiresAt" (RFC 3339), "Requester", "CertificateAuthority", "Share"?,
 *     "Items": [ { "Csr" (PEM), "TemplateArn", "Validity" (365d, 12m, 10y or RFC 3339), "Authority"? (UUID, the
 *                  asking side's own name for the waiting authority that it is for) } ] }
 *
 *   { "Type": "espalier-exchange-response", "Version": 1, "RequestId", "RequestDigest" (SHA-256 of the request's DER),
 *     "FromVault", "ToVault", "CreatedAt", "ExpiresAt", "Answerer", "CertificateChain"? (PEM: the issuer first),
 *     "Items": [ { "Certificate" (PEM) } or { "Reason", "Problem" }, in the order of the request ] }
 *
 * A text that these functions would write in another way is refused: there is nothing in it that is not looked at.
 * Who may ask for what is not known here.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ESP_EXCHANGE_ITEMS_MAX 1000
#define ESP_EXCHANGE_DAYS 30     /* for which a file is good, if nothing else is said */
#define ESP_EXCHANGE_DAYS_MAX 90
#define ESP_EXCHANGE_SKEW 300    /* seconds by which the clocks of two vaults may differ */
#define ESP_EXCHANGE_ID_LEN 32

typedef struct
{
  char *csr;
  char *template_arn;
  char *validity;
  char *authority; /* or NULL */
} EspExchangeItem;

/* What both have. */
typedef struct
{
  char *id;
  char *from, *to;
  gint64 created_at, expires_at;
  char *person; /* requester or answerer: what the other side says of itself */
} EspExchangeHead;

typedef struct
{
  EspExchangeHead head;
  char *authority;
  char *share;      /* or NULL */
  GPtrArray *items; /* EspExchangeItem */
} EspExchangeRequest;

typedef struct
{
  char *certificate; /* NULL: refused */
  char *reason, *problem;
} EspExchangeAnswer;

typedef struct
{
  EspExchangeHead head;
  char *request_digest;
  char *chain;        /* NULL: nothing was issued */
  GPtrArray *answers; /* EspExchangeAnswer */
} EspExchangeResponse;

EspExchangeRequest  *esp_exchange_request_new   (void); /* with an empty list */
EspExchangeItem     *esp_exchange_request_add   (EspExchangeRequest *request, const char *csr,
                                                 const char *template_arn, const char *validity);
void                 esp_exchange_request_free  (EspExchangeRequest *request);
EspExchangeResponse *esp_exchange_response_new  (void);
EspExchangeAnswer   *esp_exchange_response_add  (EspExchangeResponse *response);
void                 esp_exchange_response_free (EspExchangeResponse *response);

/* Errors: EXCHANGE_FORM where it could not be read again. */
GBytes              *esp_exchange_request_write  (const EspExchangeRequest *request, GError **error);
GBytes              *esp_exchange_response_write (const EspExchangeResponse *response, GError **error);
/* Errors: JSON_*, EXCHANGE_FORM ("problem"). */
EspExchangeRequest  *esp_exchange_request_read   (GBytes *content, GError **error);
EspExchangeResponse *esp_exchange_response_read  (GBytes *content, GError **error);
/* "espalier-exchange-request" is TRUE; for who has a file and does not know which. Errors: as above. */
gboolean             esp_exchange_is_request     (GBytes *content, gboolean *is_request, GError **error);

/* Is it good at @now? Errors: EXCHANGE_FUTURE, EXCHANGE_EXPIRED. */
gboolean             esp_exchange_head_check     (const EspExchangeHead *head, gint64 now, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspExchangeRequest, esp_exchange_request_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspExchangeResponse, esp_exchange_response_free)

G_END_DECLS
