/** What a colour of another space is in sRGB, by the definitions alone: no profile, no library. */
import type { Rgb } from "@picket/hostile-images";

type Triple = readonly [number, number, number];

/** Linear light of the space to linear light of sRGB, both under D65: CSS Color 4, 17 "sample code". */
const toLinearSrgb = {
  p3: [
    [1.2249401762805598, -0.22494017628055996, 0],
    [-0.042056954709688163, 1.042056954709688, 0],
    [-0.019637554590334432, -0.078636045550631889, 1.0982736001409663],
  ],
  bt2020: [
    [1.660491, -0.587641, -0.07285],
    [-0.12455, 1.1329, -0.008349],
    [-0.018151, -0.100579, 1.11873],
  ],
  srgb: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
} satisfies Record<string, readonly Triple[]>;

const toLight = {
  srgb: (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4),
  bt2020: (value: number) =>
    value < 0.08145 ? value / 4.5 : ((value + 0.0993) / 1.0993) ** (1 / 0.45),
  linear: (value: number) => value,
  gamma22: (value: number) => value ** 2.2,
};

/** @param stored 0–255 in the space. @returns 0–255 in sRGB; what lies outside is cut off */
export function expectedColour(
  stored: Rgb,
  space: keyof typeof toLinearSrgb,
  curve: keyof typeof toLight,
): number[] {
  const light = stored.map((value) => toLight[curve](value / 255));
  return toLinearSrgb[space].map((row) => {
    const linear = row.reduce((sum, share, index) => sum + share * (light[index] ?? 0), 0);
    return Math.round(encode(Math.min(1, Math.max(0, linear))) * 255);
  });
}

function encode(light: number): number {
  return light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055;
}
