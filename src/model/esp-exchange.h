/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two vaults over files: somebody's key for signing them, the other vaults that are known (partners), and what was
 * asked, there or here.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char *principal;     /* UUID */
  GBytes *certificate; /* DER */
  GBytes *envelope;    /* the key, sealed to its person (pki/esp-exchange-key.h) */
  gint64 created_at;
} EspExchangeIdentity;

typedef struct
{
  char *id;            /* UUID */
  char *name;          /* unique among those that are known */
  char *vault;         /* UUID of the other vault */
  GBytes *certificate; /* DER: with which its files are signed */
  char *principal;     /* UUID: as whom it asks here; NULL: it only answers */
  char *role;          /* UUID, with principal */
  gint64 added_at;
  gint64 removed_at;   /* 0: it is known */
} EspExchangePartner;

typedef enum
{
  ESP_EXCHANGE_SENT,     /* asked by this vault */
  ESP_EXCHANGE_RECEIVED, /* asked of this vault */
} EspExchangeDirection;

/* A request between two vaults. */
typedef struct
{
  EspExchangeDirection direction;
  char *partner;     /* UUID */
  char *id;          /* 32 hex digits */
  char *account;     /* number: whose it is, of who asked or of the authority that is asked */
  char *digest;      /* SHA-256 of the request's DER, hex */
  GBytes *request;   /* the file, armoured, as it went or came */
  GBytes *response;  /* the same; NULL: not answered yet */
  gint64 created_at; /* here */
  gint64 expires_at;
  gint64 answered_at;
} EspExchange;

const char          *esp_exchange_direction_to_string (EspExchangeDirection direction); /* "SENT" */
/* The UUID of the signing request that item @item of a received request is: the same each time. Free with g_free(). */
char                *esp_exchange_item_id       (const char *partner, const char *id, guint item);

EspExchangeIdentity *esp_exchange_identity_new  (void);
void                 esp_exchange_identity_free (EspExchangeIdentity *identity);
EspExchangePartner  *esp_exchange_partner_new   (void);
void                 esp_exchange_partner_free  (EspExchangePartner *partner);
EspExchange         *esp_exchange_new           (void);
void                 esp_exchange_free          (EspExchange *exchange);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspExchangeIdentity, esp_exchange_identity_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspExchangePartner, esp_exchange_partner_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspExchange, esp_exchange_free)

G_END_DECLS
