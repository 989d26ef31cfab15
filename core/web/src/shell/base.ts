// What shells and pages share, in one file of its own: base.js. The build points every import of these modules there.
export * from './announce';
export * from './api';
export * from './bus';
export * from './confirm';
export * from './drafts';
export * from './live';
export * from './net';
export * from './part';
export * from './plugins';
export * from './registry';
export * from './router';
export * from './session';
export * from './slot';
export * from './theme';
export * from './times';
export * from './toast';
