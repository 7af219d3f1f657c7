/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The authorities of a plan before any of them is stored: all keys side by side, then the
 * certificates from the top down. */
#include "esp-provisioning-private.h"

#include "base/esp-error.h"
#include "esp-ops.h"
#include "esp-parallel.h"

static void
make_key (gpointer item, gpointer data)
{
  EspProvisionedCa *ca = item;

  if (!g_cancellable_set_error_if_cancelled (ca->cancellable, &ca->error))
    esp_ca_creation_make_key (ca->prepared, &ca->error);
}

static gboolean
take_error (EspProvisionedCa *ca, GError **error)
{
  if (!ca->error)
    return FALSE;
  g_propagate_error (error, g_steal_pointer (&ca->error));
  if (error)
    esp_error_set_object (*error, ca->step->name);
  return TRUE;
}

static gboolean
make_keys (EspProvisioning *run, GError **error)
{
  esp_parallel_run (make_key, run->cas->pdata, run->cas->len, g_get_num_processors ());
  for (guint i = 0; i < run->cas->len; i++)
    if (take_error (g_ptr_array_index (run->cas, i), error))
      return FALSE;
  return TRUE;
}

/* Parents stand before their children. */
gboolean
esp_provisioning_prepare_authorities (EspProvisioning *run, GError **error)
{
  if (!make_keys (run, error))
    return FALSE;
  for (guint i = 0; i < run->cas->len; i++)
    {
      EspProvisionedCa *ca = g_ptr_array_index (run->cas, i);

      if (!g_cancellable_set_error_if_cancelled (ca->cancellable, &ca->error))
        esp_ca_creation_certify (ca->prepared, &ca->error);
      if (take_error (ca, error))
        return FALSE;
    }
  return TRUE;
}

void
esp_provisioning_abandon (EspProvisioning *run)
{
  for (guint i = 0; i < run->cas->len; i++)
    {
      EspProvisionedCa *ca = g_ptr_array_index (run->cas, i);

      if (ca->prepared)
        esp_op_create_ca_abandon (ca->prepared, NULL);
    }
}
