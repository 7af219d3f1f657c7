/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The colours of diagrams. Text has at least 4.5 to 1 against what it stands on, lines and signs 3
 * to 1 (the test computes it); in high contrast 7 to 1. */
#include "esp-diagram-private.h"

/* clang-format off */
static const EspDiagramColours palettes[ESP_DIAGRAM_N_PALETTES] = {
  [ESP_DIAGRAM_LIGHT] = {
    .background = 0xfafafaff, .surface = 0xffffffff, .border = 0xd0cfd2ff, .line = 0x8d8a94ff,
    .text = 0x241f31ff, .dim = 0x5e5c64ff, .border_width = 1,
    .signs = { 0x1c71d8ff, 0x1f8a4cff, 0xa86500ff, 0x77767bff, 0xc01c28ff, 0x77767bff },
    .accounts = { 0x3584e4ff, 0x26a269ff, 0xe66100ff, 0x9141acff, 0x0e8a9aff, 0xc64688ff, 0x986a44ff, 0x657b8fff },
  },
  [ESP_DIAGRAM_DARK] = {
    .background = 0x242424ff, .surface = 0x363636ff, .border = 0x4f4f4fff, .line = 0x8c8c8cff,
    .text = 0xffffffff, .dim = 0xc0bfbcff, .border_width = 1,
    .signs = { 0x78aeedff, 0x57e389ff, 0xf8c24aff, 0xa9a7a3ff, 0xff8a80ff, 0xa9a7a3ff },
    .accounts = { 0x78aeedff, 0x57d18aff, 0xffa348ff, 0xcd8ee0ff, 0x5bc8d6ff, 0xf08fc0ff, 0xcdab8fff, 0xa5b8c9ff },
  },
  [ESP_DIAGRAM_PRINT] = {
    .background = 0xffffffff, .surface = 0xffffffff, .border = 0x5e5c64ff, .line = 0x5e5c64ff,
    .text = 0x000000ff, .dim = 0x3d3846ff, .border_width = 0.8,
    .signs = { 0x1a5fb4ff, 0x146c3aff, 0x8a5200ff, 0x5e5c64ff, 0xa51d2dff, 0x5e5c64ff },
    .accounts = { 0x1a5fb4ff, 0x1d7f52ff, 0xb84a00ff, 0x752f8eff, 0x0a6a77ff, 0xa0306aff, 0x6f4b2cff, 0x4a5c6cff },
  },
  [ESP_DIAGRAM_HIGH_CONTRAST] = {
    .background = 0xffffffff, .surface = 0xffffffff, .border = 0x000000ff, .line = 0x000000ff,
    .text = 0x000000ff, .dim = 0x000000ff, .border_width = 2,
    .signs = { 0x003a80ff, 0x004d20ff, 0x5c3600ff, 0x333333ff, 0x8a0000ff, 0x333333ff },
    .accounts = { 0x003a80ff, 0x00502aff, 0x7a2c00ff, 0x561a6eff, 0x004a54ff, 0x780f48ff, 0x4d3016ff, 0x2f3d4aff },
  },
};
/* clang-format on */

const EspDiagramColours *
esp_diagram_colours_get (EspDiagramPalette palette)
{
  return &palettes[palette < ESP_DIAGRAM_N_PALETTES ? palette : ESP_DIAGRAM_LIGHT];
}

EspColour
esp_diagram_account_colour (const EspDiagram *diagram, const char *account)
{
  for (guint i = 0; account && i < diagram->accounts->len; i++)
    {
      const EspDiagramAccount *row = &g_array_index (diagram->accounts, EspDiagramAccount, i);

      if (g_str_equal (row->id, account))
        return diagram->colours->accounts[i % ESP_DIAGRAM_ACCOUNTS];
    }
  return diagram->colours->line;
}
