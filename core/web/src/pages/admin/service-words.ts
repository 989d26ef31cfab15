import data from '../../../../src/clinic/body_regions.json';

// What the contraindication rules can tell about a service, by the ids they use.
export const modalities: Readonly<Record<string, string>> = {
  swedish: 'Swedish, relaxation', deep_tissue: 'Deep tissue', trigger_point: 'Trigger point', cupping: 'Cupping',
    hot_stone: 'Hot stone or other heat',
  lymphatic_drainage: 'Manual lymph drainage', iastm: 'Instrument-assisted, gua sha', sports: 'Sports massage',
    myofascial: 'Myofascial release',
  stretching: 'Stretching, assisted movement', abdominal: 'Abdominal massage',
};
export const pressures: Readonly<Record<string, string>> = { light: 'light pressure', medium: 'medium pressure',
  firm: 'firm pressure', deep: 'deep pressure' };
export const positions: Readonly<Record<string, string>> = {
  prone: 'Lying face down', supine_flat: 'Lying flat on the back', side_lying: 'Lying on the side', semi_reclined: 'Half sitting',
    seated: 'Sitting',
};
export const areas = data.groups.map(group => group.id);
export const areaWords = (id: string) => id.replaceAll('-', ' ');
