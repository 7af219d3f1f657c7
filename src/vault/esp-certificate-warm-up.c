/* SPDX-License-Identifier: GPL-3.0-or-later */
/* First the sieve is filled; then each index that holds an order is read once. Its pages lie all
 * over the file, so that the first walk over them waits for the disk a thousand times and more;
 * afterwards the system has them in memory. Nothing of them is kept here. */
#include "esp-certificate-warm-up.h"

#include "esp-certificate-walk.h"

static const EspCertificateSort orders[] = {
  ESP_CERTIFICATE_SORT_SUBJECT,
  ESP_CERTIFICATE_SORT_NOT_AFTER,
  ESP_CERTIFICATE_SORT_SERIAL,
};

struct _EspCertificateWarmUp
{
  EspCertificateSieve *sieve;
  gboolean sieved;
  guint order; /* the one that is read */
  EspCertificateFilter filter;
  EspCertificateWalk *walk; /* over it */
};

EspCertificateWarmUp *
esp_certificate_warm_up_new (EspCertificateSieve *sieve)
{
  EspCertificateWarmUp *warm_up = g_new0 (EspCertificateWarmUp, 1);

  warm_up->sieve = esp_certificate_sieve_ref (sieve);
  return warm_up;
}

void
esp_certificate_warm_up_free (EspCertificateWarmUp *warm_up)
{
  if (!warm_up)
    return;
  g_clear_pointer (&warm_up->walk, esp_certificate_walk_free);
  esp_certificate_sieve_unref (warm_up->sieve);
  g_free (warm_up);
}

static gboolean
fill_sieve (EspCertificateWarmUp *warm_up, EspVault *vault, gboolean *done, GError **error)
{
  gint64 last = esp_certificate_store_last_row (vault, error);

  *done = FALSE;
  if (last < 0 ||
      !esp_certificate_sieve_grow (warm_up->sieve, vault, last, &warm_up->sieved, error))
    return FALSE;
  *done = warm_up->sieved && !esp_certificate_sieve_claim_orders (warm_up->sieve);
  return TRUE;
}

gboolean
esp_certificate_warm_up_step (EspCertificateWarmUp *warm_up,
                              EspVault *vault,
                              gboolean *done,
                              GError **error)
{
  if (!warm_up->sieved)
    return fill_sieve (warm_up, vault, done, error);
  if (!warm_up->walk)
    {
      warm_up->filter.sort = orders[warm_up->order];
      /* Up to row 0: none is kept. */
      warm_up->walk = esp_certificate_walk_new (&warm_up->filter, warm_up->sieve, 0);
    }
  if (!esp_certificate_walk_extend (warm_up->walk, vault, error))
    return FALSE;
  if (esp_certificate_walk_is_complete (warm_up->walk))
    {
      g_clear_pointer (&warm_up->walk, esp_certificate_walk_free);
      warm_up->order++;
    }
  *done = warm_up->order == G_N_ELEMENTS (orders);
  return TRUE;
}
