// Drawing a stretch of time on a lane with mouse or pen; a finger taps, so that it can still scroll.
export interface Sketch {
  practitioner: string;
  from: number;
  to: number;
}

const step = 15;
const hour = 88;

function minuteAt(event: PointerEvent, lane: HTMLElement, opens: number) {
  return opens + (event.clientY - lane.getBoundingClientRect().top) / hour * 60;
}

export function sketchOf(event: PointerEvent, lane: HTMLElement, opens: number, practitioner: string): Sketch {
  const from = Math.floor(minuteAt(event, lane, opens) / step) * step;
  return { practitioner, from, to: from + step };
}

export function startSketch(event: PointerEvent, lane: HTMLElement, opens: number, start: Sketch,
  draw: (sketch: Sketch | null) => void, done: (sketch: Sketch | null) => void) {
  let sketch = start;
  const touch = event.pointerType === 'touch';
  const move = (e: PointerEvent) => {
    const to = Math.ceil(minuteAt(e, lane, opens) / step) * step;
    sketch = { ...start, to: Math.max(start.from + step, to) };
    draw(sketch);
  };
  const end = (e: PointerEvent) => {
    for (const [name, heard] of heardAll) lane.removeEventListener(name, heard as EventListener);
    draw(null);
    const stayed = Math.abs(e.clientY - event.clientY) < 10;
    done(e.type === 'pointerup' && (!touch || stayed) ? sketch : null);
  };
  const heardAll: [string, (e: PointerEvent) => void][] = [['pointerup', end], ['pointercancel', end]];
  if (!touch) {
    heardAll.push(['pointermove', move]);
    lane.setPointerCapture(event.pointerId);
    draw(sketch);
  }
  for (const [name, heard] of heardAll) lane.addEventListener(name, heard as EventListener);
}
