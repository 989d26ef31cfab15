import type { Mark, Region } from '@lumbar/ui/body-chart';
import { LitElement, html, nothing, svg } from 'lit';
import { announce } from '../shell/announce';
import { gradeWords, kindOf, kinds } from './kinds';
import { details, outline } from './outline';
import { placeOf, regionAt, regionOf, regions, regionsIn, type View } from './regions';
import { styles } from './styles';

type Grade = Mark['grade'];
interface Hover { view: View; region: Region }

// Marks on a drawing of the body, by pointer or by keyboard. See types/lumbar-ui.d.ts.
export class LbBodyChart extends LitElement {
  static override styles = styles;
  static override properties = {
    marks: { attribute: false }, areas: { attribute: false }, kinds: { attribute: false },
    readonly: { type: Boolean, reflect: true }, small: { type: Boolean, reflect: true },
    kind: { state: true }, hover: { state: true }, chosen: { state: true },
  };
  marks: readonly Mark[] = [];
  areas: readonly string[] = [];
  kinds: readonly string[] = Object.keys(kinds);
  readonly = false;
  small = false;
  private kind = '';
  private hover: Hover | null = null;
  private chosen = -1;

  private get pen() {
    return this.kinds.includes(this.kind) ? this.kind : this.kinds[0] ?? 'pain';
  }

  private change(marks: readonly Mark[]) {
    this.marks = marks;
    this.dispatchEvent(new CustomEvent('lb-change', { detail: { marks }, bubbles: true, composed: true }));
  }

  private put(view: View, x: number, y: number, region: Region | undefined) {
    if (!region || this.readonly) return;
    const place = { view, x: Math.round(x * 10) / 10, y: Math.round(y * 10) / 10 };
    this.chosen = this.marks.length;
    this.change([...this.marks, { ...place, region: region.id, kind: this.pen, grade: 2, note: '' }]);
    announce(`${kindOf(this.pen).label} mark added: ${region.label}`);
  }

  private edit(index: number, by: Partial<Mark>) {
    this.change(this.marks.map((mark, i) => i === index ? { ...mark, ...by } : mark));
  }

  private drop(index: number) {
    const gone = this.marks[index];
    if (!gone || this.readonly) return;
    this.chosen = -1;
    this.change(this.marks.filter((_, i) => i !== index));
    announce(`${kindOf(gone.kind).label} mark removed: ${regionOf(gone.region)?.label ?? ''}`);
  }

