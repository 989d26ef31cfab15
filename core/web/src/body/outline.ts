// The outline of a body seen from the front or the back, in a viewBox of 200 x 440 with the midline at x = 100.
type Point = readonly [number, number];

// Right-hand half from the crown down the outside of arm and leg and up the inside, as distance from the midline.
const half: Point[] = [
  [0, 8], [9, 10.5], [15, 18], [16.2, 28], [18.2, 29], [18, 36], [15.6, 38.5], [13, 46], [9.5, 52], [9, 59], [14, 66], [26, 70],
  [39, 76], [46.5, 86], [50, 100], [52, 117], [55, 134], [60, 153], [64, 173], [67, 190], [71.5, 200], [74, 211], [74, 223],
  [71, 233], [67, 233.5], [64.5, 223], [62.6, 214], [61.5, 220.5], [58.6, 219], [58.4, 209], [59.6, 202], [58, 191], [53, 173],
  [48, 155], [43.5, 138], [41, 120], [37.5, 101], [36.5, 114], [33.5, 134], [30.5, 152], [31.5, 168], [36, 186], [39.5, 204],
  [40.5, 224], [38.5, 252], [34, 282], [30.5, 302], [30.5, 318], [31.5, 337], [28.5, 361], [23, 385], [21, 400], [24, 411],
  [28, 420], [22, 425], [13, 423], [11, 411], [11.5, 398], [10.5, 376], [8, 350], [10.5, 326], [10.5, 306], [7.5, 282], [4, 252],
  [2, 228], [0, 216],
];

// A Catmull-Rom curve through the points, as cubic Béziers.
function curve(points: readonly Point[]) {
  const at = (i: number) => points[Math.min(points.length - 1, Math.max(0, i))]!;
  let path = '';
  for (let i = 0; i + 1 < points.length; ++i) {
    const [before, from, to, after] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    const numbers = [
      from[0] + (to[0] - before[0]) / 6, from[1] + (to[1] - before[1]) / 6,
      to[0] - (after[0] - from[0]) / 6, to[1] - (after[1] - from[1]) / 6, to[0], to[1],
    ];
    path += `C${numbers.map(n => n.toFixed(1)).join(' ')}`;
  }
  return path;
}

const right = half.map(([x, y]) => [100 + x, y] as const);
const left = half.map(([x, y]) => [100 - x, y] as const).reverse();

export const outline = `M100 8${curve(right)}${curve([right[right.length - 1]!, ...left.slice(1, -1), right[0]!])}Z`;

export const details = {
  front: 'M74 104Q87 113 99 104M126 104Q113 113 101 104M100 112V160M98.5 165a1.6 1.6 0 1 0 3 0M72 186Q86 206 97 213M128 186Q114 206 ' +
    '103 213M73 304Q80 311 87 304M127 304Q120 311 113 304M87 68Q95 74 98 73M113 68Q105 74 102 73' +
    'M170 221L169.4 230M30 221L30.6 230M167.2 221L167 230M32.8 221L33 230',
  back: 'M100 62V176M76 88Q80 112 92 110Q94 96 90 86M124 88Q120 112 108 110Q106 96 110 86M100 180V214M64 214Q80 224 98 213M136 214Q120 ' +
    '224 102 213M90 172Q100 186 110 172M72 306Q80 301 88 306M128 306Q120 301 112 306M78 340Q80 360 82 366M122 340Q120 360 118 366' +
    'M80 390V404M120 390V404M170 221L169.4 230M30 221L30.6 230M167.2 221L167 230M32.8 221L33 230',
};
