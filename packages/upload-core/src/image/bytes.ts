// Bounded reads: none of these throws or reads past the end, whatever offset it is given.

/** Big-endian unsigned integer of `size` bytes (1–8). NaN when one of them lies outside, so that every comparison with it is false. */
export function readUint(bytes: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let i = 0; i < size; i++) value = value * 256 + (bytes[at + i] ?? NaN);
  return value;
}

/** Like `readUint`, little-endian. */
export function readUintLe(bytes: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let i = size - 1; i >= 0; i--) value = value * 256 + (bytes[at + i] ?? NaN);
  return value;
}

/** Up to `length` bytes as Latin-1 text, for signatures and four-letter codes; shorter at the end. */
export function readText(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}
