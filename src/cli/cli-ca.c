/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The noun ca: what is more than one call of the engine. Printing is in cli-ca-print.c. */
#include "cli-handlers.h"

static JsonObject *
parameters_of_ca (CliCall *call)
{
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "CertificateAuthority", cli_call_get (call, "CA"));
  return parameters;
}

gboolean
cli_ca_create (CliCall *call, GError **error)
{
  JsonObject *parameters = cli_call_parameters (call, error);

  if (!parameters)
    return FALSE;
  if (cli_call_has (call, "no-dual-control"))
    json_object_set_boolean_member (parameters, "DualControl", FALSE);
  cli_call_set_result (call, cli_call_engine (call, call->command->operation, parameters, error));
  return call->result != NULL;
}

/* The authority, and its certificate with it where its state gives it out and the caller may read
 * it. */
gboolean
cli_ca_show (CliCall *call, GError **error)
{
  g_autoptr (JsonObject) certificate = NULL;
  g_autoptr (GError) denied = NULL;

  if (!cli_call_run_operation (call, error))
    return FALSE;
  if (!esp_json_get_string (esp_json_get_object (call->result, "CertificateAuthority"), "Serial"))
    return TRUE;
  certificate = cli_call_engine (call, "GetCertificateAuthorityCertificate",
                                 parameters_of_ca (call), &denied);
  if (certificate)
    esp_json_set_string (call->result, "Certificate",
                         esp_json_get_string (certificate, "Certificate"));
  if (certificate || g_error_matches (denied, ESP_ERROR, ESP_ERROR_ACCESS_DENIED) ||
      g_error_matches (denied, ESP_ERROR, ESP_ERROR_INVALID_STATE))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&denied));
  return FALSE;
}

gboolean
cli_ca_csr (CliCall *call, GError **error)
{
  if (!cli_call_check_out (call, error) || !cli_call_run_operation (call, error))
    return FALSE;
  return cli_call_set_document (call, g_strdup (esp_json_get_string (call->result, "Csr")), error);
}

gboolean
cli_ca_certificate (CliCall *call, GError **error)
{
  if (!cli_call_check_out (call, error) || !cli_call_run_operation (call, error))
    return FALSE;
  return cli_call_set_certificate (call, error);
}

gboolean
cli_ca_crl (CliCall *call, GError **error)
{
  if (!cli_call_check_out (call, error) || !cli_call_run_operation (call, error))
    return FALSE;
  return cli_call_set_document (call, g_strdup (esp_json_get_string (call->result, "Crl")), error);
}

static gboolean
set_status (CliCall *call, const char *status, GError **error)
{
  JsonObject *parameters = parameters_of_ca (call);

  json_object_set_string_member (parameters, "Status", status);
  cli_call_set_result (call,
                       cli_call_engine (call, "UpdateCertificateAuthority", parameters, error));
  return call->result != NULL;
}

gboolean
cli_ca_disable (CliCall *call, GError **error)
{
  return set_status (call, "DISABLED", error);
}

gboolean
cli_ca_enable (CliCall *call, GError **error)
{
  return set_status (call, "ACTIVE", error);
}

static void
set_switch (CliCall *call, JsonObject *settings, const char *option, const char *member)
{
  const char *value = cli_call_get (call, option);

  if (value)
    json_object_set_boolean_member (settings, member, g_str_equal (value, "on"));
}

static void
set_section (JsonObject *configuration, const char *member, JsonObject *section)
{
  if (json_object_get_size (section) > 0)
    json_object_set_object_member (configuration, member, json_object_ref (section));
}

/* Only what was given: the engine leaves the rest as it is. */
static JsonObject *
revocation_of (CliCall *call)
{
  JsonObject *configuration = json_object_new ();
  g_autoptr (JsonObject) crl = json_object_new ();
  g_autoptr (JsonObject) ocsp = json_object_new ();
  g_autoptr (JsonObject) omission = json_object_new ();
  g_autofree char *type = NULL;

  set_switch (call, crl, "crl", "Enabled");
  esp_json_set_string (crl, "Url", cli_call_get (call, "crl-url"));
  if (cli_call_has (call, "crl-days"))
    json_object_set_int_member (crl, "ExpirationInDays", cli_call_get_number (call, "crl-days", 0));
  if (cli_call_has (call, "crl-type"))
    type = g_ascii_strup (cli_call_get (call, "crl-type"), -1);
  esp_json_set_string (crl, "CrlType", type);
  esp_json_set_string (crl, "CustomCname", cli_call_get (call, "crl-cname"));
  esp_json_set_string (crl, "CustomPath", cli_call_get (call, "crl-path"));
  set_switch (call, omission, "crl-omit", "OmitExtension");
  set_section (crl, "CrlDistributionPointExtensionConfiguration", omission);
  set_switch (call, ocsp, "ocsp", "Enabled");
  esp_json_set_string (ocsp, "Url", cli_call_get (call, "ocsp-url"));
  esp_json_set_string (ocsp, "OcspCustomCname", cli_call_get (call, "ocsp-cname"));
  set_section (configuration, "CrlConfiguration", crl);
  set_section (configuration, "OcspConfiguration", ocsp);
  return configuration;
}

/* Without an option it shows the settings. */
gboolean
cli_ca_revocation (CliCall *call, GError **error)
{
  JsonObject *configuration = revocation_of (call);
  JsonObject *parameters = parameters_of_ca (call);
  const char *operation = "DescribeCertificateAuthority";

  if (json_object_get_size (configuration) > 0)
    {
      operation = "UpdateCertificateAuthority";
      json_object_set_object_member (parameters, "RevocationConfiguration",
                                     json_object_ref (configuration));
    }
  json_object_unref (configuration);
  cli_call_set_result (call, cli_call_engine (call, operation, parameters, error));
  return call->result != NULL;
}