  private keyOnMark(event: KeyboardEvent, index: number) {
    if (event.key === 'Delete' || event.key === 'Backspace') this.drop(index);
    else if (/^[123]$/.test(event.key)) {
      this.edit(index, { grade: Number(event.key) as Grade });
      announce(`Grade ${event.key}, ${gradeWords[Number(event.key)]}`);
    } else if (event.key === 'Enter' || event.key === ' ') this.chosen = this.chosen === index ? -1 : index;
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private pointOf(event: MouseEvent) {
    const drawing = event.currentTarget as SVGSVGElement;
    return new DOMPoint(event.clientX, event.clientY).matrixTransform(drawing.getScreenCTM()!.inverse());
  }

  private tap(event: MouseEvent, view: View) {
    const { x, y } = this.pointOf(event);
    this.put(view, x, y, regionAt(view, x, y));
  }

  private move(event: PointerEvent, view: View) {
    const { x, y } = this.pointOf(event);
    const region = regionAt(view, x, y);
    if (region?.id !== this.hover?.region.id) this.hover = region ? { view, region } : null;
  }

  private addChosenRegion() {
    const id = this.renderRoot.querySelector<HTMLSelectElement>('#region')!.value;
    const place = placeOf(id);
    if (place) this.put(place.view, place.middle[0], place.middle[1], regionOf(id));
  }

  override render() {
    const active = !this.readonly && !this.small;
    return html`${active && this.kinds.length > 1 ? this.tools() : nothing}
      <div class="views">${this.drawing('front')}${this.drawing('back')}</div>
      ${active ? html`<p class="where"
        aria-hidden="true">${this.hover?.region.label ?? 'Tap the figure to place a mark'}</p>${this.adder()}` : nothing}
      ${this.small || !this.marks.length ? nothing : html`<ol
        aria-label="Marks">${this.marks.map((m, i) => this.entry(m, i))}</ol>`}`;
  }

  private tools() {
    return html`<div class="tools" role="group" aria-label="Kind of mark">${this.kinds.map(kind => html`
      <button type="button" aria-pressed=${this.pen === kind} @click=${() => { this.kind = kind; }}>
        <span class="dot ${kind}" aria-hidden="true">${kindOf(kind).letter}</span>${kindOf(kind).label}</button>`)}</div>`;
  }

  private drawing(view: View) {
    const own = this.marks.filter(mark => mark.view === view).length;
    const [first, second] = view === 'front' ? ['R', 'L'] : ['L', 'R'];
    return html`<figure>
      <figcaption><span>${first}</span><b>${view === 'front' ? 'Front' : 'Back'}</b><span>${second}</span></figcaption>
      <svg viewBox="20 4 160 432" role="group" aria-label="${view === 'front' ? 'Front' : 'Back'} of the body, ${own} marks"
        @pointermove=${this.readonly ? null : (e: PointerEvent) => this.move(e, view)}
        @pointerleave=${() => { this.hover = null; }} @click=${(e: MouseEvent) => this.tap(e, view)}>
        <defs><clipPath id="skin-${view}"><path d=${outline}></path></clipPath></defs>
        <path class="skin" d=${outline}></path>
        ${this.areas.flatMap(regionsIn).map(id => this.shape(id, view, 'shaded'))}
        ${this.hover?.view === view ? this.shape(this.hover.region.id, view, 'hover') : nothing}
        <path class="detail" d=${details[view]}></path>
        ${this.marks.map((mark, i) => mark.view === view ? this.dot(mark, i) : nothing)}
      </svg></figure>`;
  }

  private shape(id: string, view: View, look: string) {
    const place = placeOf(id);
    if (place?.view !== view) return nothing;
    return place.shapes.map(corners => svg`<polygon class=${look} clip-path="url(#skin-${view})"
      points=${corners.join(' ')}></polygon>`);
  }

  private sentence(mark: Mark) {
    return `${kindOf(mark.kind).label}, ${regionOf(mark.region)?.label ?? mark.region}, grade ${mark.grade} of 3`;
  }

  private dot(mark: Mark, index: number) {
    const active = !this.readonly;
    return svg`<g class="mark ${this.chosen === index ? 'chosen' : ''}" transform="translate(${mark.x} ${mark.y})"
        role=${active ? 'button' : 'img'} tabindex=${active ? '0' : '-1'} aria-label=${this.sentence(mark)}
        @click=${(e: Event) => { e.stopPropagation(); if (active) this.chosen = this.chosen === index ? -1 : index; }}
        @keydown=${(e: KeyboardEvent) => this.keyOnMark(e, index)}>
      <circle class="ring" r="10.4"></circle><circle class=${mark.kind} r="8.8"></circle></g>
      <g aria-hidden="true" transform="translate(${mark.x} ${mark.y})"><text>${kindOf(mark.kind).letter}</text>
      <text class="grade" x="9" y="-8">${mark.grade}</text></g>`;
  }

  private adder() {
    return html`<div class="add"><label for="region">Or choose a region
        <select id="region">${regions.map(region => html`<option value=${region.id}>${region.label}</option>`)}</select></label>
      <button type="button" @click=${this.addChosenRegion}>Add mark</button></div>`;
  }

  private entry(mark: Mark, index: number) {
    const open = this.chosen === index && !this.readonly;
    const words = html`<span class="dot ${mark.kind}" aria-hidden="true">${kindOf(mark.kind).letter}</span>
      <span>${regionOf(mark.region)?.label ?? mark.region}
        <small>${kindOf(mark.kind).label}, ${gradeWords[mark.grade]}${mark.note ? `: ${mark.note}` : ''}</small></span>`;
    if (this.readonly) return html`<li><div class="entry">${words}</div></li>`;
    return html`<li><button type="button" class="entry" aria-expanded=${open}
      @keydown=${(e: KeyboardEvent) => this.keyOnMark(e, index)}
        @click=${() => { this.chosen = open ? -1 : index; }}>${words}</button>
      ${open ? this.editor(mark, index) : nothing}</li>`;
  }

  private editor(mark: Mark, index: number) {
    return html`<div class="editor">
      <div class="grades" role="group" aria-label="Grade">${([1, 2, 3] as const).map(grade => html`
        <button type="button" aria-pressed=${mark.grade === grade}
          @click=${() => this.edit(index, { grade })}>${grade} ${gradeWords[grade]}</button>`)}</div>
      <input aria-label="Note on this mark" placeholder="Note" maxlength="200" .value=${mark.note}
        @change=${(e: Event) => this.edit(index, { note: (e.target as HTMLInputElement).value.trim() })}>
      <button type="button" class="remove" @click=${() => this.drop(index)}>Remove mark</button></div>`;
  }
}
customElements.define('lb-body-chart', LbBodyChart);
