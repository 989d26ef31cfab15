export { LbSignature } from './signature';
