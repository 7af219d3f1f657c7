/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The life of a CA: enable, disable, revocation settings, delete with its window, restore. The
 * rules are the tables of esp-ca-state.h. */
#include "esp-ops.h"

#include "base/esp-error.h"
#include "base/esp-time.h"
#include "esp-views.h"
#include "vault/esp-ca-store.h"

static gboolean
name_ca (EspOperationContext *context, GError **error)
{
  if (error && *error)
    esp_error_set_object (*error, context->ca->label);
  return FALSE;
}

/* Inside the transaction: another process may have changed it since it was resolved. */
static gboolean
reread (EspOperationContext *context, GError **error)
{
  EspCa *fresh = esp_ca_store_find (context->vault, context->ca->id, error);

  if (!fresh)
    return FALSE;
  esp_ca_free (context->ca);
  context->ca = fresh;
  return TRUE;
}

static gboolean
move (EspOperationContext *context,
      EspCaEvent event,
      EspCaState beneath,
      EspCaState *next,
      gboolean *gone,
      GError **error)
{
  EspCa *ca = context->ca;

  if (!esp_ca_state_next (esp_ca_get_status (ca, context->now), beneath, event, next, gone, error))
    return name_ca (context, error);
  esp_context_detail (context, "Before", esp_ca_state_to_string (ca->state));
  esp_context_detail (context, "After", esp_ca_state_to_string (*next));
  return TRUE;
}

static gboolean
store (EspOperationContext *context, GError **error)
{
  context->ca->changed_at = context->now;
  return esp_ca_store_update (context->vault, context->ca, error) &&
         esp_ops_show_ca (context, context->ca, error);
}

/* --- Update ------------------------------------------------------------------------------------*/

static gboolean
set_status (EspOperationContext *context, const char *status, GError **error)
{
  EspCa *ca = context->ca;
  EspCaState wanted, next;
  gboolean gone;

  if (!esp_ca_state_from_string (status, &wanted) ||
      (wanted != ESP_CA_ACTIVE && wanted != ESP_CA_DISABLED))
    {
      esp_error_set (error, ESP_REASON_CA_STATUS, status, NULL);
      return FALSE;
    }
  if (ca->state == wanted)
    return TRUE;
  if (!move (context, wanted == ESP_CA_ACTIVE ? ESP_CA_EVENT_ENABLE : ESP_CA_EVENT_DISABLE,
             ca->state, &next, &gone, error))
    return FALSE;
  ca->state = next;
  return TRUE;
}

gboolean
esp_op_update_ca (EspOperationContext *context, GError **error)
{
  const char *status = esp_context_text (context, "Status");
  JsonObject *revocation = esp_json_get_object (context->parameters, "RevocationConfiguration");

  if (!reread (context, error))
    return FALSE;
  if (!esp_ca_state_check (esp_ca_get_status (context->ca, context->now), ESP_CA_MAY_UPDATE, error))
    return name_ca (context, error);
  if (status && !set_status (context, status, error))
    return FALSE;
  if (revocation)
    {
      if (!esp_view_read_revocation (revocation, &context->ca->revocation, error))
        return FALSE;
      json_object_set_object_member (context->details, "RevocationConfiguration",
                                     esp_view_revocation (&context->ca->revocation));
    }
  return store (context, error);
}

/* --- Delete and restore ------------------------------------------------------------------------*/

static gboolean
read_window (EspOperationContext *context, gint64 *days, GError **error)
{
  g_autofree char *shown = NULL;

  *days = esp_json_get_int (context->parameters, "PermanentDeletionTimeInDays",
                            ESP_DELETION_DAYS_DEFAULT);
  if (*days >= ESP_DELETION_DAYS_MIN && *days <= ESP_DELETION_DAYS_MAX)
    return TRUE;
  shown = g_strdup_printf ("%" G_GINT64_FORMAT, *days);
  esp_error_set (error, ESP_REASON_DELETION_WINDOW, NULL, "days", shown, "least",
                 G_STRINGIFY (ESP_DELETION_DAYS_MIN), "most", G_STRINGIFY (ESP_DELETION_DAYS_MAX),
                 NULL);
  return FALSE;
}

gboolean
esp_op_delete_ca (EspOperationContext *context, GError **error)
{
  EspCaState next;
  gboolean gone;
  gint64 days;
  EspCa *ca;

  if (!read_window (context, &days, error) || !reread (context, error))
    return FALSE;
  ca = context->ca;
  if (!move (context, ESP_CA_EVENT_DELETE, ca->state, &next, &gone, error))
    return FALSE;
  ca->restore_state = ca->state;
  ca->restorable_until = gone ? context->now : esp_time_add_days (context->now, days);
  ca->state = next;
  /* Without a window the key goes at once; the record stays. */
  if (gone && !esp_ops_destroy_key (context, ca, error))
    return FALSE;
  esp_session_forget_signer (context->session, ca->id);
  return store (context, error);
}

/* Past the window it is too late, whether the key is still there or not. */
static gboolean
check_window (const EspCa *ca, gint64 now, GError **error)
{
  g_autofree char *until = esp_time_to_rfc3339 (ca->restorable_until);
  g_autofree char *destroyed = esp_time_to_rfc3339 (ca->key_destroyed_at);

  if (ca->key_destroyed_at)
    esp_error_set (error, ESP_REASON_RESTORE_KEY_GONE, ca->label, "destroyed", destroyed, NULL);
  else if (ca->state == ESP_CA_DELETED && ca->restorable_until <= now)
    esp_error_set (error, ESP_REASON_RESTORE_TOO_LATE, ca->label, "until", until, NULL);
  else
    return TRUE;
  return FALSE;
}

gboolean
esp_op_restore_ca (EspOperationContext *context, GError **error)
{
  EspCaState next;
  gboolean gone;
  EspCa *ca;

  if (!reread (context, error))
    return FALSE;
  ca = context->ca;
  if (!check_window (ca, context->now, error) ||
      !move (context, ESP_CA_EVENT_RESTORE, ca->restore_state, &next, &gone, error))
    return FALSE;
  ca->state = next;
  ca->restorable_until = 0;
  return store (context, error);
}
