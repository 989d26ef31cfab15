// The shell's public face, API 1: all that a plugin's screens may use beside 'lit'. It only grows.
declare module '@lumbar/ui' {
  import type { DirectiveResult } from 'lit/directive.js';
  import type { LitElement, PropertyDeclarations, TemplateResult } from 'lit';

  // What the server said when it refused. `code` is stable; `detail` is a sentence for a person.
  export interface Problem extends Error {
    readonly status: number;                          // 0: the server could not be reached
    readonly code: string;                            // "offline" when it could not be reached
    readonly detail: string;
    readonly errors: readonly FieldProblem[];
    readonly requestId: string;
    readonly body: Readonly<Record<string, unknown>>; // the whole answer: `current` of a 412, `reasons` of a blocked visit
  }
  export interface FieldProblem {
    pointer: string;                                  // "/given_name"
    detail: string;
  }
  export function isProblem(thrown: unknown): thrown is Problem;

  export interface Sending {
    version?: number;                                 // sent as If-Match
    keepalive?: boolean;                              // goes on when the page is left
  }
  // Paths are below /api/v1: "/intake/forms". Anything but a 2xx answer throws a Problem; 204 gives undefined.
  export interface Api {
    get<T>(path: string): Promise<T>;
    post<T>(path: string, body?: unknown, sending?: Sending): Promise<T>;
    put<T>(path: string, body: unknown, sending: Sending): Promise<T>;
    patch<T>(path: string, body: unknown, sending: Sending): Promise<T>;
    del<T>(path: string, sending: Sending): Promise<T>;
  }

  export interface User {
    readonly id: string;
    readonly name: string;
    readonly practitioner: string;                    // empty: treats nobody
    readonly permissions: readonly string[];
  }
  export interface ToastOptions {
    kind?: 'ok' | 'bad' | 'info';
    action?: { label: string; run: () => void };
  }
  export interface Question {
    title: string;
    text?: string;
    confirm: string;                                  // the act: "Sign note"
    cancel?: string;
    danger?: boolean;
    reason?: { label: string; required?: boolean };   // asks for a text as well
  }
  // Kept on this device for this user and plugin only.
  export interface Drafts {
    get<T>(record: string): Promise<T | undefined>;
    put(record: string, value: unknown): Promise<void>;
    drop(record: string): Promise<void>;
  }
  export interface Command {
    label: string;
    keys?: string;
    run: () => void;
  }

  export interface Shell {
    readonly version: '1';
    readonly plugin: { readonly id: string; readonly name: string; readonly version: string };
    readonly user: User;                              // on the client surface: no id and no permissions
    readonly clinic: { readonly name: string; readonly zone: string };
    readonly locale: string;                          // for Intl, and which messages t() says: "en-GB"
    readonly online: boolean;
    t(id: string, args?: Record<string, string | number>): string;
    readonly api: Api;
    navigate(url: string): void;
    toast(text: string, options?: ToastOptions): void;
    announce(text: string, level?: 'polite' | 'assertive'): void;
    // False: not confirmed. True or, if a reason was asked for, its text.
    confirm(question: Question): Promise<string | boolean>;
    readonly drafts: Drafts;
    // Server events by name, and "online", "offline" and "reconnected". What it returns takes the listener back.
    on(event: string, heard: (data: any) => void): () => void;
    readonly menu: { badge(href: string, count: number): void };
    command(command: Command): () => void;
  }

  // What a plugin's module exports by default.
  export interface PluginModule {
    api: 1;
    elements: Record<string, CustomElementConstructor>;
    messages?: Record<string, string>;                // locale -> the text of its .ftl file
    activate?(shell: Shell): void | (() => void);
  }

  // The base of every page and slot: light DOM, so that the kit's style sheet, labels and print rules reach in.
  // `load`, if there is one, runs when the element is shown and again when `ctx` or `params` change; `whenReady` draws grey
  // blocks until it is done, and what failed with "Try again" if it throws.
  export class LbPage extends LitElement {
    static properties: PropertyDeclarations;
    shell: Shell;
    ctx: any;                                         // what the slot is about: { clientId }, { appointmentId } …
    params: any;                                      // of the page's path and its query: { note }
    readonly loaded: boolean;
    load?(): Promise<void>;
    reload(): Promise<void>;
    whenReady(content: () => unknown, title?: string): unknown;
  }

  export function icon(name: string, classes?: string): TemplateResult;
  // Sets CSS custom properties: html`<li ${vars({ '--top': 3 })}>`. A style attribute would break the page's policy.
  export function vars(values: Record<string, string | number>): DirectiveResult;
  export function initials(name: string): string;

  export interface Series {
    name: string;
    points: readonly { label: string; value: number }[];
    most: number;                                     // the top of the scale, which starts at 0
    unit?: string;                                    // "of 10"
    change?: number;                                  // the smallest change that matters: a quiet band round the first value
  }
  export function plot(series: Series): TemplateResult;

  // <lb-slot name="note.side" .ctx=${{ noteId, clientId }}>: what other plugins add at this place.
}

declare module '@lumbar/ui/body-chart' {
  import type { LitElement } from 'lit';

  export interface Region {
    id: string;
    label: string;
    view: 'front' | 'back' | 'side';
    side: 'left' | 'right' | 'midline';
  }
  export interface Mark {
    view: 'front' | 'back';
    x: number;                                        // viewBox units
    y: number;
    region: string;
    kind: string;                                     // "pain", "hypertonicity", "trigger-point", "numbness", "avoid-area"
    grade: 1 | 2 | 3;
    note: string;
  }
  export const regions: readonly Region[];
  // A region's own id, or the ids of a group ("legs").
  export function regionsIn(regionOrGroup: string): readonly string[];

  // <lb-body-chart .marks=${marks} @lb-change=${e => e.detail.marks}>. `readonly` shows marks only; `areas` shades regions
  // or groups; `small` leaves out tools and list; `kinds` limits the buttons (one kind: no buttons).
  export class LbBodyChart extends LitElement {
    marks: readonly Mark[];
    areas: readonly string[];
    kinds: readonly string[];
    readonly: boolean;
    small: boolean;
  }
}

declare module '@lumbar/ui/signature' {
  import type { LitElement } from 'lit';

  // <lb-signature label="Signature" @lb-change=${e => e.detail.svg}>; an empty svg after "Clear".
  export class LbSignature extends LitElement {
    label: string;
    readonly empty: boolean;
    clear(): void;
  }
}
