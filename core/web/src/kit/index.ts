export { icon } from './icon';
export { initials } from './initials';
export { LbPage } from './page';
export { plot } from './plot';
export { isProblem } from './problem';
export { vars } from './vars';
