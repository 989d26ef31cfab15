export { LbBodyChart } from './chart';
export { regions, regionsIn } from './regions';
