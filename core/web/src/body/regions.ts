import type { Region } from '@lumbar/ui/body-chart';
import data from '../../../src/clinic/body_regions.json';

// Where the 84 regions of body_regions.json lie on the two drawings.
export type View = 'front' | 'back';
type Corner = readonly [number, number];

export const regions = data.regions as readonly Region[];
const groups = new Map(data.groups.map(group => [group.id, group.regions]));
const byId = new Map(regions.map(region => [region.id, region]));

export const regionsIn = (id: string): readonly string[] => byId.has(id) ? [id] : groups.get(id) ?? [];
export const regionOf = (id: string) => byId.get(id);

const box = (from: number, to: number, top: number, bottom: number): Corner[] =>
  [[from, top], [to, top], [to, bottom], [from, bottom]];

// Corners as distance from the midline. The first area that holds a point is its region, so the finer ones come first.
const areas: Record<View, [string, Corner[]][]> = {
  front: [
    ['temple', box(11, 22, 23, 35)],
    ['jaw', [[5, 52], [8, 44], [13, 41], [20, 41], [14, 54]]],
    ['forehead', box(0, 22, 4, 27)],
    ['face', box(0, 22, 27, 53)],
    ['neck-side', [[5.5, 53], [16, 53], [16, 67], [8, 69]]],
    ['neck-front', box(0, 9, 52, 71)],
    ['shoulder-front', [[22, 66], [54, 66], [56, 104], [41, 104], [37, 88]]],
    ['axilla', [[32, 97], [41, 97], [42, 117], [34, 117]]],
    ['sternum', box(0, 6, 70, 116)],
    ['chest', [[6, 66], [22, 66], [37, 88], [37, 114], [6, 116]]],
    ['ribs-side', [[25, 114], [39, 112], [37, 146], [25, 146]]],
    ['abdomen-upper', box(0, 26, 114, 146)],
    ['hip-side', [[27, 150], [38, 150], [46, 214], [35, 214], [30, 178]]],
    ['abdomen-lower', [[0, 146], [38, 146], [30, 178], [12, 190], [0, 194]]],
    ['groin', [[0, 194], [12, 190], [31, 178], [35, 200], [12, 214], [0, 220]]],
    ['thigh-outer', [[32, 200], [46, 205], [46, 296], [26, 296]]],
    ['thigh-inner', [[0, 206], [14, 208], [15, 296], [0, 296]]],
    ['thigh-front', box(8, 40, 196, 296)],
    ['knee-front', box(0, 44, 296, 322)],
    ['shin', box(0, 44, 322, 388)],
    ['ankle', box(0, 44, 388, 409)],
    ['foot-top', box(0, 44, 409, 432)],
    ['upper-arm-front', [[36, 98], [56, 98], [60, 142], [42, 142]]],
    ['elbow-front', [[42, 142], [62, 142], [66, 160], [46, 160]]],
    ['forearm-front', [[46, 160], [68, 160], [74, 197], [54, 197]]],
    ['hand-palm', box(52, 82, 197, 240)],
  ],
  back: [
    ['scalp-top', box(0, 22, 4, 23)],
    ['occiput', box(0, 22, 23, 51)],
    ['neck-back', box(0, 14, 50, 67)],
    ['spine-thoracic', box(0, 6, 67, 140)],
    ['shoulder-top', [[6, 62], [40, 68], [37, 82], [6, 82]]],
    ['shoulder-back', [[38, 66], [54, 66], [56, 104], [37, 104], [36, 84]]],
    ['shoulder-blade', [[14, 82], [37, 82], [38, 117], [16, 117]]],
    ['upper-back', box(6, 16, 82, 117)],
    ['mid-back', box(6, 39, 117, 141)],
    ['spine-lumbar', box(0, 6, 140, 170)],
    ['low-back', [[6, 141], [36, 141], [36, 168], [9, 172]]],
    ['sacrum', [[0, 170], [10, 170], [5, 194], [0, 196]]],
    ['buttock', [[0, 168], [46, 168], [46, 218], [0, 222]]],
    ['thigh-back', box(0, 44, 216, 294)],
    ['knee-back', box(0, 44, 294, 320)],
    ['calf', box(0, 44, 320, 382)],
    ['achilles', box(0, 44, 382, 407)],
    ['foot-sole', box(0, 44, 407, 432)],
    ['upper-arm-back', [[36, 98], [56, 98], [60, 136], [41, 136]]],
    ['elbow-back', [[41, 136], [62, 136], [66, 156], [45, 156]]],
    ['forearm-back', [[45, 156], [68, 156], [74, 197], [54, 197]]],
    ['hand-back', box(52, 82, 197, 240)],
  ],
};

function holds(corners: readonly Corner[], x: number, y: number) {
  let inside = false;
  corners.forEach(([x1, y1], i) => {
    const [x0, y0] = corners[(i + corners.length - 1) % corners.length]!;
    if ((y1 > y) !== (y0 > y) && x < (x0 - x1) * (y - y1) / (y0 - y1) + x1) inside = !inside;
  });
  return inside;
}

// From the front the client's right is on the viewer's left; from the back it is the other way.
const sideAt = (view: View, x: number) => (view === 'front') === (x < 100) ? 'right' : 'left';

export function regionAt(view: View, x: number, y: number): Region | undefined {
  const name = areas[view].find(([, corners]) => holds(corners, Math.abs(x - 100), y))?.[0];
  return name === undefined ? undefined : byId.get(name) ?? byId.get(`${name}-${sideAt(view, x)}`);
}

// Where a region is drawn: its view and the corners in viewBox units, on one side or mirrored on both.
export function placeOf(id: string): { view: View; shapes: Corner[][]; middle: Corner } | undefined {
  const region = byId.get(id);
  if (!region) return undefined;
  const name = id.replace(/-(left|right)$/, '');
  for (const view of ['front', 'back'] as const) {
    const corners = areas[view].find(([n]) => n === name)?.[1];
    if (!corners) continue;
    const onto = (sign: number) => corners.map(([x, y]) => [100 + sign * x, y] as const);
    const midline = region.side === 'midline';
    const sign = (view === 'front') === (region.side === 'right') ? -1 : 1;
    const shapes = midline ? [onto(1), onto(-1)] : [onto(sign)];
    const mean = (i: 0 | 1) => corners.reduce((sum, c) => sum + c[i], 0) / corners.length;
    return { view, shapes, middle: [midline ? 100 : 100 + sign * mean(0), mean(1)] };
  }
  return undefined;
}
