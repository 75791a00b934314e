// Whole-number arithmetic of model formulas, equal to Python's. Every value is below 2^53 by proof at publish,
// and `%` on numbers is exact, so (a - a mod b) / b is an exact division: no BigInt is needed.

export function floorMod(a, b) {
  const rest = a % b;
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest + 0;
}

export function floorDiv(a, b) {
  return (a - floorMod(a, b)) / b + 0;
}

export function ceilDiv(a, b) {
  return 0 - floorDiv(0 - a, b);
}

// a * b / c, rounded half up (towards plus infinity)
export function mulDiv(a, b, c) {
  return floorDiv(2 * a * b + c, 2 * c);
}

export function mulDivUp(a, b, c) {
  return ceilDiv(a * b, c);
}
