/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records of what goes between vaults as files. */
#include "esp-exchange.h"

#include "pki/esp-digest.h"

#include <string.h>

static const char *const directions[] = {
  [ESP_EXCHANGE_SENT] = "SENT",
  [ESP_EXCHANGE_RECEIVED] = "RECEIVED",
};

const char *
esp_exchange_direction_to_string (EspExchangeDirection direction)
{
  return directions[direction];
}

/* Of a digest, in the form of a UUID of version 8 (RFC 9562, 5.8). */
char *
esp_exchange_item_id (const char *partner, const char *id, guint item)
{
  g_autofree char *text = g_strdup_printf ("espalier exchange item\n%s\n%s\n%u", partner, id, item);
  g_autofree char *hex = esp_sha256_hex ((const guint8 *) text, strlen (text));

  return g_strdup_printf ("%.8s-%.4s-8%.3s-a%.3s-%.12s", hex, hex + 8, hex + 12, hex + 15,
                          hex + 18);
}

EspExchangeIdentity *
esp_exchange_identity_new (void)
{
  return g_new0 (EspExchangeIdentity, 1);
}

void
esp_exchange_identity_free (EspExchangeIdentity *identity)
{
  if (!identity)
    return;
  g_free (identity->principal);
  g_clear_pointer (&identity->certificate, g_bytes_unref);
  g_clear_pointer (&identity->envelope, g_bytes_unref);
  g_free (identity);
}

EspExchangePartner *
esp_exchange_partner_new (void)
{
  return g_new0 (EspExchangePartner, 1);
}

void
esp_exchange_partner_free (EspExchangePartner *partner)
{
  if (!partner)
    return;
  g_free (partner->id);
  g_free (partner->name);
  g_free (partner->vault);
  g_clear_pointer (&partner->certificate, g_bytes_unref);
  g_free (partner->principal);
  g_free (partner->role);
  g_free (partner);
}

EspExchange *
esp_exchange_new (void)
{
  return g_new0 (EspExchange, 1);
}

void
esp_exchange_free (EspExchange *exchange)
{
  if (!exchange)
    return;
  g_free (exchange->partner);
  g_free (exchange->id);
  g_free (exchange->account);
  g_free (exchange->digest);
  g_clear_pointer (&exchange->request, g_bytes_unref);
  g_clear_pointer (&exchange->response, g_bytes_unref);
  g_free (exchange);
}
