/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A clock that went back: nothing is signed until somebody confirmed that it is right now. */
#pragma once

#include "esp-operation.h"

G_BEGIN_DECLS

/* How far clocks of machines that share a vault may differ. */
#define ESP_CLOCK_TOLERANCE 300

/* Errors: CLOCK_WENT_BACK. Writer thread. */
gboolean esp_clock_guard_check (EspOperationContext *context, GError **error);

G_END_DECLS
